import { describe, expect, test } from "vitest";
import type { Operator } from "../../src/kernel/subspace.ts";
import { criticalPairs } from "../../src/measure/criticalPairs.ts";

const size = 80;
/** Diagonal: the given leading values at their places, others below 1. */
const diagonal =
  (leading: Readonly<Record<number, number>>): Operator =>
  (v, out) => {
    for (let i = 0; i < size; i++) out[i] = (leading[i] ?? i / size) * v[i];
  };
const notFinite: Operator = (_, out) => out.fill(NaN);

describe("critical pairs", () => {
  test("are met within some dozens of readings where a branch jumps ahead that shares nothing with the followed one, and at once where it rises", () => {
    const read = criticalPairs(size, 5);
    for (let k = 0; k < 10; k++) expect(read(diagonal({ 3: 4 })).critical).toBe(0);
    const found = Array.from({ length: 80 }, () => read(diagonal({ 3: 4, 7: 5 })).critical);
    expect(found.at(-1)).toBe(1);
    expect(found.indexOf(1)).toBeLessThan(64);
    const { values, vectors } = read(diagonal({ 3: 4, 7: 5 }));
    expect(values[0]).toBeCloseTo(5, 12);
    expect(Math.abs(vectors[0][7])).toBeCloseTo(1, 8);
    const rising = criticalPairs(size, 5);
    const seen = Array.from({ length: 400 }, (_, k) => rising(diagonal({ 3: 4, 7: 1 + 0.01 * k })).critical);
    // 0.98 × 5 = 4.9 is reached at reading 390.
    expect(seen.indexOf(1)).toBe(390);
  });

  test("are found at once where they are looked for anew, as many as there are", () => {
    const read = criticalPairs(size, 5);
    read(diagonal({ 3: 5 }));
    const { critical, values } = read(diagonal({ 3: 2, 7: 5.2, 11: 5, 60: 4.95, 61: 4.2 }), true);
    expect(critical).toBe(3);
    expect([...(values as Float64Array)].map((value) => value.toFixed(8))).toEqual(["5.20000000", "5.00000000", "4.95000000"]);
  });

  test("outlive a place that is not finite, whichever reading it is", () => {
    for (let before = 1; before <= 9; before++) {
      const read = criticalPairs(size, 6);
      for (let k = 0; k < before; k++) read(diagonal({ 3: 5 }));
      expect(read(notFinite).critical).toBe(0);
      expect(read(diagonal({ 3: 6 })).critical).toBe(1);
    }
  });
});
