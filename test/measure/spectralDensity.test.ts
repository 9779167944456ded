import { describe, expect, test } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import { spectralDensity } from "../../src/measure/spectralDensity.ts";
import { spectralDensityAt as densityAt } from "../../src/measure/spectralDensityAt.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { Point } from "../../src/objective/point.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { diagonalHessian, operatorOf, withSpectrum } from "../support/spectra.ts";
import { take } from "../support/measure.ts";

const size = 90;
const chosen = Float64Array.from({ length: size }, (_, i) => (i < 3 ? 8 - i : (i - 20) / 30));
const matrix = withSpectrum(chosen, openRandom(1, "data"));
const objective: Objective = { ...diagonalHessian(size, () => 0), hessianVector: (_w, v, out) => operatorOf(matrix, size)(v, out) };
const point = new Point(objective, new Float64Array(size));
const mean = chosen.reduce((sum, x) => sum + x, 0) / size;

const integral = ({ grid, density }: { grid: Float64Array; density: Float64Array }): number =>
  density.reduce((sum, value, k) => sum + (k === 0 || k === density.length - 1 ? value / 2 : value), 0) * (grid[1] - grid[0]);

describe("the spectral density", () => {
  test.each([
    ["exact", {}],
    ["of probes", { exactBelow: 0, steps: 20 }],
    ["on the coarsest grid", { exactBelow: 0, blur: 0.02, gridPoints: 63 }],
  ])("integrates to 1 within 1e-6: %s", (_name, options) => {
    const found = densityAt(point, options);
    expect(Math.abs(integral(found) - 1)).toBeLessThan(1e-6);
    expect(Math.abs(found.weights.reduce((sum, x) => sum + x, 0) - 1)).toBeLessThan(1e-12);
  });

  test("has the eigenvalues for nodes where it is exact, with equal weights and no error", () => {
    const found = densityAt(point);
    expect(found.exact).toBe(true);
    [...chosen].sort((a, b) => a - b).forEach((value, i) => expect(found.nodes[i]).toBeCloseTo(value, 11));
    expect(found.errors.every((error) => error === 0)).toBe(true);
    expect(found.mean((x) => x * x).value).toBeCloseTo(chosen.reduce((sum, x) => sum + x * x, 0) / size, 11);
  });

  test("gives tr exp(−H) within its error of the truth, and that error is the one of random unit vectors", () => {
    const probes = 200;
    const { value, error } = densityAt(point, { exactBelow: 0, steps: 20, probes }).mean((x) => Math.exp(-x));
    const average = (f: (x: number) => number): number => chosen.reduce((sum, x) => sum + f(x), 0) / size;
    const truth = average((x) => Math.exp(-x));
    expect(Math.abs(value - truth)).toBeLessThan(4 * error);
    // On the unit sphere Var uᵀAu = 2 (tr A²/P − (tr A/P)²)/(P + 2); an estimated standard deviation has relative error 1/√(2 × 200).
    const predicted = Math.sqrt((2 * (average((x) => Math.exp(-2 * x)) - truth * truth)) / (size + 2) / probes);
    expect(Math.abs(error / predicted - 1)).toBeLessThan(4 / Math.sqrt(2 * probes));
  });

  test("states errors that cover the truth at their rate, for the mean and for the density", () => {
    const exact = densityAt(point, { blur: 0.03, gridPoints: 201 });
    const seeds = Array.from({ length: 40 }, (_, seed) =>
      densityAt(point, { exactBelow: 0, steps: size, probes: 10, seed, blur: 0.03, gridPoints: 201 }),
    );
    const covered = (scores: number[]): number => scores.filter((score) => Math.abs(score) < 2).length / scores.length;
    // Student's t with 9 degrees of freedom lies within 2 in 92.3 % of cases.
    const least = 0.923 - 4 * Math.sqrt((0.923 * 0.077) / 40);
    const means = seeds.map((found) => found.mean((x) => x));
    expect(covered(means.map(({ value, error }) => (value - mean) / error))).toBeGreaterThan(least);
    // With as many steps as parameters the outermost nodes are the outermost eigenvalues, hence the grids are the same.
    const middle = 40;
    expect(seeds[0].grid[middle]).toBeCloseTo(exact.grid[middle], 9);
    expect(covered(seeds.map(({ density, errors }) => (density[middle] - exact.density[middle]) / errors[middle]))).toBeGreaterThan(least);
  });

  test("refuses a grid that is too coarse for the blur", () => {
    expect(() => densityAt(point, { blur: 0.001, gridPoints: 200 })).toThrow(SpecError);
  });

  test("of a multiple of the unit matrix is a single peak", () => {
    const found = densityAt(
      new Point(
        diagonalHessian(300, () => 2),
        new Float64Array(300),
      ),
    );
    expect(found.exact).toBe(false);
    expect(found.nodes.every((node) => Math.abs(node - 2) < 1e-12)).toBe(true);
    expect(Math.abs(integral(found) - 1)).toBeLessThan(1e-6);
  });
});

describe("as a measure", () => {
  test("its columns are the moments and fractions of the spectrum", async () => {
    const behaviour = await spectralDensity.load();
    const row = take(
      behaviour,
      spectralDensity({ above: [1.01, 7.5], grid: { from: -1, to: 9, count: 3 } }),
      objective,
      new Float64Array(size),
    ) as Record<string, number>;
    expect(row.spectrumMean).toBeCloseTo(mean, 12);
    expect(row.spectrumDeviation).toBeCloseTo(Math.sqrt(chosen.reduce((sum, x) => sum + (x - mean) ** 2, 0) / size), 12);
    expect(row.negativeCurvature).toBeCloseTo(chosen.reduce((sum, x) => sum + Math.max(-x, 0), 0) / size, 12);
    expect(row.fractionAbove1Error).toBe(0);
    expect(row.largestRitzValue).toBeCloseTo(8, 11);
    expect(row.fractionAbove1).toBeCloseTo(chosen.filter((x) => x > 1.01).length / size, 12);
    expect(row.fractionAbove2).toBeCloseTo(1 / size, 12);
    const normal = (x: number): number => Math.exp((-x * x) / 50) / (5 * Math.sqrt(2 * Math.PI));
    expect(row.spectralDensity2).toBeCloseTo(chosen.reduce((sum, x) => sum + normal(4 - x), 0) / size, 12);
    expect(row.spectralDensity2Error).toBe(0);
  });

  test("reports what probes find with its error, and nothing where the Hessian is not finite", async () => {
    const behaviour = await spectralDensity.load();
    const row = take(behaviour, spectralDensity({ exactBelow: 0, steps: 30 }), objective, new Float64Array(size)) as Record<string, number>;
    expect(Math.abs(row.spectrumMean - mean)).toBeLessThan(4 * row.spectrumMeanError);
    const negative = chosen.reduce((sum, x) => sum + Math.max(-x, 0), 0) / size;
    expect(Math.abs(row.negativeCurvature - negative)).toBeLessThan(4 * row.negativeCurvatureError);
    const broken = diagonalHessian(3, () => NaN);
    expect(Object.values(take(behaviour, spectralDensity(), broken, [0, 0, 0])).every((value) => value === null)).toBe(true);
  });

  test("refuses a grid without width", async () => {
    const behaviour = await spectralDensity.load();
    expect(() => behaviour.columns(spectralDensity({ grid: { from: 1, to: 1, count: 3 } }), objective)).toThrow(SpecError);
  });

  test("says how far a fraction is known where most eigenvalues lie next to the threshold", async () => {
    // 400 eigenvalues, 300 of them within 1e-9 of 0 on both sides: ten Lanczos steps cannot tell their signs.
    const near = diagonalHessian(400, (_t, i) => (i < 300 ? (i % 3 === 0 ? -1e-9 : 1e-9) : (i - 299) / 50));
    const row = take(
      await spectralDensity.load(),
      spectralDensity({ steps: 10, above: [0, 1.001] }),
      near,
      new Float64Array(400),
    ) as Record<string, number>;
    expect(Math.abs(row.fractionAbove1 - 300 / 400)).toBeLessThan(row.fractionAbove1Error);
    expect(row.fractionAbove1Error).toBeGreaterThan(0.3);
    expect(Math.abs(row.fractionAbove2 - 50 / 400)).toBeLessThan(2 * row.fractionAbove2Error);
    expect(row.fractionAbove2Error).toBeLessThan(0.1);
    expect(Math.abs(row.negativeCurvature - 1e-7 / 400)).toBeLessThan(1e-6);
  });
});
