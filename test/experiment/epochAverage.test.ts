import { describe, expect, test } from "vitest";
import { run } from "../../src/experiment/run.ts";
import type { RunInput } from "../../src/experiment/runSpec.ts";

/** ½w² − (±1)w: two examples that pull to both sides; batches are given, so the path is known: w ← w/2 ± ½. */
const seesaw = {
  objective: { model: { kind: "quadratic", matrix: [[1]], noise: [[1], [-1]] } },
  init: { kind: "values", values: [3] },
  dynamics: { kind: "sgd", stepSize: 0.5, sampling: { kind: "batches", batches: [[0], [1]] } },
  until: { steps: 5 },
  measures: ["parameters", { kind: "parameters", of: "epoch-average", every: 1 }, { kind: "loss", of: "epoch-average", every: 1 }],
} as const satisfies RunInput;

describe("measures at the mean iterate of an epoch", () => {
  test("stand at the mean over the last whole epoch's steps, and at the start before the first has ended", async () => {
    const { path } = await run(seesaw);
    const w = [3, 2, 0.5, 0.75, -0.125, 0.4375];
    expect(path["parameter0"]).toEqual(w);
    const means = [3, 3, (w[1] + w[2]) / 2, (w[1] + w[2]) / 2, (w[3] + w[4]) / 2, (w[3] + w[4]) / 2];
    expect(path["parameter0OfAverage"]).toEqual(means);
    expect(path["lossOfAverage"]).toEqual(means.map((mean) => mean ** 2 / 2));
  });

  test("do not change the path", async () => {
    const without = await run({ ...seesaw, measures: ["parameters"] });
    expect(without.final.parameters).toEqual((await run(seesaw)).final.parameters);
  });

  test("are refused where there are no epochs", async () => {
    const spec: RunInput = {
      ...seesaw,
      dynamics: { kind: "gradient-flow" },
      until: { time: 1 },
      measures: [{ kind: "loss", of: "epoch-average" }],
    };
    await expect(run(spec)).rejects.toThrow("measures.0.of: a flow has no epochs");
  });
});
