import { describe, expect, test } from "vitest";
import { hutchinson, hutchPlusPlus } from "../../src/kernel/hutchinson.ts";
import { openRandom, type Random } from "../../src/kernel/random.ts";
import { operatorOf, randomSymmetric, withSpectrum } from "../support/spectra.ts";

const signs = (random: Random) => (_k: number, out: Float64Array) => {
  for (let i = 0; i < out.length; i++) out[i] = random.sign();
};

describe("Hutchinson's trace", () => {
  const n = 12;
  const a = randomSymmetric(n, 1);
  let trace = 0;
  let frobenius = 0;
  let diagonal = 0;
  for (let i = 0; i < n; i++) {
    trace += a[i * n + i];
    diagonal += a[i * n + i] ** 2;
    for (let j = 0; j < n; j++) frobenius += a[i * n + j] ** 2;
  }
  const probes = 40_000;

  // The variance of a sample variance is about (kurtosis − 1)/probes of its square: a standard error of 1 % at kurtosis 5.
  test("has variance 2‖A‖² for Gaussian probes", () => {
    const random = openRandom(2, "probes");
    const { value, error } = hutchinson(operatorOf(a, n), n, probes, (_k, out) => random.normals(out));
    expect(Math.abs((error * error * probes) / (2 * frobenius) - 1)).toBeLessThan(0.03);
    expect(Math.abs(value - trace)).toBeLessThan(4 * error);
  });

  test("has variance 2(‖A‖² − ΣA_ii²) for random signs", () => {
    const random = openRandom(3, "probes");
    const { value, error } = hutchinson(operatorOf(a, n), n, probes, signs(random));
    expect(Math.abs((error * error * probes) / (2 * (frobenius - diagonal)) - 1)).toBeLessThan(0.03);
    expect(Math.abs(value - trace)).toBeLessThan(4 * error);
  });
});

describe("Hutch++", () => {
  const rms = (
    values: ArrayLike<number>,
    estimate: (operator: ReturnType<typeof operatorOf>, probe: (k: number, out: Float64Array) => void) => number,
  ): number => {
    const n = values.length;
    const a = withSpectrum(values, openRandom(4, "data"));
    const trace = Array.from(values).reduce((sum, x) => sum + x, 0);
    const random = openRandom(5, "probes");
    const probe = signs(random);
    let squares = 0;
    for (let trial = 0; trial < 200; trial++) squares += (estimate(operatorOf(a, n), probe) / trace - 1) ** 2;
    return Math.sqrt(squares / 200);
  };

  test("has less than a quarter of Hutchinson's error at 12 products on the spectrum i⁻²", () => {
    const values = Float64Array.from({ length: 60 }, (_, i) => 1 / (1 + i) ** 2);
    const plain = rms(values, (operator, probe) => hutchinson(operator, 60, 12, probe).value);
    const improved = rms(values, (operator, probe) => hutchPlusPlus(operator, 60, 12, probe).value);
    expect(improved).toBeLessThan(plain / 4);
  });

  test("is exact where the sketch spans the range", () => {
    const values = new Float64Array(30);
    values.set([5, -3, 1]);
    const a = withSpectrum(values, openRandom(6, "data"));
    const random = openRandom(7, "probes");
    const { value, error } = hutchPlusPlus(operatorOf(a, 30), 30, 12, (_k, out) => random.normals(out));
    expect(value).toBeCloseTo(3, 11);
    expect(error).toBeLessThan(1e-12);
  });
});
