import { expression, gd, run, SpecError, values } from "../../src/index.ts";
import { display, progress, recordsFigure, sentenceOf, takeToPaper } from "../../src/notebook/index.ts";

/** A little of all that makes the kit pleasant in notebooks, its files in a folder. */
export async function answers(folder: string): Promise<object> {
  const spec = {
    objective: { model: expression({ parameters: ["a"], loss: "a^2/2" }) },
    init: values({ values: [1] }),
    dynamics: gd({ stepSize: 0.1 }),
    until: { steps: 10 },
    measures: ["loss" as const],
  };
  const record = await progress("a run", (watch) => run(spec, watch));
  const files = await takeToPaper(recordsFigure("falling", [record]), { folder, formats: ["svg", "pdf", "png", "json"] });
  return {
    id: record.id,
    files: files.length,
    shown: display(record)
      .toString()
      .replaceAll(/[\d.]+ s\b/g, ""),
    sentence: sentenceOf(new SpecError("a", "is wrong")),
  };
}
