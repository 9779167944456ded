import { describe, expect, test } from "vitest";
import { fourExamples } from "../../figures/fourExamples.ts";
import { driftRegression, type DriftRegressionInput } from "../../src/experiment/driftRegression.ts";

const problem = {
  ...fourExamples,
  stepSizes: [0.02, 0.01, 0.005, 0.0025],
} satisfies Omit<DriftRegressionInput, "dynamics">;
const single = { kind: "sgd", batchSize: 1 };

describe("the mean drift, over exact ensembles, in the limit of small steps", () => {
  test.for([
    ["gradient descent", { kind: "gd" }, 1, [1]],
    ["independent subsets", { ...single, sampling: "subset" }, 256, [1, 0, 0]],
    ["draws with replacement", { ...single, sampling: "bootstrap" }, 256, [1, 0, 0]],
    ["shuffled single examples", { ...single, sampling: "reshuffle" }, 24, [1, 1, 0]],
    ["shuffled pairs", { ...single, batchSize: 2, sampling: "reshuffle" }, 6, [1, 1, 0]],
  ] as const)("of %s follows the fields that theory names, and no other", async ([, dynamics, runs, expected]) => {
    const found = await driftRegression({ ...problem, dynamics });
    expect(found.runs).toBe(runs);
    expect(found.exact).toBe(true);
    expect(found.coefficients).toHaveLength(expected.length);
    // Four step sizes extrapolate with an error of order η⁴; what leaving out the largest changes is an estimate of it from above.
    found.coefficients.forEach(({ limit, error }, j) => {
      expect(Math.abs(limit - expected[j])).toBeLessThan(5e-5);
      expect(error).toBeLessThan(5e-5);
    });
    expect(found.explained.at(-1)).toBeGreaterThan(0.9999);
    expect(found.conditionNumber).toBeLessThan(20);
  });
});

test("an ensemble of seeds finds the same within its standard errors", async () => {
  const dynamics = { ...single, sampling: "reshuffle" };
  const found = await driftRegression({ ...problem, stepSizes: [0.08, 0.04, 0.02], dynamics, ensemble: { seeds: 1000 } });
  expect(found.exact).toBe(false);
  [1, 1, 0].forEach((expected, j) => {
    const { limit, error } = found.coefficients[j];
    expect(error).toBeLessThan(0.15);
    expect(Math.abs(limit - expected)).toBeLessThan(4 * error);
  });
});

describe("unequal batches in a fresh order", () => {
  const dynamics = { kind: "sgd", batchSize: 3, sampling: "reshuffle" };

  // With the factor of a fresh subset, 1/9 where that of the epoch is 1/3, the second coefficient would be 3.
  test("have the factor of their epoch", async () => {
    const found = await driftRegression({ ...problem, dynamics });
    expect([found.steps, found.runs, found.coefficients.length]).toEqual([2, 4, 3]);
    [1, 1, 0].forEach((expected, j) => expect(Math.abs(found.coefficients[j].limit - expected)).toBeLessThan(5e-5));
    expect(found.explained.at(-1)).toBeGreaterThan(0.9999);
  });

  test("without the last one, where a single one is left, have no noise in the mean", async () => {
    const found = await driftRegression({ ...problem, dynamics: { ...dynamics, lastBatch: "drop" } });
    expect([found.steps, found.runs, found.coefficients.length]).toEqual([1, 4, 1]);
    expect(Math.abs(found.coefficients[0].limit - 1)).toBeLessThan(5e-5);
  });

  test("of seeds are the same within their standard errors", async () => {
    const found = await driftRegression({ ...problem, stepSizes: [0.16, 0.08, 0.04], dynamics, ensemble: { seeds: 1500 } });
    [1, 1, 0].forEach((expected, j) =>
      expect(Math.abs(found.coefficients[j].limit - expected)).toBeLessThan(4 * found.coefficients[j].error),
    );
  });
});

describe("what cannot be regressed is refused in a sentence:", () => {
  test.for([
    ["too few step sizes", { stepSizes: [0.1, 0.1, 0.2] }, /stepSizes: names 2 different step sizes; .* at least 3/],
    ["a step size of zero", { stepSizes: [0.1, 0.2, 0] }, /stepSizes: holds 0/],
    ["an exact ensemble of noise", { dynamics: { kind: "gd", noise: { kind: "label", std: 0.1 } } }, /ensemble: "exact" lists batches/],
    [
      "too many sequences",
      { dynamics: { ...single, sampling: "subset" }, steps: 12 },
      /ensemble: an exact ensemble would have 1\.68e\+7 sequences/,
    ],
    [
      "shuffling over part of an epoch",
      { dynamics: { ...single, sampling: "reshuffle" }, steps: 3 },
      /steps: an exact ensemble of shuffled batches is one epoch/,
    ],
    ["a cyclic order", { dynamics: { ...single, sampling: "cyclic" } }, /ensemble: "exact" knows reshuffle, subset and bootstrap/],
    [
      "a fixed order",
      { dynamics: { ...single, sampling: "cyclic" }, ensemble: { seeds: 2 } },
      /dynamics\.sampling: is "cyclic", whose drift has a part of its own/,
    ],
    [
      "given batches",
      { dynamics: { kind: "sgd", sampling: { kind: "batches", batches: [[0], [1, 2, 3]] } }, ensemble: { seeds: 2 } },
      /dynamics\.sampling: is given batches/,
    ],
    [
      "one order for several epochs",
      { dynamics: { ...single, sampling: "shuffle-once" }, steps: 8, ensemble: { seeds: 2 } },
      /dynamics\.sampling: is "shuffle-once"/,
    ],
    [
      "an unequal partition",
      { dynamics: { kind: "sgd", batchSize: 3, sampling: "partition-iid" }, ensemble: { seeds: 2 } },
      /dynamics\.sampling: is "partition-iid"/,
    ],
    [
      "weighted batches",
      { dynamics: { kind: "sgd", batchSize: 3, sampling: "reshuffle", lastBatch: "weighted" }, ensemble: { seeds: 2 } },
      /dynamics\.lastBatch: "weighted" makes/,
    ],
    [
      "part of an epoch of unequal batches",
      { dynamics: { kind: "sgd", batchSize: 3, sampling: "reshuffle" }, steps: 3, ensemble: { seeds: 2 } },
      /steps: is 3, not whole epochs of 2 batches/,
    ],
    ["one seed", { ensemble: { seeds: 1 } }, /ensemble\.seeds: is 1; .* at least 2/],
    ["a dynamics that there is not", { dynamics: { kind: "gf" } }, /dynamics/],
  ] as const)("%s", async ([, change, sentence]) => {
    const input = { ...problem, dynamics: { kind: "gd" }, ...change } as DriftRegressionInput;
    await expect(driftRegression(input)).rejects.toThrow(sentence);
  });
});
