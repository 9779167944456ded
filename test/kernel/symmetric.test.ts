import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cholesky, choleskySolve, symmetricSqrt } from "../../src/kernel/definite.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { eigenSystem, eigenvalues, inertia } from "../../src/kernel/symmetric.ts";
import { tridiagonalEigenSystem, tridiagonalEigenvalues } from "../../src/kernel/tridiagonal.ts";
import { NumericalError } from "../../src/spec/errors.ts";
import { operatorOf, randomSymmetric, withSpectrum } from "../support/spectra.ts";

const ulp = 2.220446049250313e-16;
const sizes = [1, 2, 3, 4, 5, 7, 8, 16, 33, 47, 48, 49, 96, 97, 130];

describe("the dense symmetric eigensolver", () => {
  test("finds a prescribed spectrum to n ulp of its norm", () => {
    for (const n of sizes) {
      const chosen = Float64Array.from({ length: n }, (_, i) => (i % 3 === 0 ? -1 : 1) * (1 + i) * (1 + i))
        .sort()
        .reverse();
      const found = eigenvalues(withSpectrum(chosen, openRandom(n, "data")), n);
      const norm = Math.max(...chosen.map(Math.abs));
      for (let i = 0; i < n; i++) expect(Math.abs(found[i] - chosen[i])).toBeLessThanOrEqual(4 * (n + 8) * ulp * norm);
    }
  });

  test("finds clusters and multiple eigenvalues", () => {
    const chosen = Float64Array.from({ length: 60 }, (_, i) => (i < 20 ? 3 : i < 40 ? 1 + i * 1e-13 : -2))
      .sort()
      .reverse();
    const found = eigenvalues(withSpectrum(chosen, openRandom(3, "data")), 60);
    for (let i = 0; i < 60; i++) expect(Math.abs(found[i] - chosen[i])).toBeLessThan(1e-12);
  });

  test("gives the second difference matrix 2 − 2cos(kπ/(n+1))", () => {
    const n = 100;
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      a[i * n + i] = 2;
      if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
    }
    const found = eigenvalues(a, n);
    for (let k = 1; k <= n; k++) expect(Math.abs(found[n - k] - (2 - 2 * Math.cos((k * Math.PI) / (n + 1))))).toBeLessThan(1e-13);
  });

  test("gives orthonormal eigenvectors with residuals at rounding level", () => {
    for (const n of sizes) {
      const a = randomSymmetric(n, n);
      const { values, vectors } = eigenSystem(a, n);
      const multiply = operatorOf(a, n);
      const norm = Math.max(...values.map(Math.abs));
      const image = new Float64Array(n);
      for (let k = 0; k < n; k++) {
        const q = vectors.subarray(k * n, (k + 1) * n);
        multiply(q, image);
        for (let i = 0; i < n; i++) expect(Math.abs(image[i] - values[k] * q[i])).toBeLessThan(4 * (n + 8) * ulp * norm);
        for (let l = 0; l <= k; l++) {
          let inner = 0;
          for (let i = 0; i < n; i++) inner += q[i] * vectors[l * n + i];
          expect(Math.abs(inner - (k === l ? 1 : 0))).toBeLessThan(4 * (n + 8) * ulp);
        }
      }
      expect(eigenvalues(a, n)).toEqual(values);
    }
  });

  test("converges on matrices of low rank, whose null space is rounding noise of any size", () => {
    for (const noise of [0, 1e-16, 1e-18, 1e-21, 1e-30, 1e-200]) {
      for (let seed = 0; seed < 4; seed++) {
        const n = 160;
        const chosen = Float64Array.from({ length: n }, (_, i) => (i < 6 ? 0.6 / (1 + i) ** 2 : 0));
        const a = withSpectrum(chosen, openRandom(seed, "data"));
        const random = openRandom(seed, "noise");
        // Rows of the null space that are exactly decoupled, as those of dead units are, but for the noise.
        for (let i = 40; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = noise * random.normal();
        const values = eigenvalues(a, n);
        const system = eigenSystem(a, n);
        expect(system.values).toEqual(values);
        const squares = a.reduce((sum, x) => sum + x * x, 0);
        expect(values.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(squares, 12);
      }
    }
  });

  test("scales with the matrix by powers of two exactly, even to the ends of the exponent range", () => {
    const n = 12;
    const a = randomSymmetric(n, 1);
    const found = eigenvalues(a, n);
    for (const factor of [2 ** 1000, 2 ** -1000])
      expect(
        eigenvalues(
          a.map((x) => x * factor),
          n,
        ),
      ).toEqual(found.map((x) => x * factor));
  });

  test("gives zeros for the zero matrix and the element of a 1 × 1 matrix", () => {
    expect(eigenvalues(new Float64Array(25), 5)).toEqual(new Float64Array(5));
    expect(eigenSystem(Float64Array.of(-3), 1)).toEqual({ values: Float64Array.of(-3), vectors: Float64Array.of(1) });
    expect(eigenvalues(new Float64Array(0), 0)).toEqual(new Float64Array(0));
  });

  test("refuses elements that are not finite, and says where", () => {
    expect(() => eigenvalues(Float64Array.of(1, 0, NaN, 2), 2)).toThrow(/row 1, column 0/);
    expect(() => inertia(Float64Array.of(1, 0, 0, Infinity), 2)).toThrow(NumericalError);
  });
});

describe("the inertia", () => {
  test("agrees with the eigenvalues' signs at every shift between them, and adds up to n", () => {
    for (const n of [...sizes, 200]) {
      const a = randomSymmetric(n, 100 + n);
      const values = eigenvalues(a, n);
      for (const k of [0, n >> 2, n >> 1, n - 2]) {
        if (k < 0 || k + 1 >= n) continue;
        const found = inertia(a, n, (values[k] + values[k + 1]) / 2);
        expect(found).toEqual({ positive: k + 1, negative: n - k - 1, zero: 0 });
      }
    }
  });

  test("needs its 2 × 2 pivots: a matrix with a zero diagonal", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 70 }), fc.nat(1000), (n, seed) => {
        const a = randomSymmetric(n, seed);
        for (let i = 0; i < n; i++) a[i * n + i] = 0;
        const values = eigenvalues(a, n);
        if (values.some((value) => Math.abs(value) < 1e-10)) return;
        expect(inertia(a, n)).toEqual({
          positive: values.filter((x) => x > 0).length,
          negative: values.filter((x) => x < 0).length,
          zero: 0,
        });
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test("counts the null space of a singular matrix as zero", () => {
    expect(inertia(new Float64Array(49), 7)).toEqual({ positive: 0, negative: 0, zero: 7 });
    const a = new Float64Array(36);
    a[0] = 2;
    a[7] = -1;
    expect(inertia(a, 6)).toEqual({ positive: 1, negative: 1, zero: 4 });
  });

  test("tells a definite matrix from one that is indefinite by 1e-10 of its norm", () => {
    const n = 150;
    const values = Float64Array.from({ length: n }, (_, i) => -1 - i / n);
    values[77] = 1e-10;
    const a = withSpectrum(values, openRandom(5, "data"));
    expect(inertia(a, n)).toEqual({ positive: 1, negative: n - 1, zero: 0 });
    expect(inertia(a, n, 2e-10)).toEqual({ positive: 0, negative: n, zero: 0 });
  });
});

describe("the tridiagonal eigenproblem", () => {
  test("gives eigenvalues and the first and last components of the eigenvectors", () => {
    const n = 23;
    const random = openRandom(4, "data");
    const diagonal = Float64Array.from({ length: n }, () => random.normal());
    const off = Float64Array.from({ length: n }, () => random.normal());
    const dense = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      dense[i * n + i] = diagonal[i];
      if (i > 0) dense[i * n + i - 1] = dense[(i - 1) * n + i] = off[i - 1];
    }
    const whole = tridiagonalEigenSystem(diagonal, off, n);
    const ends = tridiagonalEigenvalues(diagonal, off, n);
    expect(ends.values).toEqual(whole.values);
    const sorted = Float64Array.from(whole.values).sort().reverse();
    eigenvalues(dense, n).forEach((value, i) => expect(sorted[i]).toBeCloseTo(value, 13));
    for (let k = 0; k < n; k++) {
      expect(ends.first[k]).toBe(whole.vectors[k * n]);
      expect(ends.last[k]).toBe(whole.vectors[k * n + n - 1]);
    }
  });
});

describe("definite matrices", () => {
  test("are solved by Cholesky", () => {
    const n = 9;
    const a = withSpectrum(
      Float64Array.from({ length: n }, (_, i) => i + 1),
      openRandom(6, "data"),
    );
    const x = Float64Array.from({ length: n }, (_, i) => i - 3);
    const b = new Float64Array(n);
    operatorOf(a, n)(x, b);
    choleskySolve(a, n, b).forEach((value, i) => expect(value).toBeCloseTo(x[i], 12));
  });

  test("have a symmetric square root", () => {
    const n = 8;
    const a = withSpectrum([9, 4, 4, 1, 0.25, 0, 0, 16], openRandom(7, "data"));
    const root = symmetricSqrt(a, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let square = 0;
        for (let k = 0; k < n; k++) square += root[i * n + k] * root[k * n + j];
        expect(square).toBeCloseTo(a[i * n + j], 6);
        expect(root[i * n + j]).toBeCloseTo(root[j * n + i], 13);
      }
    }
  });

  test("are told from indefinite ones", () => {
    expect(() => cholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow(/not positive definite \(pivot 1 is -3\)/);
  });
});
