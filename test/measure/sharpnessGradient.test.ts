import { describe, expect, test } from "vitest";
import { eigenvalues } from "../../src/kernel/symmetric.ts";
import { dot, norm, norm2 } from "../../src/kernel/vector.ts";
import { hessianTraceGradient } from "../../src/measure/hessianTraceGradient.ts";
import { sharpnessGradient as spec } from "../../src/measure/sharpnessGradient.ts";
import { behaviour, sharpnessGradientAt } from "../../src/measure/sharpnessGradientAt.ts";
import { counted, noCost } from "../../src/objective/counted.ts";
import { Point } from "../../src/objective/point.ts";
import { selfStabilisation } from "../../src/theory/selfStabilisation.ts";
import { denseHessian } from "../support/dense.ts";
import { take } from "../support/measure.ts";
import { diagonalHessian } from "../support/spectra.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start } = tinyNetwork(3, 8);
const size = objective.size;

/** Central differences of f with Richardson's correction. */
function differences(f: (w: Float64Array) => number): Float64Array {
  const slope = (p: number, h: number): number => {
    const at = (t: number): number => f(start.map((x, q) => (q === p ? x + t : x)));
    return (at(h) - at(-h)) / (2 * h);
  };
  return start.map((_x, p) => (4 * slope(p, 1e-3) - slope(p, 2e-3)) / 3);
}

const hessianAt = (w: Float64Array): Float64Array => Float64Array.from(denseHessian(objective, w).flatMap((row) => [...row]));

describe("the sharpness's gradient", () => {
  const found = sharpnessGradientAt(new Point(objective, start));

  test("is that of the largest eigenvalue, by differences", () => {
    const expected = differences((w) => eigenvalues(hessianAt(w), size)[0]);
    // Errors: h⁴ ≈ 1e-12 times a fifth derivative, ulp/h ≈ 1e-13, and the eigenvector's own, tolerance × S/gap ≈ 1e-7.
    found.gradient.forEach((value, p) => expect(Math.abs(value - expected[p])).toBeLessThan(1e-6 * norm(expected)));
    expect(found.gap).toBeCloseTo(found.sharpness - eigenvalues(hessianAt(start), size)[1], 6);
  });

  test("gives the rate at which gradient flow sharpens", () => {
    const gradient = new Float64Array(size);
    objective.gradient(start, gradient);
    const after = (t: number): number => eigenvalues(hessianAt(start.map((x, p) => x - t * gradient[p])), size)[0];
    const rate = (h: number): number => (after(h) - after(-h)) / (2 * h);
    const expected = (4 * rate(1e-3) - rate(2e-3)) / 3;
    expect(Math.abs(found.progressiveSharpening / expected - 1)).toBeLessThan(1e-6);
  });

  test("gives the α and β of self-stabilisation", () => {
    const theory = selfStabilisation(new Point(objective, start), 0.1);
    expect(found.sharpening).toBeCloseTo(theory.sharpening, 12);
    expect(found.stabilisation).toBeCloseTo(theory.stabilisation, 12);
    const row = take(behaviour, spec(), objective, start) as Record<string, number>;
    expect(row.sharpnessGradientNorm).toBeCloseTo(norm(found.gradient), 12);
    expect(row.progressiveSharpening).toBeCloseTo(found.progressiveSharpening, 12);
    expect(row.sharpeningAcross).toBeCloseTo(theory.sharpening, 12);
    expect(row.stabilisation).toBeCloseTo(theory.stabilisation, 12);
  });

  test("costs at most four gradients beside the eigenpairs and the gradient", () => {
    const cost = noCost();
    const point = new Point(counted(objective, cost), start);
    point.eigenpairs(2, 1e-8);
    expect(point.gradientNormSquared).toBeGreaterThan(0);
    const before = { ...cost };
    sharpnessGradientAt(point);
    // A Hessian-vector product is two gradients.
    expect(cost.gradients - before.gradients + 2 * (cost.hessianVectors - before.hessianVectors)).toBeLessThanOrEqual(4 + 1e-12);
  });

  test("is not given where the largest eigenvalue is not simple", () => {
    const row = take(
      behaviour,
      spec(),
      diagonalHessian(6, (_t, i) => (i < 2 ? 3 : 1)),
      new Float64Array(6),
    );
    expect(row.sharpnessGradientNorm).toBeNull();
    expect(row.sharpnessGap as number).toBeLessThan(1e-7);
  });
});

describe("the gradient of the Hessian's trace", () => {
  const exact = hessianTraceGradient(new Point(objective, start));

  test("is that of the trace, by differences", () => {
    const expected = differences((w) => denseHessian(objective, w).reduce((sum, row, p) => sum + row[p], 0));
    exact.gradient.forEach((value, p) => expect(Math.abs(value - expected[p])).toBeLessThan(1e-8 * norm(expected)));
    expect(exact.errors.every((error) => error === 0)).toBe(true);
  });

  test("from probes is unbiased, with errors that cover the truth at their rate", () => {
    const direction = exact.gradient.map((x) => x / norm(exact.gradient));
    const trials = Array.from({ length: 60 }, (_, seed) =>
      hessianTraceGradient(new Point(objective, start), { exactBelow: 0, probes: 20, seed }),
    );
    const along = trials.map(({ gradient }) => dot(gradient, direction));
    const mean = along.reduce((sum, x) => sum + x, 0) / 60;
    const spread = Math.sqrt(norm2(Float64Array.from(along, (x) => x - mean)) / 59 / 60);
    expect(Math.abs(mean - norm(exact.gradient))).toBeLessThan(4 * spread);
    const scores = trials.flatMap(({ gradient, errors }) => Array.from(gradient, (value, p) => (value - exact.gradient[p]) / errors[p]));
    // Student's t with 19 degrees of freedom lies within 2 in 94.0 % of cases; at most as many independent scores as trials.
    const covered = scores.filter((score) => Math.abs(score) < 2).length / scores.length;
    expect(covered).toBeGreaterThan(0.94 - 4 * Math.sqrt((0.94 * 0.06) / 60));
  });

  test("costs at most four gradients a probe", () => {
    const cost = noCost();
    hessianTraceGradient(new Point(counted(objective, cost), start), { exactBelow: 0, probes: 7 });
    expect(cost.gradients + 2 * cost.hessianVectors).toBeLessThanOrEqual(7 * 4 + 1e-12);
  });
});
