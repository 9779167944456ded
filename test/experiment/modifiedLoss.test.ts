import { describe, expect, test } from "vitest";
import { dynamics } from "../../src/dynamics/index.ts";
import { noises } from "../../src/dynamics/noise/index.ts";
import { fixedBatches, type LastBatch, type Sampling } from "../../src/dynamics/sampling.ts";
import { schedules } from "../../src/dynamics/schedule.ts";
import { run } from "../../src/experiment/run.ts";
import type { RunInput } from "../../src/experiment/runSpec.ts";
import { orderedPartitions } from "../../src/kernel/enumerate.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { norm, norm2 } from "../../src/kernel/vector.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { subsets } from "../../src/kernel/enumerate.ts";

/** b tanh(ax) + c on five examples: N = 5, P = 3. */
const model = {
  kind: "expression",
  parameters: ["a", "b", "c"],
  example: "(b*tanh(a*x) + c - y)^2/2",
  over: { x: [-1, -0.4, 0.3, 0.8, 1.5], y: [0.3, 1, -0.2, 0.5, 0.9] },
} as const;
const values = [0.7, -0.4, 0.2];
const objective = formulaObjective(
  expression({ ...model, parameters: [...model.parameters], over: { x: [...model.over.x], y: [...model.over.y] } }),
);
const w = Float64Array.from(values);
const gradientOf = (batch?: ArrayLike<number>): Float64Array => {
  const out = new Float64Array(3);
  objective.gradient(w, out, batch && Int32Array.from(batch));
  return out;
};
const loss = objective.loss(w);
const squared = norm2(gradientOf());
/** Γ, written out. */
const gamma = [0, 1, 2, 3, 4].reduce((sum, i) => sum + norm2(gradientOf([i])) / 5, 0) - squared;
const eta = 0.1;
const implicit = (eta / 4) * squared;

type Dynamics = RunInput["dynamics"];
const specOf = (own: Dynamics, measures: RunInput["measures"] = ["modified-loss"]): RunInput => ({
  objective: { model },
  init: { kind: "values", values },
  dynamics: own,
  until: own.kind.endsWith("flow") || own.kind === "sme" ? { time: 1e-3 } : { steps: 1 },
  measures,
});
/** The first row: [modifiedLoss, implicitGradientTerm, minibatchTerm]. */
async function first(own: Dynamics, measures?: RunInput["measures"]): Promise<number[]> {
  const { path } = await run(specOf(own, measures));
  return [path.modifiedLoss[0]!, path.implicitGradientTerm[0]!, path.minibatchTerm[0]!];
}
const near = (numbers: readonly number[], within = 1e-13): readonly unknown[] =>
  numbers.map((value) => expect.closeTo(value, -Math.log10(2 * within)));

/** What modified-loss is in a run: its row, or the beginning of the sentence that refuses it. */
type Decision = readonly [own: Omit<Dynamics, "kind"> & object, row: readonly number[] | RegExp];
const plain: Decision = [{ stepSize: eta }, [loss + implicit, implicit, 0]];
const none = (kind: string): RegExp => new RegExp(`^measures\\.0: theory knows no modified loss for ${kind}`);

/** Every dynamics. One that is missing here does not compile; one that is not decided is not a member. */
const decided: Record<keyof typeof dynamics, readonly Decision[]> = {
  gd: [
    plain,
    [{ stepSize: eta, momentum: 0.9 }, [loss + 190 * implicit, 190 * implicit, 0]],
    [{ stepSize: eta, momentum: 0.9, nesterov: true }, [loss + 172 * implicit, 172 * implicit, 0]],
    [{ stepSize: eta, penalty: { kind: "gradient-norm", coefficient: 0.05 } }, [loss + 3 * implicit, implicit, 0]],
    [{ stepSize: eta, penalty: { kind: "gradient-norm", coefficient: -eta / 4 } }, [loss, implicit, 0]],
    [{ stepSize: eta, momentum: 0.9, penalty: { kind: "gradient-norm", coefficient: 0.05 } }, [loss + 192 * implicit, 190 * implicit, 0]],
  ],
  sgd: [
    [{ stepSize: eta, batchSize: 2, sampling: "reshuffle" }, [loss + implicit + (eta / 8) * gamma, implicit, (eta / 8) * gamma]],
    [{ stepSize: eta, batchSize: 2, sampling: "subset" }, [loss + implicit, implicit, (eta / 4) * (3 / 8) * gamma]],
    [{ stepSize: eta, batchSize: 5, sampling: "bootstrap" }, [loss + implicit, implicit, (eta / 20) * gamma]],
  ],
  adam: [
    [{ stepSize: eta }, none("adam")],
    [{ stepSize: eta, batchSize: 2, sampling: "reshuffle" }, none("adam")],
  ],
  rmsprop: [[{ stepSize: eta }, none("rmsprop")]],
  sam: [
    [{ stepSize: eta, radius: 0.3 }, [loss + implicit + 0.3 * Math.sqrt(squared), implicit, 0]],
    [{ stepSize: eta, radius: 0.3, normalized: false }, [loss + implicit + 0.15 * squared, implicit, 0]],
    [
      { stepSize: eta, radius: 0.3, groupSize: 3 },
      [loss + implicit + 0.3 * (0.6 * norm(gradientOf([0, 1, 2])) + 0.4 * norm(gradientOf([3, 4]))), implicit, 0],
    ],
    [{ stepSize: eta, radius: 0.3, batchSize: 2, sampling: "reshuffle" }, none("sam on minibatches")],
  ],
  langevin: [[{ stepSize: eta, temperature: 0.01 }, none("langevin")]],
  "gradient-flow": [[{}, /^measures\.0\.stepSize: modified-loss needs a step size, and gradient-flow has none/]],
  "igr-flow": [plain],
  "third-order-flow": [plain],
  "principal-flow": [plain],
  "central-flow": [plain],
  "edge-flow": [plain],
  "rod-flow": [plain],
  "momentum-flow": [
    [{ stepSize: eta, momentum: 0.5 }, [loss + 6 * implicit, 6 * implicit, 0]],
    [{ stepSize: eta, momentum: 0.5, nesterov: true }, [loss + 4 * implicit, 4 * implicit, 0]],
  ],
  "minibatch-flow": [[{ stepSize: eta, batchSize: 2 }, [loss + implicit + (eta / 8) * gamma, implicit, (eta / 8) * gamma]]],
  sme: [
    [{ stepSize: eta, batchSize: 2 }, [loss + implicit, implicit, (eta / 4) * (3 / 8) * gamma]],
    [{ stepSize: eta, batchSize: 2, withReplacement: true }, [loss + implicit, implicit, (eta / 8) * gamma]],
  ],
  "adam-flow": [[{ stepSize: eta, epsilon: 0.1 }, none("adam-flow")]],
  "rmsprop-central-flow": [[{ stepSize: eta, epsilon: 0.1 }, none("rmsprop-central-flow")]],
  "label-noise-flow": [[{ stepSize: eta, std: 0.1 }, /^measures\.0: modified-loss knows nothing of label noise/]],
};

test("every dynamics has decided what its modified loss is", () => {
  expect(Object.keys(decided).toSorted()).toEqual(Object.keys(dynamics).toSorted());
  for (const member of Object.values(dynamics)) expect("facts" in member || "load" in member).toBe(true);
});

const cases = Object.entries(decided).flatMap(([kind, all]) => all.map(([own, row]) => [{ kind, ...own } as Dynamics, row] as const));

test.for(cases)("modified-loss of %o", async ([own, row]) => {
  if (row instanceof RegExp) {
    const refusal = run(specOf(own));
    await expect(refusal).rejects.toThrow(row);
    await refusal.catch((error: Error) => expect(error.message.length).toBeLessThanOrEqual(300));
    // A step size of its own makes it that of plain descent.
    const [, term] = await first(own, [{ kind: "modified-loss", stepSize: eta }]);
    expect(Math.abs(term - implicit)).toBeLessThan(1e-13);
  } else expect(await first(own)).toEqual(near(row));
});

test.for(Object.keys(noises))("noise %s is refused by name", async (kind) => {
  const options: Record<string, object> = {
    label: { std: 0.1 },
    gaussian: { std: 0.1 },
    covariance: { batchSize: 2 },
    "minibatch-difference": { batchSize: 2 },
  };
  for (const base of [{ kind: "gd" }, { kind: "sgd", batchSize: 2, sampling: "subset" }]) {
    const own = { ...base, stepSize: eta, noise: { kind, ...options[kind] } } as Dynamics;
    await expect(run(specOf(own))).rejects.toThrow(`modified-loss knows nothing of noise "${kind}"`);
  }
});

test.for(Object.keys(schedules))("under the schedule %s η is that of the present step", async (kind) => {
  const schedule = { kind, ...(kind === "step" ? { at: [1, 3], factor: 0.5 } : { steps: 4, warmup: 2 }) };
  const { path } = await run({
    ...specOf({ kind: "gd", stepSize: eta, schedule } as Dynamics, ["loss", "gradient-norm-squared", "modified-loss"]),
    until: { steps: 4 },
  });
  const multiples: Record<string, number[]> = {
    step: [1, 0.5, 0.5, 0.25, 0.25],
    cosine: [0.5, 1, 1, 0.5, 0],
    linear: [0.5, 1, 1, 0.5, 0],
  };
  const expected = multiples[kind].map((multiple, k) => path.loss[k]! + (multiple * eta * path.gradientNormSquared[k]!) / 4);
  expect(path.modifiedLoss).toEqual(near(expected));
});

describe("the parabola ½w² from 1 with η = 0.1", () => {
  const parabola = async (own: object): Promise<number> => {
    const { path } = await run({
      objective: { model: { kind: "quadratic", matrix: [[1]] } },
      init: { kind: "values", values: [1] },
      dynamics: { kind: "gd", stepSize: 0.1, ...own },
      until: { steps: 1 },
      measures: ["modified-loss"],
    });
    return path.modifiedLoss[0]!;
  };
  test("has the modified losses 0.525, 5.25 with heavy ball 0.9, 0.575 with a penalty of 0.05, 0.50625 at the first of four steps of warm-up", async () => {
    expect(await parabola({})).toBeCloseTo(0.525, 15);
    expect(await parabola({ momentum: 0.9 })).toBeCloseTo(5.25, 13);
    expect(await parabola({ penalty: { kind: "gradient-norm", coefficient: 0.05 } })).toBeCloseTo(0.575, 15);
    expect(await parabola({ schedule: { kind: "linear", steps: 10, warmup: 4 } })).toBeCloseTo(0.50625, 15);
  });
});

const variance = (gradients: readonly Float64Array[]): number => {
  const mean = [0, 1, 2].map((p) => gradients.reduce((sum, g) => sum + g[p] / gradients.length, 0));
  return gradients.reduce((sum, g) => sum + norm2(g.map((x, p) => x - mean[p])) / gradients.length, 0);
};
const draws = (size: number): number[][] =>
  size === 0 ? [[]] : draws(size - 1).flatMap((batch) => [0, 1, 2, 3, 4].map((i) => [...batch, i]));
const cyclic = (size: number): number[][] =>
  Array.from({ length: Math.ceil(5 / size) }, (_, k) => [0, 1, 2, 3, 4].slice(k * size, (k + 1) * size));
const seeded = (sampling: Sampling, size: number): number[][] =>
  fixedBatches(sampling, 5, size, () => openRandom(0, "sampling"))!.map((batch) => [...batch]);

describe("minibatchTerm is (η/4) tr Σ_B, by enumeration,", () => {
  test.for([1, 2, 3, 4, 5])("of batches of %i", async (batchSize) => {
    const given = [[0, 0, 2], [1, 4], [3]];
    const all: readonly (readonly [Sampling, number[][]])[] = [
      ["subset", subsets(5, batchSize)],
      ["bootstrap", draws(batchSize)],
      ["partition-iid", seeded("partition-iid", batchSize)],
      ["shuffle-once", seeded("shuffle-once", batchSize)],
      ["cyclic", cyclic(batchSize)],
      [{ kind: "batches", batches: given }, given],
    ];
    for (const [sampling, batches] of all) {
      const size = typeof sampling === "string" ? { batchSize } : {};
      const row = await first({ kind: "sgd", stepSize: eta, sampling, ...size });
      expect(row).toEqual(near([loss + implicit, implicit, (eta / 4) * variance(batches.map((batch) => gradientOf(batch)))]));
    }
  });

  test("draws of 2 and of all 5 with replacement are Γ/2 and Γ/5: never 0, and in the ratio of 0.009964 to 0.003986", async () => {
    const [two, five] = await Promise.all(
      [2, 5].map(async (batchSize) => (await first({ kind: "sgd", stepSize: eta, batchSize, sampling: "bootstrap" }))[2]),
    );
    expect([two, five]).toEqual([(eta / 8) * gamma, (eta / 20) * gamma].map((value) => expect.closeTo(value, 14)));
    expect(two / five).toBeCloseTo(0.009964 / 0.003986, 3);
  });
});

test("in a fresh order it is what is added: (η/4)(m − 1)/(N − 1)·Γ, without the dropped batch, with the part of a weighted one", async () => {
  const term = async (batchSize: number, lastBatch?: LastBatch): Promise<number> => {
    const row = await first({ kind: "sgd", stepSize: eta, batchSize, sampling: "reshuffle", ...(lastBatch && { lastBatch }) });
    expect(row[0]).toBe(loss + row[1] + row[2]);
    return row[2] / ((eta / 4) * gamma);
  };
  expect(await term(2)).toBeCloseTo(2 / 4, 12);
  expect(await term(2, "drop")).toBeCloseTo(1 / 4, 12);
  // Σω = 2.5, Σω² = 2.25.
  expect(await term(2, "weighted")).toBeCloseTo((2.5 - 2.25 / 2.5) / 4, 12);
  expect(await term(1)).toBeCloseTo(1, 12);
  expect(await term(5)).toBe(0);
});

test("the same is the mean over all partitions of what a partition has, where B divides N", () => {
  const partitions = orderedPartitions(4, 2);
  const four = [0, 1, 2, 3].map((i) => gradientOf([i]));
  const mean = partitions.reduce(
    (sum, batches) => sum + variance(batches.map(([i, j]) => four[i].map((x, p) => (x + four[j][p]) / 2))) / partitions.length,
    0,
  );
  expect(mean).toBeCloseTo(variance(four) / 3, 13);
});

describe("the record says where batches do not do what theory says", () => {
  const conditionsOf = async (own: object, measures: RunInput["measures"] = ["loss", "modified-loss"]) =>
    (await run(specOf({ kind: "sgd", stepSize: eta, ...own } as Dynamics, measures))).conditions ?? [];
  const weights = "the largest weight of an example in an epoch over the mean weight, less 1";
  const drift = "‖Σ_{j<k}(H_k g_j − H_j g_k)‖ / ‖Σ_k H_k g_k‖";

  test.for(["cyclic", "shuffle-once", "partition-iid"] as const)(
    "a smaller last batch of %s weighs more, whatever is measured",
    async (sampling) => {
      const [ragged] = await conditionsOf({ batchSize: 2, sampling }, ["loss"]);
      expect(ragged).toMatchObject({ quantity: weights, holds: false, outsideFrom: 0 });
      expect(ragged.worst).toBeCloseTo(5 / 3 - 1, 12);
      expect((await conditionsOf({ batchSize: 2, sampling, lastBatch: "drop" }, ["loss"]))[0].worst).toBeCloseTo(0.25, 12);
      expect(await conditionsOf({ batchSize: 2, sampling, lastBatch: "weighted" }, ["loss"])).toEqual([]);
      expect(await conditionsOf({ batchSize: 1, sampling }, ["loss"])).toEqual([]);
    },
  );

  test("given batches that miss or repeat examples follow another loss", async () => {
    const given = (batches: number[][], lastBatch?: LastBatch) =>
      conditionsOf({ sampling: { kind: "batches", batches }, ...(lastBatch && { lastBatch }) }, ["loss"]);
    expect(
      (
        await given([
          [0, 1],
          [2, 3],
        ])
      )[0].worst,
    ).toBeCloseTo(0.25, 12);
    expect(
      (
        await given([
          [0, 1, 2, 3, 4],
          [4, 0, 1, 2, 4],
        ])
      )[0].worst,
    ).toBeCloseTo(5 * 0.3 - 1, 12);
    expect(await given([[0, 1], [2, 3], [4]], "weighted")).toEqual([]);
    expect(await given([[0, 1, 2, 3, 4]])).toEqual([]);
  });

  test("a fixed order has a drift of its own, found by brute force, where the modified loss is measured", async () => {
    const [condition] = await conditionsOf({ batchSize: 1, sampling: "cyclic" });
    const product = (k: number, v: Float64Array): Float64Array => {
      const out = new Float64Array(3);
      objective.hessianVector(w, v, out, Int32Array.of(k));
      return out;
    };
    const [own, effect] = [new Float64Array(3), new Float64Array(3)];
    for (let k = 0; k < 5; k++) {
      product(k, gradientOf([k])).forEach((x, p) => (effect[p] += x));
      for (let j = 0; j < k; j++) {
        product(k, gradientOf([j])).forEach((x, p) => (own[p] += x));
        product(j, gradientOf([k])).forEach((x, p) => (own[p] -= x));
      }
    }
    expect(condition).toMatchObject({ quantity: drift, limit: 0.1, holds: false });
    const { conditions } = await run({
      ...specOf({ kind: "sgd", stepSize: 1e-9, batchSize: 1, sampling: "cyclic" }),
      until: { steps: 1 },
    });
    expect(conditions![0].worst).toBeCloseTo(norm(own) / norm(effect), 7);
    expect(await conditionsOf({ batchSize: 1, sampling: "cyclic" }, ["loss"])).toEqual([]);
  });

  test("fresh orders say so where epochs are not alike, and the modified loss is measured", async () => {
    expect((await conditionsOf({ batchSize: 2, sampling: "reshuffle" }))[0].worst).toBeCloseTo(5 / 3 - 1, 12);
    expect((await conditionsOf({ batchSize: 2, sampling: "reshuffle", lastBatch: "drop" }))[0].worst).toBeCloseTo(0.25, 12);
    expect(await conditionsOf({ batchSize: 2, sampling: "reshuffle", lastBatch: "weighted" })).toEqual([]);
    expect(await conditionsOf({ batchSize: 1, sampling: "reshuffle" })).toEqual([]);
    expect(await conditionsOf({ batchSize: 2, sampling: "reshuffle" }, ["loss"])).toEqual([]);
    expect(await conditionsOf({ batchSize: 2, sampling: "bootstrap" })).toEqual([]);
    const { conditions = [] } = await run(specOf({ kind: "minibatch-flow", stepSize: eta, batchSize: 2 }));
    expect(conditions.map(({ holds }) => holds)).toEqual([true, true, false]);
  });
});

test("the mean iterate of an epoch is over the steps that an epoch has", async () => {
  const averageOf = async (own: object): Promise<(number | null)[]> => {
    const { path } = await run({
      ...specOf({ kind: "sgd", stepSize: eta, ...own } as Dynamics, ["loss", { kind: "loss", of: "epoch-average" }]),
      until: { steps: 3 },
    });
    return [...path.lossOfAverage] as (number | null)[];
  };
  const changes = (all: (number | null)[]): boolean[] => all.slice(1).map((value, k) => value !== all[k]);
  expect(changes(await averageOf({ batchSize: 2, sampling: "reshuffle" }))).toEqual([false, false, true]);
  expect(changes(await averageOf({ batchSize: 2, sampling: "reshuffle", lastBatch: "drop" }))).toEqual([false, true, false]);
  expect(changes(await averageOf({ sampling: { kind: "batches", batches: [[0, 1, 2, 3, 4], [0]] } }))).toEqual([false, true, false]);
});

test("central-flow-variance speaks of plain descent alone, and of what is named", async () => {
  const measured = (own: object, stepSize?: number) =>
    run(specOf({ stepSize: eta, ...own } as Dynamics, [{ kind: "central-flow-variance", ...(stepSize && { stepSize }) }]));
  for (const own of [{ kind: "gd" }, { kind: "central-flow" }, { kind: "igr-flow" }]) expect((await measured(own)).status).toBe("finished");
  const others = [
    { kind: "gd", momentum: 0.9 },
    { kind: "gd", penalty: { kind: "gradient-norm", coefficient: 1 } },
    { kind: "gd", schedule: { kind: "linear", steps: 4 } },
    { kind: "gd", noise: { kind: "gaussian", std: 1 } },
    { kind: "sgd", batchSize: 2, sampling: "subset" },
    { kind: "adam" },
    { kind: "sam", radius: 0.1 },
    { kind: "label-noise-flow", std: 0.1 },
    { kind: "momentum-flow", momentum: 0.9 },
    { kind: "rmsprop-central-flow", epsilon: 0.1 },
  ];
  for (const own of others) {
    const refusal = measured(own);
    await expect(refusal).rejects.toThrow(`which ${own.kind} with these options is not`);
    await refusal.catch((error: Error) => expect(error.message.length).toBeLessThanOrEqual(300));
    expect((await measured(own, eta)).status).toBe("finished");
  }
});

test.for([
  [{ kind: "sgd", batchSize: 2, sampling: "subset", lastBatch: "drop" }, 'dynamics.lastBatch: means nothing with sampling "subset"'],
  [
    { kind: "sgd", sampling: { kind: "batches", batches: [[0, 1], [2]] }, lastBatch: "drop" },
    'dynamics.lastBatch: is "drop", but the batches are given',
  ],
  [{ kind: "adam", lastBatch: "drop" }, "dynamics.lastBatch: is for minibatches"],
] as const)("lastBatch that means nothing is refused: %o", async ([own, sentence]) => {
  await expect(run(specOf({ stepSize: eta, ...own }, ["loss"]))).rejects.toThrow(sentence);
});
