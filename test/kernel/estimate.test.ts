import { describe, expect, test } from "vitest";
import { type Estimate, meanOfSamples, studentFactor } from "../../src/kernel/estimate.ts";
import { hutchinson, hutchPlusPlus } from "../../src/kernel/hutchinson.ts";
import { openRandom, type Random } from "../../src/kernel/random.ts";
import type { Operator } from "../../src/kernel/subspace.ts";
import { xtrace } from "../../src/kernel/xtrace.ts";
import { openSpectralMeasures, spectralMean } from "../../src/measure/spectralDensityAt.ts";
import { Point } from "../../src/objective/point.ts";
import { diagonalHessian, operatorOf, withSpectrum } from "../support/spectra.ts";

const size = 40;
const spectra: Readonly<Record<string, (i: number) => number>> = {
  decaying: (i) => 10 / (1 + i) ** 2,
  flat: (i) => 1 + i / size,
  "of both signs": (i) => (i % 3 === 0 ? -1 : 1) * (1 + i / size),
  "with an outlier": (i) => (i === 0 ? 10 : 0.1 * Math.sin(7 * i)),
};
const signs = (random: Random) => (_k: number, out: Float64Array) => {
  for (let i = 0; i < out.length; i++) out[i] = random.sign();
};
const normals = (random: Random) => (_k: number, out: Float64Array) => random.normals(out);

type Estimator = (operator: Operator, random: Random) => Estimate;
const estimators: readonly (readonly [name: string, estimate: Estimator, products: number])[] = [
  ...[6, 12].map((n) => ["random signs", (a: Operator, random: Random) => hutchinson(a, size, n, signs(random)), n] as const),
  ...[6, 9, 30].map((n) => ["Hutch++", (a: Operator, random: Random) => hutchPlusPlus(a, size, n, signs(random)), n] as const),
  ...[6, 12, 24].map((n) => ["XTrace", (a: Operator, random: Random) => xtrace(a, size, n, normals(random)), n] as const),
];

const nominal = 0.9545;
/** Four standard deviations of a proportion of so many trials, and what the distribution of the estimates, which is not quite normal, is measured to take away. */
const least = (trials: number, departure = 0.025): number => nominal - departure - 4 * Math.sqrt((nominal * (1 - nominal)) / trials);

describe("an error covers the truth", () => {
  const trials = 200;
  for (const [name, estimate, products] of estimators) {
    test.each(Object.entries(spectra))(`by ${name} from ${products} products, on a spectrum that is %s`, (_spectrum, eigenvalue) => {
      const values = Float64Array.from({ length: size }, (_, i) => eigenvalue(i));
      const operator = operatorOf(withSpectrum(values, openRandom(4, "data")), size);
      const truth = values.reduce((sum, x) => sum + x, 0);
      const random = openRandom(products, "probes");
      let covered = 0;
      for (let k = 0; k < trials; k++) {
        const { value, error } = estimate(operator, random);
        covered += Math.abs(value - truth) < 2 * error ? 1 : 0;
      }
      expect(covered / trials).toBeGreaterThan(least(trials, name === "XTrace" ? 0 : 0.025));
    });
  }

  test.each([5, 10, 20])("by spectral means from %i probes", (probes) => {
    const objective = diagonalHessian(size, (_t, i) => 10 / (1 + i) ** 2);
    const point = new Point(objective, new Float64Array(size));
    const truth = Array.from({ length: size }, (_, i) => 10 / (1 + i) ** 2 / size).reduce((sum, x) => sum + x, 0);
    let covered = 0;
    for (let seed = 0; seed < trials; seed++) {
      const measures = openSpectralMeasures(size, { probes, steps: 6, exactBelow: 0 }, () => openRandom(seed, "probes"))(point);
      const { value, error } = spectralMean(measures, (node) => node, size);
      covered += Math.abs(value - truth) < 2 * error ? 1 : 0;
    }
    expect(covered / trials).toBeGreaterThan(least(trials));
  });
});

describe("Student's factor", () => {
  test.each([
    // Half the points of Student's distribution at 2Φ(2) − 1 = 0.954500, to 50 digits.
    [1, 6.98386509962],
    [4, 1.43465470731],
    [5, 1.32432471535],
    [9, 1.15990294913],
    [49, 1.02616027284],
  ])("of %i degrees of freedom is that of the tables", (degrees, expected) => {
    expect(Math.abs(studentFactor(degrees) / expected - 1)).toBeLessThan(1.3e-3);
  });

  test("is infinite where one sample says nothing", () => {
    expect(meanOfSamples([3])).toEqual({ value: 3, error: Infinity });
    expect(meanOfSamples([3, 3, 3])).toEqual({ value: 3, error: 0 });
  });
});
