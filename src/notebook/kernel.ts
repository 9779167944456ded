import { collect } from "./collect.ts";
import { jupyter } from "./jupyter.ts";
import { progress } from "./progress.ts";
import { tellSentences } from "./sentences.ts";
import type { Stage } from "./stage.ts";
import { takeToPaper } from "./takeToPaper.ts";

/** A stage inside Jupyter's Deno kernel: what is shown appears under the cell that runs; figures for a paper are written beside the notebook. Throws an Error elsewhere. */
export function kernelStage(): Omit<Stage, "cell" | "slider" | "choice"> {
  const kernel = jupyter();
  if (kernel === null) throw new Error("this runs inside Jupyter's Deno kernel: open the notebook there");
  const shown =
    <Value extends unknown[], Answer>(show: (stage: Stage, ...value: Value) => Answer) =>
    (...value: Value): Answer => {
      const { stage, outputs } = collect();
      stage.cell("");
      const answer = show(stage, ...value);
      for (const data of outputs.get("")!) void kernel.broadcast("display_data", { data, metadata: {}, transient: {} });
      return answer;
    };
  tellSentences();
  const named = shown((stage, figure: Parameters<Stage["paper"]>[0]) => void stage.paper(figure));
  return {
    figure: shown((stage, figure) => stage.figure(figure)),
    table: shown((stage, table) => stage.table(table)),
    display: shown((stage, value) => stage.display(value)),
    verify: shown((stage, sentence, holds) => stage.verify(sentence, holds)),
    progress,
    async paper(figure) {
      await takeToPaper(figure);
      named(figure);
    },
  };
}
