import { describe, expect, test } from "vitest";
import { hutchPlusPlus } from "../../src/kernel/hutchinson.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { xtrace } from "../../src/kernel/xtrace.ts";
import { operatorOf, withSpectrum } from "../support/spectra.ts";

const traceOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, x) => sum + x, 0);

/** The estimates of so many trials, as multiples of their stated errors and relative to the trace. */
function trials(values: ArrayLike<number>, count: number, products: number): { scores: number[]; relative: number[] } {
  const n = values.length;
  const operator = operatorOf(withSpectrum(values, openRandom(4, "data")), n);
  const trace = traceOf(values);
  const random = openRandom(5, "probes");
  const estimates = Array.from({ length: count }, () => xtrace(operator, n, products, (_k, out) => random.normals(out)));
  return {
    scores: estimates.map(({ value, error }) => (value - trace) / error),
    relative: estimates.map(({ value }) => value / trace - 1),
  };
}

const rms = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

describe("XTrace", () => {
  const decaying = Float64Array.from({ length: 60 }, (_, i) => 1 / (1 + i) ** 2);
  const flat = Float64Array.from({ length: 60 }, (_, i) => 1 + i / 60);

  test("is no worse than Hutch++ at 24 products on the spectrum i⁻²", () => {
    const operator = operatorOf(withSpectrum(decaying, openRandom(4, "data")), 60);
    const random = openRandom(6, "probes");
    const signs = (_k: number, out: Float64Array): void => {
      for (let i = 0; i < out.length; i++) out[i] = random.sign();
    };
    const improved = Array.from({ length: 100 }, () => hutchPlusPlus(operator, 60, 24, signs).value / traceOf(decaying) - 1);
    expect(rms(trials(decaying, 100, 24).relative)).toBeLessThan(rms(improved));
  });

  test.each([
    ["decaying", decaying],
    ["flat", flat],
    ["indefinite", flat.map((x, i) => (i % 3 === 0 ? -x : x))],
  ])("is unbiased, with an error that covers the truth at its rate, on a %s spectrum", (_name, values) => {
    const count = 150;
    const { scores, relative } = trials(values, count, 24);
    const mean = relative.reduce((sum, x) => sum + x, 0) / count;
    expect(Math.abs(mean)).toBeLessThan((4 * rms(relative)) / Math.sqrt(count));
    // Two errors are meant for 95.4 %; the jackknife is on the safe side.
    const covered = scores.filter((score) => Math.abs(score) < 2).length / count;
    expect(covered).toBeGreaterThan(0.9545 - 4 * Math.sqrt((0.9545 * 0.0455) / count));
  });

  test("is exact where the images span the range", () => {
    const values = new Float64Array(30);
    values.set([5, -3, 1]);
    const operator = operatorOf(withSpectrum(values, openRandom(6, "data")), 30);
    const random = openRandom(7, "probes");
    const { value, error } = xtrace(operator, 30, 12, (_k, out) => random.normals(out));
    expect(value).toBeCloseTo(3, 11);
    expect(error).toBeLessThan(1e-12);
  });

  test("is exact with as many probes as dimensions", () => {
    const values = [3, -1, 0.5, 2];
    const random = openRandom(8, "probes");
    const { value, error } = xtrace(operatorOf(withSpectrum(values, random), 4), 4, 20, (_k, out) => random.normals(out));
    expect(value).toBeCloseTo(4.5, 10);
    expect(error).toBe(0);
  });
});
