import { describe, expect, test } from "vitest";
import { run } from "../../src/experiment/run.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { behaviour as blockBehaviour, blockCurvatureAt } from "../../src/measure/blockCurvatureAt.ts";
import { noDynamics } from "../../src/measure/dynamicsFacts.ts";
import { gaussNewtonAt } from "../../src/measure/gaussNewtonAt.ts";
import type { HessianTraceOptions } from "../../src/measure/hessianTrace.ts";
import { behaviour } from "../../src/measure/hessianTraceBehaviour.ts";
import type { MeasureSetting } from "../../src/measure/measure.ts";
import { counted, noCost, type Cost } from "../../src/objective/counted.ts";
import { squaredError } from "../../src/objective/loss/squaredError.ts";
import { mlp } from "../../src/objective/model/mlp.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { Point } from "../../src/objective/point.ts";
import { diagonalHessian } from "../support/spectra.ts";

function network(widths: readonly number[], count: number, activation: "tanh" | "gelu" = "tanh"): Objective {
  const random = openRandom(2, "data");
  const [inputs, outputs] = [widths[0], widths.at(-1)!];
  const [x, y] = [inputs, outputs].map((columns) => Float64Array.from({ length: count * columns }, () => random.normal()));
  return mlp.objective(mlp({ widths: [...widths], activation }), { train: { count, inputs, outputs, x, y } }, squaredError());
}

const placeOf = ({ size }: Objective): Float64Array => {
  const w = new Float64Array(size);
  openRandom(4, "start").normals(w);
  return w.map((value) => value / 2);
};

function withoutDiagonal(objective: Objective): Objective {
  const { hessianDiagonal: _, ...others } = objective;
  return others;
}

function read(options: HessianTraceOptions, objective: Objective, seed = 0): { value: number; error: number; cost: Cost } {
  const cost = noCost();
  const spent = counted(objective, cost);
  const setting: MeasureSetting = {
    objective: spent,
    dynamics: noDynamics,
    random: (purpose) => openRandom(seed, purpose),
    reference: () => new Float64Array(0),
    shadow: () => undefined,
  };
  const moment = { point: new Point(spent, placeOf(objective)), step: 0, time: 0, last: true };
  const [value, error] = behaviour.begin(options, setting)(moment) as [number, number];
  return { value, error, cost };
}

describe("the trace of a network's Hessian", () => {
  test.each([
    [[3, 8, 2], 9],
    [[2, 10, 10, 1], 70],
    [[1, 6, 5, 4, 3], 65],
  ])("from its diagonal is that from a product a parameter, at a small part of the cost: widths %j, %i examples", (widths, count) => {
    const objective = network(widths, count, "gelu");
    const fast = read({}, objective);
    const slow = read({}, withoutDiagonal(objective));
    expect([fast.error, slow.error]).toEqual([0, 0]);
    expect(Math.abs(fast.value / slow.value - 1)).toBeLessThan(1e-12);
    expect(slow.cost.hessianVectors).toBe(objective.size);
    expect(fast.cost.hessianVectors).toBe(objective.hessianDiagonal!.products);
    expect(fast.cost.hessianVectors).toBeLessThan(objective.size / 20);
  });

  test("is exact where by products it would be an estimate, which covers it", () => {
    const objective = network([5, 60, 60, 3], 100);
    expect(objective.size).toBeGreaterThan(2048);
    const exact = read({}, objective);
    expect(exact.error).toBe(0);
    const estimate = read({}, withoutDiagonal(objective));
    expect(estimate.error).toBeGreaterThan(0);
    expect(Math.abs(estimate.value - exact.value)).toBeLessThan(4 * estimate.error);
  });

  test("is what the options say where they say so", () => {
    const objective = network([5, 60, 60, 3], 100);
    const plain = withoutDiagonal(objective);
    for (const options of [
      { exactBelow: 0, samples: 8 },
      { exactBelow: objective.size - 1, samples: 8 },
      { method: "hutchinson", samples: 8 },
      { method: "hutch++" },
    ] as const)
      expect(read(options, objective)).toEqual(read(options, plain));
    const asked = read({ exactBelow: objective.size, method: "xtrace" }, objective);
    expect(asked).toEqual({ ...read({}, objective), cost: asked.cost });
    expect(asked.cost.hessianVectors).toBe(objective.hessianDiagonal!.products);
  });

  test("is from the diagonal up to the cost of the estimate's products, or of an exact trace at most", () => {
    const size = 5000;
    const base = diagonalHessian(size, (_t, i) => i);
    const priced = (products: number, examples: number): Objective => ({
      ...base,
      examples,
      hessianDiagonal: Object.assign((_w: Float64Array, out: Float64Array) => void out.fill(1), { products }),
    });
    const isDiagonal = (options: HessianTraceOptions, products: number, examples: number): boolean =>
      read(options, priced(products, examples)).value === size;
    expect(isDiagonal({}, 100, 1_000_000)).toBe(true);
    expect(isDiagonal({}, 101, 1_000_000)).toBe(false);
    expect(isDiagonal({ samples: 120 }, 101, 1_000_000)).toBe(true);
    expect(isDiagonal({ samples: 6 }, 200, 100)).toBe(true);
    expect(isDiagonal({ samples: 6 }, 201, 100)).toBe(false);
    expect(isDiagonal({ exactBelow: size }, 201, 100)).toBe(true);
  });

  test("is null where it is not finite", () => {
    const objective = network([3, 4, 2], 5);
    const point = new Point(objective, placeOf(objective).fill(NaN, 0, 3));
    const setting: MeasureSetting = {
      objective,
      dynamics: noDynamics,
      random: (purpose) => openRandom(0, purpose),
      reference: () => new Float64Array(0),
      shadow: () => undefined,
    };
    expect(behaviour.begin({}, setting)({ point, step: 0, time: 0, last: true })).toEqual([null, null]);
  });
});

test("blocks' traces are their parts of the diagonal, once for all of them, and add up to the trace", () => {
  const objective = network([2, 10, 10, 1], 12);
  const cost = noCost();
  const blocks = blockCurvatureAt(new Point(counted(objective, cost), placeOf(objective)));
  const plain = blockCurvatureAt(new Point(withoutDiagonal(objective), placeOf(objective)));
  blocks.forEach(({ trace, largest, block }, b) => {
    expect(trace.error).toBe(0);
    expect(Math.abs(trace.value / plain[b].trace.value - 1)).toBeLessThan(1e-11);
    expect(largest).toEqual(plain[b].largest);
    expect(block).toEqual(plain[b].block);
  });
  expect(blocks.reduce((sum, { trace }) => sum + trace.value, 0)).toBeCloseTo(read({}, objective).value, 11);
  expect(blockBehaviour.needs!({}, objective)).toEqual({ numbers: objective.size });
});

test("the trace of the Gauss–Newton matrix is not the Hessian's", () => {
  const objective = network([3, 8, 2], 9);
  const at = (of: Objective) => gaussNewtonAt(new Point(of, placeOf(of)));
  expect(at(objective)).toEqual(at(withoutDiagonal(objective)));
  expect(Math.abs(at(objective).trace.value / read({}, objective).value - 1)).toBeGreaterThan(1e-3);
});

test("a run of a deep network records its trace exactly, whatever measures stand beside it", async () => {
  const spec = {
    objective: {
      data: { kind: "chebyshev", degree: 3, count: 12 },
      model: { kind: "mlp", widths: [1, 50, 50, 1], activation: "tanh" },
      loss: { kind: "squared-error" },
    },
    init: { kind: "normal" },
    dynamics: { kind: "gd", stepSize: 0.05 },
    until: { steps: 6 },
  } as const;
  const alone = await run({ ...spec, measures: ["hessian-trace"] } as never);
  const beside = await run({
    ...spec,
    measures: ["loss", "sharpness", { kind: "block-curvature", every: 2 }, "hessian-trace", { kind: "sharpness-gradient", every: 3 }],
  } as never);
  expect(alone.path.hessianTrace).toHaveLength(7);
  expect(beside.path.hessianTrace).toEqual(alone.path.hessianTrace);
  expect(alone.path.hessianTraceError).toEqual(Array.from({ length: 7 }, () => 0));
});
