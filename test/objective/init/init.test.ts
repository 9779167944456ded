import { describe, expect, test } from "vitest";
import { initialParameters, initSchema } from "../../../src/objective/init/index.ts";
import type { Block } from "../../../src/objective/objective.ts";
import { openRandom } from "../../../src/kernel/random.ts";
import { parse } from "../../../src/spec/parse.ts";
import type * as z from "zod";

/** Blocks of a network of 100-400-50 with a bias in its first layer only. */
const blocks: readonly Block[] = [
  { name: "layer1.weight", start: 0, end: 40000, rows: 400, columns: 100 },
  { name: "layer1.bias", start: 40000, end: 40400, rows: 400, columns: 1 },
  { name: "layer2.weight", start: 40400, end: 60400, rows: 50, columns: 400 },
];
const plain: readonly Block[] = [{ name: "parameters", start: 0, end: 1000, rows: 1000, columns: 1 }];

function start(spec: z.input<typeof initSchema>, of: readonly Block[] = blocks, seed = 0): Float64Array {
  const reference = (to: unknown): Float64Array => Float64Array.of(...String(to).split("").map(Number));
  return initialParameters(parse(initSchema, spec), { size: of.at(-1)!.end, blocks: of }, seed, openRandom, reference);
}
const layer = (w: Float64Array, i: number): Float64Array => w.subarray(blocks[i].start, blocks[i].end);
const meanSquare = (w: Float64Array): number => w.reduce((sum, x) => sum + x * x, 0) / w.length;

/** Within four standard errors of the variance of normal numbers. */
function expectVariance(w: Float64Array, variance: number): void {
  expect(Math.abs(meanSquare(w) / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / w.length));
  expect(Math.abs(w.reduce((sum, x) => sum + x, 0) / w.length)).toBeLessThan(4 * Math.sqrt(variance / w.length));
}

describe("normal", () => {
  test.each([
    ["fan-in", 1 / 100, 1 / 400],
    ["xavier", 2 / 500, 2 / 450],
    ["he", 2 / 100, 2 / 400],
    [0.3, 0.09, 0.09],
  ] as const)("scale %s gives each layer its variance and zero biases", (scale, first, second) => {
    const w = start({ kind: "normal", scale });
    expectVariance(layer(w, 0), first);
    expect(layer(w, 1)).toEqual(new Float64Array(400));
    expectVariance(layer(w, 2), second);
  });

  test("the gain may differ between layers", () => {
    const w = start({ kind: "normal", scale: "xavier", gain: [1.9, 1] });
    expectVariance(layer(w, 0), (1.9 * 1.9 * 2) / 500);
    expectVariance(layer(w, 2), 2 / 450);
    expect(() => start({ kind: "normal", gain: [1, 1, 1] })).toThrow("init.gain: has 3 entries but the model has 2 layers");
  });

  test("a seed of its own stands before the run's", () => {
    expect(start({ kind: "normal", seed: 5 }, blocks, 1)).toEqual(start({ kind: "normal" }, blocks, 5));
  });

  test("layers share one stream: scales and gains change the size of the same numbers, seeds change the numbers", () => {
    const one = start({ kind: "normal", scale: 1 });
    const two = start({ kind: "normal", scale: 2 });
    expect(two).toEqual(one.map((x) => 2 * x));
    expect(start({ kind: "normal", scale: 1 }, blocks, 1)).not.toEqual(one);
  });

  test("a model without layers needs a number as scale, and every parameter is drawn", () => {
    expectVariance(start({ kind: "normal", scale: 0.5, gain: 2 }, plain), 1);
    expect(() => start({ kind: "normal" }, plain)).toThrow(
      "init.scale: this model has no layers and hence no fan-in; give the standard deviation as a number",
    );
    expect(() => start({ kind: "normal", scale: 1, gain: [1] }, plain)).toThrow("init.gain");
    expect(() => start({ kind: "uniform" }, plain)).toThrow("no layers");
  });
});

describe("uniform", () => {
  test("weights and biases are uniform on ±1/√fan-in", () => {
    const w = start({ kind: "uniform" });
    for (const [i, bound] of [
      [0, 0.1],
      [1, 0.1],
      [2, 0.05],
    ]) {
      const part = layer(w, i);
      expect(Math.max(...part.map(Math.abs))).toBeLessThanOrEqual(bound);
      // Var(u²) = 4/45 for u uniform on ±1.
      expect(Math.abs(meanSquare(part) / bound ** 2 - 1 / 3)).toBeLessThan(4 * Math.sqrt(4 / 45 / part.length));
    }
  });
});

describe("the others", () => {
  test("values, constant and run give what they say", () => {
    const two: readonly Block[] = [{ name: "parameters", start: 0, end: 2, rows: 2, columns: 1 }];
    expect([...start({ kind: "values", values: [1, 2] }, two)]).toEqual([1, 2]);
    expect([...start({ kind: "constant", value: -3 }, two)]).toEqual([-3, -3]);
    expect([...start({ kind: "run", id: "45" }, two)]).toEqual([4, 5]);
    expect(() => start({ kind: "values", values: [1] }, two)).toThrow(
      "init.values: has 1 numbers but the objective has 2 parameters; give 2",
    );
    expect(() => start({ kind: "run", id: "456" }, two)).toThrow("init.id: run 456 has 3 parameters but the objective has 2");
  });
});
