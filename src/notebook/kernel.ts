import { collect } from "./collect.ts";
import type { Stage } from "./stage.ts";

type Broadcast = (type: string, content: Record<string, unknown>) => Promise<void>;

/** A stage inside Jupyter's Deno kernel: what is shown appears under the cell that runs. Throws an Error elsewhere. */
export function kernelStage(): Pick<Stage, "figure" | "table" | "verify"> {
  const broadcast = (globalThis as { Deno?: { jupyter?: { broadcast: Broadcast } } }).Deno?.jupyter?.broadcast;
  if (broadcast === undefined) throw new Error("this runs inside Jupyter's Deno kernel: open the notebook there");
  const shown =
    <Value extends unknown[]>(show: (stage: Stage, ...value: Value) => void) =>
    (...value: Value): void => {
      const { stage, outputs } = collect();
      stage.cell("");
      show(stage, ...value);
      for (const data of outputs.get("")!) void broadcast("display_data", { data, metadata: {}, transient: {} });
    };
  return {
    figure: shown((stage, figure) => stage.figure(figure)),
    table: shown((stage, table) => stage.table(table)),
    verify: shown((stage, sentence, holds) => stage.verify(sentence, holds)),
  };
}
