import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { missProbability, stepsToExclude } from "../../src/kernel/exclusion.ts";
import { lanczos } from "../../src/kernel/lanczos.ts";
import { LeadingPairs } from "../../src/kernel/leadingPairs.ts";
import { lanczosQuadrature } from "../../src/kernel/quadrature.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { subspace, type Operator } from "../../src/kernel/subspace.ts";
import { eigenSystem, eigenvalues } from "../../src/kernel/symmetric.ts";
import { tridiagonalEigenvalues } from "../../src/kernel/tridiagonal.ts";
import { NumericalError } from "../../src/spec/errors.ts";
import { operatorOf, randomSymmetric, withSpectrum } from "../support/spectra.ts";

const diagonalOperator =
  (values: ArrayLike<number>): Operator =>
  (v, out) => {
    for (let i = 0; i < out.length; i++) out[i] = values[i] * v[i];
  };

function counted(operator: Operator): Operator & { products: number } {
  const wrapped = Object.assign(
    (v: Float64Array, out: Float64Array) => {
      wrapped.products++;
      operator(v, out);
    },
    { products: 0 },
  );
  return wrapped;
}

function normals(n: number, seed: number): Float64Array {
  const out = new Float64Array(n);
  openRandom(seed, "start").normals(out);
  return out;
}

describe("the Lanczos process", () => {
  test("finds both ends of the spectrum to 1e-10 and the whole of it in n steps", () => {
    const n = 40;
    const a = randomSymmetric(n, 2);
    const exact = eigenvalues(a, n);
    const run = lanczos(operatorOf(a, n), subspace(n, n, 0), { start: normals(n, 1), steps: n });
    const found = tridiagonalEigenvalues(run.diagonal, run.offDiagonal, run.steps).values.sort().reverse();
    for (let i = 0; i < n; i++) expect(Math.abs(found[i] - exact[i])).toBeLessThan(1e-10);
  });

  test("keeps its basis orthonormal after every eigenvalue at the ends has converged", () => {
    const n = 300;
    const space = subspace(n, 120, 0);
    const run = lanczos(diagonalOperator(Float64Array.from({ length: n }, (_, i) => (i === 0 ? 1e6 : 1 / (1 + i)))), space, {
      start: normals(n, 2),
      steps: 120,
    });
    let worst = 0;
    for (let i = 0; i < run.steps; i++) {
      for (let j = 0; j <= i; j++) {
        let inner = i === j ? -1 : 0;
        for (let k = 0; k < n; k++) inner += space.vector(i)[k] * space.vector(j)[k];
        worst = Math.max(worst, Math.abs(inner));
      }
    }
    expect(worst).toBeLessThan(1e-14);
  });

  test("ends where the Krylov space is exhausted, or goes on from a random direction", () => {
    const values = [5, 5, 5, 1, 1, 1, 1, 1];
    const space = subspace(8, 8, 0);
    expect(lanczos(diagonalOperator(values), space, { start: normals(8, 3), steps: 8 }).steps).toBe(2);
    const run = lanczos(diagonalOperator(values), space, { start: normals(8, 3), steps: 8, random: openRandom(3, "probes") });
    const found = Array.from(tridiagonalEigenvalues(run.diagonal, run.offDiagonal, 8).values).sort((x, y) => y - x);
    found.forEach((value, i) => expect(value).toBeCloseTo(values[i], 13));
  });
});

describe("leading pairs", () => {
  test("are a lower bound of the eigenvalues, with an eigenvalue within each residual", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(10_000),
        fc.constantFrom(0.3, 1e-2, 1e-4, 1e-8),
        (n, count, seed, tolerance) => {
          const a = randomSymmetric(n, seed);
          const exact = eigenvalues(a, n);
          const rounding = 1e-13 * Math.max(...exact.map(Math.abs));
          const follower = new LeadingPairs(n, openRandom(seed, "probes"));
          for (const found of [follower.cold(operatorOf(a, n), count, tolerance), follower.warm(operatorOf(a, n), count, tolerance)]) {
            expect(found.values.length).toBe(Math.min(n, count));
            found.values.forEach((value, i) => {
              expect(value).toBeLessThanOrEqual(exact[i] + rounding);
              expect(Math.min(...exact.map((lambda) => Math.abs(lambda - value)))).toBeLessThanOrEqual(found.residuals[i] + rounding);
              expect(found.residuals[i]).toBeLessThanOrEqual(tolerance * Math.abs(value) + rounding);
            });
          }
        },
      ),
      { numRuns: 80, seed: 7 },
    );
  });

  test("have as residual the norm of A q − θ q for the unit vector q that is returned", () => {
    const n = 50;
    const a = randomSymmetric(n, 9);
    const { values, residuals, vectors } = new LeadingPairs(n, openRandom(1, "probes")).cold(operatorOf(a, n), 3, 1e-3);
    const image = new Float64Array(n);
    vectors.forEach((q, k) => {
      operatorOf(a, n)(q, image);
      const residual = Math.sqrt(image.reduce((sum, x, i) => sum + (x - values[k] * q[i]) ** 2, 0));
      expect(Math.abs(residual - residuals[k])).toBeLessThan(1e-13 * values[0]);
      expect(Math.sqrt(q.reduce((sum, x) => sum + x * x, 0))).toBeCloseTo(1, 13);
    });
  });

  test("agree with the dense spectrum to 1e-10 where the top is clustered", () => {
    const n = 120;
    const chosen = Float64Array.from({ length: n }, (_, i) => (i < 5 ? 10 - i * 1e-3 : 5 / i - 1));
    const a = withSpectrum(chosen, openRandom(8, "data"));
    const { values } = new LeadingPairs(n, openRandom(2, "probes")).cold(operatorOf(a, n), 5, 1e-9);
    for (let i = 0; i < 5; i++) expect(Math.abs(values[i] - chosen[i])).toBeLessThan(1e-10);
  });

  test("of the zero operator, of size 1 and of a negative operator are found", () => {
    expect(new LeadingPairs(9, openRandom(1, "probes")).cold(diagonalOperator(new Float64Array(9)), 2, 1e-6)).toMatchObject({
      values: new Float64Array(2),
      residuals: new Float64Array(2),
    });
    expect(new LeadingPairs(1, openRandom(1, "probes")).cold(diagonalOperator([-4]), 3, 1e-6).values).toEqual(Float64Array.of(-4));
    const negative = Float64Array.from({ length: 80 }, (_, i) => -1 - i);
    expect(new LeadingPairs(80, openRandom(1, "probes")).cold(diagonalOperator(negative), 1, 1e-8).values[0]).toBeCloseTo(-1, 12);
  });

  test("at an unchanged place cost two products warm: one for the pair, one for its companion", () => {
    const n = 701;
    const operator = counted(diagonalOperator(Float64Array.from({ length: n }, (_, i) => (i === 0 ? 10 : 4 / i))));
    const follower = new LeadingPairs(n, openRandom(1, "probes"));
    follower.cold(operator, 1, 1e-6);
    operator.products = 0;
    expect(follower.warm(operator, 1, 1e-6).products).toBe(2);
    expect(operator.products).toBe(2);
  });

  test("of more pairs survive requests for fewer", () => {
    const n = 200;
    const operator = counted(diagonalOperator(Float64Array.from({ length: n }, (_, i) => 100 / (1 + i))));
    const follower = new LeadingPairs(n, openRandom(1, "probes"));
    follower.cold(operator, 5, 1e-6);
    follower.warm(operator, 1, 1e-6);
    expect(follower.warm(operator, 5, 1e-5).products).toBeLessThan(10);
  });

  test("meet a branch that crosses slowly with the companion, and the cold start meets one that jumps", () => {
    const n = 300;
    let challenger = 1;
    const operator: Operator = (v, out) => {
      for (let i = 0; i < n; i++) out[i] = (i === 0 ? 10 : i === 1 ? challenger : 3 / i) * v[i];
    };
    const slow = new LeadingPairs(n, openRandom(4, "probes"));
    slow.cold(operator, 1, 1e-6);
    for (let step = 0; step <= 60; step++) {
      challenger = 8 + step * 0.1;
      slow.warm(operator, 1, 1e-6);
    }
    expect(slow.warm(operator, 1, 1e-6).values[0]).toBeCloseTo(14, 6);

    challenger = 1;
    const jumped = new LeadingPairs(n, openRandom(4, "probes"));
    jumped.cold(operator, 1, 1e-6);
    challenger = 12;
    const { values, missProbability: miss } = jumped.cold(operator, 1, 1e-6, { fraction: 0.01, probability: 1e-3 });
    expect(values[0]).toBeCloseTo(12, 9);
    expect(miss).toBeLessThanOrEqual(1e-3);
  });

  test("looked for afresh meet a branch that has jumped far, with what a full exclusion takes halved", () => {
    const n = 970;
    const at = (first: number, other: number): Operator =>
      diagonalOperator(Float64Array.from({ length: n }, (_, i) => (i === 0 ? first : i === 1 ? other : 4 * (1 - i / n) - 1)));
    const [full, less] = [0.01, 0.05].map((fraction) => ({ fraction, probability: 1e-3 }));
    const width = 11;
    for (let seed = 0; seed < 40; seed++) {
      const follower = new LeadingPairs(n, openRandom(seed, "probes"));
      const cold = follower.cold(at(10, 1), 1, 1e-4, full);
      // The other branch passes the followed one closely, or far.
      const other = seed % 2 === 0 ? 10.2 : 14;
      const { values, residuals, products, missProbability: miss } = follower.afresh(at(10, other), 1, 1e-4, less, full.fraction);
      expect(values[0]).toBeGreaterThan(other - 0.05 * width);
      expect(values[0]).toBeLessThan(other + 1e-12);
      expect(residuals[0]).toBeLessThanOrEqual(1e-4 * values[0]);
      expect(miss).toBe(missProbability(n, stepsToExclude(n, less), full.fraction));
      expect(miss).toBeGreaterThan(1e-3);
      expect(products).toBeLessThan(0.7 * cold.products);
    }
  });

  test("looked for afresh are looked for cold where there are none", () => {
    const operator = diagonalOperator(Float64Array.from({ length: 300 }, (_, i) => 100 / (1 + i)));
    const exclusion = { fraction: 0.05, probability: 1e-3 };
    const [one, other] = [1, 1].map((seed) => new LeadingPairs(300, openRandom(seed, "probes")));
    expect(one.afresh(operator, 2, 1e-6, exclusion, 0.05)).toEqual(other.cold(operator, 2, 1e-6, exclusion));
  });

  test("throw where the operator gives numbers that are not finite, and are found again afterwards", () => {
    const n = 20;
    const follower = new LeadingPairs(n, openRandom(1, "probes"));
    const sound = diagonalOperator(Float64Array.from({ length: n }, (_, i) => i));
    follower.cold(sound, 1, 1e-6);
    expect(() => follower.warm((_v, out) => void out.fill(NaN), 1, 1e-6)).toThrow(/not finite/);
    expect(() => follower.cold((_v, out) => void out.fill(NaN), 1, 1e-6)).toThrow(/not finite/);
    expect(follower.warm(sound, 1, 1e-6).values[0]).toBeCloseTo(19, 9);
  });
});

describe("the exclusion of a missed eigenvalue", () => {
  test("is a little sharper than 1.648 √P e^(−√ε(2k−1)) and within it for every k", () => {
    for (const size of [100, 701, 10_000]) {
      for (const fraction of [0.001, 0.01, 0.1]) {
        for (let k = 2; k < 90; k += 3) {
          const published = Math.min(1, 1.648 * Math.sqrt(size) * Math.exp(-Math.sqrt(fraction) * (2 * k - 1)));
          const ours = missProbability(size, k, fraction);
          expect(ours).toBeLessThanOrEqual(published);
        }
      }
    }
    expect(stepsToExclude(701, { fraction: 0.01, probability: 1e-3 })).toBe(54);
  });

  test("bounds the observed frequency of misses on the hardest spectrum that is known, within a factor of ten", () => {
    // The bound's polynomial equi-oscillates on a spectrum of Chebyshev points below a single outlier.
    const n = 60;
    const fraction = 0.05;
    const values = Float64Array.from({ length: n }, (_, i) =>
      i === 0 ? 1 : (1 - fraction) * Math.cos((Math.PI * (i - 0.5)) / (2 * (n - 1))) ** 2,
    );
    const lowest = Math.min(...values);
    const width = 1 - lowest;
    const steps = 9;
    let misses = 0;
    const trials = 4000;
    const start = new Float64Array(n);
    const random = openRandom(11, "start");
    for (let trial = 0; trial < trials; trial++) {
      random.normals(start);
      const run = lanczos(diagonalOperator(values), subspace(n, steps, 0), { start, steps });
      if (1 - Math.max(...tridiagonalEigenvalues(run.diagonal, run.offDiagonal, steps).values) > fraction * width) misses++;
    }
    const bound = missProbability(n, steps, fraction);
    expect(bound).toBeLessThan(0.5);
    expect(misses / trials).toBeLessThanOrEqual(bound);
    expect(misses / trials).toBeGreaterThan(bound / 10);
  });
});

describe("Lanczos quadrature", () => {
  test("integrates polynomials up to degree 2k − 1 exactly", () => {
    const n = 30;
    const a = randomSymmetric(n, 12);
    const start = normals(n, 5);
    const { nodes, weights } = lanczosQuadrature(operatorOf(a, n), n, start, 4);
    let power = Float64Array.from(start);
    for (let degree = 0; degree <= 7; degree++) {
      const moment = start.reduce((sum, x, i) => sum + x * power[i], 0);
      const estimate = nodes.reduce((sum, node, k) => sum + weights[k] * node ** degree, 0);
      expect(Math.abs(estimate - moment)).toBeLessThan(1e-10 * Math.max(1, Math.abs(moment)) * 10 ** degree);
      const image = new Float64Array(n);
      operatorOf(a, n)(power, image);
      power = image;
    }
  });

  /** tr e^(−A) from 10 steps and 200 random signs; its error for these signs; and the standard error 2(‖f‖²_F − Σf_ii²)/200 that theory gives them. */
  function traceOfExponential(chosen: Float64Array): { error: number; fromQuadrature: number; standardError: number } {
    const n = chosen.length;
    const a = withSpectrum(chosen, openRandom(13, "data"));
    const { values, vectors } = eigenSystem(a, n);
    const exact = values.reduce((sum, x) => sum + Math.exp(-x), 0);
    const random = openRandom(14, "probes");
    let estimate = 0;
    let forTheseSigns = 0;
    for (let probe = 0; probe < 200; probe++) {
      const start = Float64Array.from({ length: n }, () => random.sign());
      const { nodes, weights } = lanczosQuadrature(operatorOf(a, n), n, start, 10);
      nodes.forEach((node, k) => (estimate += (weights[k] * Math.exp(-node)) / 200));
      values.forEach(
        (value, k) => (forTheseSigns += (Math.exp(-value) * start.reduce((sum, x, i) => sum + x * vectors[k * n + i], 0) ** 2) / 200),
      );
    }
    let offDiagonal = values.reduce((sum, x) => sum + Math.exp(-2 * x), 0);
    for (let i = 0; i < n; i++) offDiagonal -= values.reduce((sum, x, k) => sum + Math.exp(-x) * vectors[k * n + i] ** 2, 0) ** 2;
    return {
      error: Math.abs(estimate / exact - 1),
      fromQuadrature: Math.abs(estimate - forTheseSigns) / exact,
      standardError: Math.sqrt((2 * offDiagonal) / 200) / exact,
    };
  }

  test("gives tr e^(−A) from 10 steps and 200 random signs, with the error of the signs alone", () => {
    const wide = traceOfExponential(Float64Array.from({ length: 100 }, (_, i) => (2 * i) / 100));
    expect(wide.fromQuadrature).toBeLessThan(1e-10);
    expect(wide.error).toBeLessThan(3 * wide.standardError);
  });

  test("gives tr e^(−A) within 1e-3 where the signs' standard error is below a third of that", () => {
    const narrow = traceOfExponential(Float64Array.from({ length: 100 }, (_, i) => i / 1000));
    expect(narrow.standardError).toBeLessThan(1e-3 / 3);
    expect(narrow.error).toBeLessThan(1e-3);
  });
});

describe("a result does not depend on what was computed before", () => {
  test("neither its bits nor its products, when the shared workspace has grown and a restart is needed", () => {
    const n = 120;
    const first = operatorOf(randomSymmetric(n, 5), n);
    const then = counted(operatorOf(randomSymmetric(n, 6), n));
    const follow = (): { values: number[]; products: number } => {
      then.products = 0;
      const follower = new LeadingPairs(n, openRandom(3, "probes"));
      follower.cold(first, 1, 1e-10);
      return { values: [...follower.warm(then, 1, 1e-10).values], products: then.products };
    };
    const before = follow();
    expect(before.products).toBeGreaterThan(30);
    subspace(n, 0, 90);
    expect(follow()).toEqual(before);
  });

  test.for([1, 2, 3, 5, 7, 8, 66, 67])("even where that left the finite numbers, with %i dimensions", (n) => {
    const good = diagonalOperator(Array.from({ length: n }, (_, i) => n - i));
    const cold = (operator: Operator): number => new LeadingPairs(n, openRandom(0, "probes")).cold(operator, 1, 1e-6).values[0];
    const before = cold(good);
    for (const bad of [NaN, Infinity, 1e308]) {
      try {
        cold((_, out) => out.fill(bad));
      } catch (error) {
        expect(error).toBeInstanceOf(NumericalError);
      }
      expect(cold(good)).toBe(before);
    }
  });
});
