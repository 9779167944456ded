import { describe, expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { stableSharpness, stableSharpnessOfAverage } from "../../src/theory/stability.ts";
import { chebyshevStart, chebyshevToy, sharpnessPath } from "../support/chebyshev.ts";
import { start, steps } from "../support/run.ts";

/** Modulus of the largest root of w″ = p w′ + q w, which the iterates of descent on a quadratic obey, read off four of them. */
function growth(iterates: readonly number[]): number {
  const [w0, w1, w2, w3] = iterates;
  const determinant = w1 * w1 - w0 * w2;
  if (Math.abs(determinant) < 1e-12 * w1 * w1) return Math.abs(w1 / w0);
  const p = (w1 * w2 - w0 * w3) / determinant;
  const q = (w1 * w3 - w2 * w2) / determinant;
  const discriminant = p * p + 4 * q;
  return discriminant < 0 ? Math.sqrt(-q) : (Math.abs(p) + Math.sqrt(discriminant)) / 2;
}

/** The curvature at which descent stops being stable on ½λw², by bisection. */
function measuredThreshold(spec: Parameters<typeof gd.start>[0]): number {
  let stable = 0;
  let unstable = 100 / spec.stepSize;
  while (unstable - stable > 1e-9 * unstable) {
    const curvature = (stable + unstable) / 2;
    const objective = formulaObjective(expression({ parameters: ["w"], loss: `${curvature}*w^2/2` }));
    const mover = start(gd, spec, objective, [1]);
    const iterates = Array.from({ length: 4 }, () => steps(mover, 1)[0]);
    if (growth(iterates) <= 1) stable = curvature;
    else unstable = curvature;
  }
  return stable;
}

describe("on a quadratic", () => {
  test.for([
    { stepSize: 0.3 },
    { stepSize: 0.3, momentum: 0.5 },
    { stepSize: 0.1, momentum: 0.9 },
    { stepSize: 0.3, momentum: 0.5, nesterov: true },
    { stepSize: 0.1, momentum: 0.9, nesterov: true },
  ])("descent %o is stable up to the sharpness that theory gives", (options) => {
    expect(Math.abs(measuredThreshold(gd(options)) / stableSharpness(options) - 1)).toBeLessThan(1e-5);
  });

  test("the thresholds are 2, 2 + 2β, (2 + 2β)/(1 + 2β) and (2 + 2β)/(1 − β) over the step size", () => {
    expect(stableSharpness({ stepSize: 0.5 })).toBe(4);
    expect(stableSharpness({ stepSize: 1, momentum: 0.5 })).toBe(3);
    expect(stableSharpness({ stepSize: 1, momentum: 0.5, nesterov: true })).toBe(1.5);
    expect(stableSharpnessOfAverage(1, 0.9)).toBeCloseTo(38, 12);
  });

  test("momentum as an average, which is heavy ball with step size (1 − β)η, is stable up to (2 + 2β)/((1 − β)η)", () => {
    const measured = measuredThreshold(gd({ stepSize: 0.1 * (1 - 0.9), momentum: 0.9 }));
    expect(Math.abs(measured / stableSharpnessOfAverage(0.1, 0.9) - 1)).toBeLessThan(1e-5);
  });
});

/** Mean of the values. */
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean of the sharpness, as a part of its threshold (2/η without momentum), from 200 steps after it first reached it. */
function pinned(degree: number, options: Parameters<typeof stableSharpness>[0], seed: number, count: number): number {
  const objective = chebyshevToy(degree);
  const threshold = stableSharpness(options);
  const path = sharpnessPath(start(gd, gd(options), objective, chebyshevStart(objective, seed)), count);
  const crossing = path.findIndex((value) => value >= threshold);
  expect(path[0]).toBeLessThan(4);
  expect(crossing).toBeGreaterThan(0);
  return mean(path.slice(crossing + 20)) / threshold;
}

describe("the Chebyshev toy at the edge of stability", () => {
  test.for([0, 1, 2])("with step size 0.4 the sharpness stays at 2/η in the mean (degree 4, seed %i)", (seed) => {
    const ratio = pinned(4, { stepSize: 0.4 }, seed, 6000);
    expect(ratio).toBeGreaterThan(0.97);
    expect(ratio).toBeLessThan(1.06);
  });

  test.for([3, 4])("with step size 0.2 as well (degree %i)", (degree) => {
    const ratio = pinned(degree, { stepSize: 0.2 }, 0, 12_000);
    expect(ratio).toBeGreaterThan(0.97);
    expect(ratio).toBeLessThan(1.03);
  });

  test.for([
    [{ stepSize: 0.15, momentum: 0.5, nesterov: true }, 0.99],
    [{ stepSize: 0.25, momentum: 0.5 }, 0.98],
  ] as const)("with momentum, %o, it stays at the threshold of that momentum", ([options, expected]) => {
    expect(Math.abs(pinned(4, options, 0, 12_000) - expected)).toBeLessThan(0.05);
  });

  test("SGD ends the flatter the smaller its batches are", () => {
    const objective = chebyshevToy(4);
    const ends = [4, 10, 20].map((batchSize) => {
      const spec = sgd({ stepSize: 0.1, batchSize, sampling: "subset" });
      const path = sharpnessPath(
        start(sgd, spec, objective, chebyshevStart(objective, 0), () => openRandom(0, "sampling")),
        14_000,
      );
      return (mean(path.slice(path.length / 2)) * 0.1) / 2;
    });
    expect(ends[0]).toBeLessThan(ends[1]);
    expect(ends[1]).toBeLessThan(ends[2]);
    expect(ends[2]).toBeLessThan(1.06);
  });
});
