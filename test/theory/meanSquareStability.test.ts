import { describe, expect, test } from "vitest";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import { drawsWithReplacement, subsets } from "../../src/kernel/enumerate.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { eigenvalues } from "../../src/kernel/symmetric.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { Point } from "../../src/objective/point.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { meanSquareStability } from "../../src/theory/meanSquareStability.ts";
import { meanSquareThreshold } from "../../src/theory/meanSquareThreshold.ts";
import { meanSquareStepSize } from "../../src/theory/stability.ts";
import { start, steps } from "../../src/claims/tools/movers.ts";
import { withSpectrum } from "../support/spectra.ts";

const [examples, size] = [6, 3];
const random = openRandom(8, "data");
/** Positive semidefinite, not of rank one, with different scales. */
const hessians = Array.from({ length: examples }, (_, i) => withSpectrum([1 + i, 0.4, 0], random));

/** λ_max of E[M ⊗ M], M = I − ηH_B, over all batches: P² × P², without any symmetry used. */
function enumeratedGrowth(batches: readonly number[][], stepSize: number, of: readonly Float64Array[] = hessians, n = size): number {
  const mean = new Float64Array(n ** 4);
  for (const batch of batches) {
    const m = Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
    for (const i of batch) of[i].forEach((value, k) => (m[k] -= (stepSize * value) / batch.length));
    for (let a = 0; a < n * n; a++)
      for (let b = 0; b < n * n; b++)
        mean[a * n * n + b] += (m[Math.floor(a / n) * n + Math.floor(b / n)] * m[(a % n) * n + (b % n)]) / batches.length;
  }
  return eigenvalues(mean, n * n)[0];
}

/** Where the enumerated growth passes 1 for good. */
function enumeratedThreshold(batches: readonly number[][]): number {
  let [low, high] = [1e-3, 10];
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (enumeratedGrowth(batches, middle) > 1) high = middle;
    else low = middle;
  }
  return low;
}

describe("mean-square stability", () => {
  test.each([1, 2, 3, 5, 6])("is that of all batches of %i without replacement", (batchSize) => {
    const { threshold, growth } = meanSquareStability({ size, hessians }, { batchSize });
    const batches = subsets(examples, batchSize);
    expect(Math.abs(threshold / enumeratedThreshold(batches) - 1)).toBeLessThan(1e-9);
    for (const stepSize of [0.3 * threshold, threshold, 1.7 * threshold])
      expect(growth(stepSize)).toBeCloseTo(enumeratedGrowth(batches, stepSize), 12);
    expect(growth(threshold)).toBeCloseTo(1, 12);
  });

  test.each([1, 2, 3])("is that of all draws of %i with replacement", (batchSize) => {
    const { threshold } = meanSquareStability({ size, hessians }, { batchSize, withReplacement: true });
    expect(Math.abs(threshold / enumeratedThreshold(drawsWithReplacement(examples, batchSize)) - 1)).toBeLessThan(1e-9);
  });

  test("of the full batch is that of descent, 2/λ_max, and grows with the batch", () => {
    const mean = hessians[0].map((_, k) => hessians.reduce((sum, hessian) => sum + hessian[k] / examples, 0));
    const thresholds = [1, 2, 3, 4, 5, 6].map((batchSize) => meanSquareStability({ size, hessians }, { batchSize }).threshold);
    expect(thresholds.at(-1)).toBeCloseTo(2 / eigenvalues(mean, size)[0], 12);
    expect(thresholds.toSorted((a, b) => a - b)).toEqual(thresholds);
  });

  test("in one dimension is Wu, Ma & E's", () => {
    const curvatures = [0.2, 0.5, 1.3, 3];
    const mean = 1.25;
    const variance = curvatures.reduce((sum, h) => sum + (h - mean) ** 2, 0) / 4;
    for (const batchSize of [1, 2, 3])
      expect(meanSquareStability({ size: 1, hessians: curvatures.map((h) => Float64Array.of(h)) }, { batchSize }).threshold).toBeCloseTo(
        meanSquareStepSize({ examples: 4, mean, variance }, batchSize),
        13,
      );
  });

  test("leaves directions without curvature out, and has no threshold without any", () => {
    const padded = hessians.map((hessian) =>
      Float64Array.from({ length: 25 }, (_, k) => (Math.floor(k / 5) < 3 && k % 5 < 3 ? hessian[Math.floor(k / 5) * 3 + (k % 5)] : 0)),
    );
    for (const batchSize of [1, 4])
      expect(meanSquareStability({ size: 5, hessians: padded }, { batchSize }).threshold).toBeCloseTo(
        meanSquareStability({ size, hessians }, { batchSize }).threshold,
        11,
      );
    const none = meanSquareStability({ size: 2, hessians: [new Float64Array(4), new Float64Array(4)] }, { batchSize: 1 });
    expect(none.threshold).toBe(Infinity);
    expect(none.growth(5)).toBe(1);
  });

  test("refuses batches that cannot be drawn and problems that are too large", () => {
    expect(() => meanSquareStability({ size, hessians }, { batchSize: 7 })).toThrow(SpecError);
    expect(() => meanSquareStability({ size, hessians }, { batchSize: 0, withReplacement: true })).toThrow(SpecError);
    const unit = Float64Array.from({ length: 41 * 41 }, (_, k) => (k % 42 === 0 ? 1 : 0));
    expect(() => meanSquareStability({ size: 41, hessians: [unit] }, { batchSize: 1 })).toThrow("41 directions");
  });
});

describe("at a point", () => {
  const inputs = [0.4, -1, 1.5, 0.9];
  const objective = formulaObjective(
    expression({
      parameters: ["a", "b"],
      example: "(b*tanh(a*x) - y)^2/2",
      over: { x: inputs, y: inputs.map((x) => 1.2 * Math.tanh(0.7 * x)) },
    }),
  );
  const minimum = new Point(objective, Float64Array.of(0.7, 1.2));

  test("that all examples fit it is the threshold that simulated SGD has", () => {
    const theory = meanSquareThreshold({ stepSize: 0.01, batchSize: 1, withReplacement: true });
    expect(theory.check(minimum).every(({ holds }) => holds)).toBe(true);
    const threshold = theory.value(minimum);
    // E‖δ‖² over all 4⁵ sequences, from a tiny displacement: the linear map's, by its largest eigenvalue after a few steps.
    const rate = (stepSize: number): number => {
      const after = (count: number): number => {
        const all = drawsWithReplacement(4, count);
        return all.reduce((sum, sequence) => {
          const dynamics = sgd({ stepSize, sampling: { kind: "batches", batches: sequence.map((i) => [i]) } });
          const w = steps(start(sgd, dynamics, objective, [0.7 + 3e-7, 1.2 + 1e-7]), count);
          return sum + ((w[0] - 0.7) ** 2 + (w[1] - 1.2) ** 2) / all.length;
        }, 0);
      };
      return after(5) / after(4);
    };
    expect(rate(1.25 * threshold)).toBeGreaterThan(1);
    expect(rate(0.75 * threshold)).toBeLessThan(1);
  });

  test("elsewhere it says that its conditions do not hold", () => {
    const elsewhere = new Point(objective, Float64Array.of(0.2, 0.4));
    const checked = meanSquareThreshold({ stepSize: 100, batchSize: 1 }).check(elsewhere);
    expect(checked.map(({ holds }) => holds)).toEqual([false, false, false]);
  });
});
