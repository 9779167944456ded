import { describe, expect, test } from "vitest";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { openRandom } from "../../../src/kernel/random.ts";
import type { Data } from "../../../src/objective/family.ts";
import { chebyshevPolynomial } from "../../../src/objective/data/chebyshev.ts";
import { dataSchema } from "../../../src/objective/data/index.ts";
import { digitImages } from "../../../src/objective/data/digitImages.ts";
import { embeddedPerClass } from "../../../src/objective/data/digitsEmbedded.ts";
import { loadData } from "../../../src/objective/data/load.ts";
import { parse } from "../../../src/spec/parse.ts";
import type * as z from "zod";

const load = (spec: z.input<typeof dataSchema>, seed = 0): Promise<Data> => loadData(parse(dataSchema, spec), seed, openRandom);
const mean = (values: Iterable<number>): number => {
  let [sum, n] = [0, 0];
  for (const value of values) [sum, n] = [sum + value, n + 1];
  return sum / n;
};

describe("chebyshev", () => {
  test("values are cos(k arccos x) at evenly spaced points, ends included", async () => {
    for (const degree of [0, 1, 2, 3, 6, 10]) {
      const { train } = await load({ kind: "chebyshev", degree, count: 41 });
      expect([train.count, train.inputs, train.outputs, train.x[0], train.x[20], train.x[40]]).toEqual([41, 1, 1, -1, 0, 1]);
      train.x.forEach((x, i) => {
        expect(x).toBeCloseTo(-1 + i / 20, 15);
        expect(Math.abs(train.y[i] - Math.cos(degree * Math.acos(x)))).toBeLessThan(1e-13);
      });
    }
    expect(chebyshevPolynomial(5, 0.5)).toBeCloseTo(0.5, 14);
  });

  test("a test grid of its own has the same polynomial", async () => {
    const { test: held } = await load({ kind: "chebyshev", degree: 2, count: 5, test: { count: 3 } });
    expect([...held!.x, ...held!.y]).toEqual([-1, 0, 1, 1, -1, 1]);
  });
});

describe("a held-out fraction", () => {
  test("divides the examples without loss or repetition, both parts in order, by its own seed", async () => {
    const spec = { kind: "chebyshev", degree: 1, count: 50, test: { fraction: 0.3 } } as const;
    const { train, test: held } = await load(spec);
    expect([train.count, held!.count]).toEqual([35, 15]);
    expect([...train.x, ...held!.x].toSorted((a, b) => a - b)).toEqual([...(await load({ ...spec, test: undefined })).train.x]);
    for (const part of [train.x, held!.x]) expect(part).toEqual(part.toSorted());
    expect((await load(spec, 1)).test!.x).not.toEqual(held!.x);
    expect((await load({ ...spec, test: { fraction: 0.3, seed: 0 } }, 1)).test!.x).toEqual(held!.x);
  });
});

describe("digits", () => {
  const small = { kind: "digits", count: 100, size: 7 } as const;
  const packageDigit = (digit: number): number[] =>
    (JSON.parse(readFileSync(createRequire(import.meta.url).resolve(`mnist/src/digits/${digit}.json`), "utf8")) as { data: number[] }).data;

  test("the embedded numbers are the exact pooled sums of the package's bytes", async () => {
    for (const digit of [0, 5, 9]) {
      const data = packageDigit(digit);
      const images = await digitImages(digit, embeddedPerClass, 7);
      const more = await digitImages(digit, embeddedPerClass + 1, 7);
      expect(more.slice(0, images.length)).toEqual(images);
      for (const [example, row, column] of [
        [0, 3, 3],
        [7, 2, 5],
        [29, 4, 1],
      ]) {
        let sum = 0;
        for (let y = 4 * row; y < 4 * row + 4; y++)
          for (let x = 4 * column; x < 4 * column + 4; x++) sum += Math.round(255 * data[784 * example + 28 * y + x]);
        expect(images[49 * example + 7 * row + column]).toBe(sum);
      }
    }
  });

  test("the last image of a digit can be had", async () => {
    const all = await digitImages(5, 863, 7);
    expect(all.length).toBe(863 * 49);
    const last = packageDigit(5).slice(862 * 784);
    expect(all.slice(862 * 49).reduce((a, b) => a + b, 0)).toBe(last.reduce((sum, value) => sum + Math.round(255 * value), 0));
  });

  test("pooling 28 to 14 to 7 keeps every sum", async () => {
    const [full, half, quarter] = await Promise.all(([28, 14, 7] as const).map((size) => digitImages(3, 40, size)));
    const halve = (image: Float64Array, from: number): Float64Array => {
      const to = from / 2;
      return Float64Array.from({ length: 40 * to * to }, (_, k) => {
        const at = Math.floor(k / (to * to)) * from * from + 2 * Math.floor((k % (to * to)) / to) * from + 2 * (k % to);
        return image[at] + image[at + 1] + image[at + from] + image[at + from + 1];
      });
    };
    expect(halve(full, 28)).toEqual(half);
    expect(halve(half, 14)).toEqual(quarter);
  });

  test("the first of each class are dealt out in turn, with one-hot targets", async () => {
    const { train } = await load({ ...small, standardize: "none" });
    expect([train.count, train.inputs, train.outputs]).toEqual([100, 49, 10]);
    for (let i = 0; i < 100; i++) for (let k = 0; k < 10; k++) expect(train.y[10 * i + k]).toBe(i % 10 === k ? 1 : 0);
    const threes = await digitImages(3, 10, 7);
    expect(train.x.slice(49 * 23, 49 * 24)).toEqual(threes.slice(49 * 2, 49 * 3).map((sum) => sum / 4080));
  });

  test("by default every column is centred and all entries share one scale", async () => {
    const { train, test: held } = await load({ ...small, test: { count: 50 } });
    const rounding = 100 * 2 ** -53 * Math.max(...train.x);
    for (let j = 0; j < 49; j++) expect(Math.abs(mean(Array.from({ length: 100 }, (_, i) => train.x[49 * i + j])))).toBeLessThan(rounding);
    expect(mean(train.x.map((x) => x * x))).toBeCloseTo(1, 13);
    expect(held!.count).toBe(50);
    expect(mean(held!.x)).not.toBeCloseTo(0, 3);
    const raw = await load({ ...small, standardize: "none", test: { count: 50 } });
    const ratio = (raw.test!.x[30] - raw.test!.x[79]) / (held!.x[30] - held!.x[79]);
    expect((raw.train.x[30] - raw.train.x[79]) / (train.x[30] - train.x[79])).toBeCloseTo(ratio, 12);
  });

  test("held-out digits follow the training ones", async () => {
    const { test: held } = await load({ ...small, standardize: "none", test: { count: 20 } });
    const all = await load({ ...small, count: 120, standardize: "none" });
    expect(held!.x).toEqual(all.train.x.slice(49 * 100));
  });

  test("two classes may have one column of signs", async () => {
    const { train } = await load({ ...small, count: 4, classes: [7, 1], targets: "sign" });
    expect([...train.y]).toEqual([-1, 1, -1, 1]);
  });

  test("what cannot be is refused", async () => {
    await expect(load({ ...small, count: 99 })).rejects.toThrow(
      "objective.data.count: is 99, which is not a multiple of the 10 classes; use 100",
    );
    await expect(load({ ...small, targets: "sign" })).rejects.toThrow('"sign" needs two classes');
    await expect(load({ ...small, count: 4, classes: [1, 1] })).rejects.toThrow("names the digit 1 twice");
    await expect(load({ ...small, count: 2000, classes: [5, 6] })).rejects.toThrow(
      "asks for 1000 images of the digit 5 (training and test) but the package mnist has 863",
    );
  });
});

describe("teacher", () => {
  const spec = { kind: "teacher" as const, input: 6, widths: [8, 3], count: 4000, seed: 3 };

  test("inputs are standard normal and outputs have the size of the network's last layer", async () => {
    const { train } = await load(spec);
    expect([train.count, train.inputs, train.outputs]).toEqual([4000, 6, 3]);
    const n = train.x.length;
    expect(Math.abs(mean(train.x))).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(mean(train.x.map((x) => x * x)) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    for (const y of train.y) expect(Math.abs(y)).toBeLessThan((8 / Math.sqrt(8)) * 5);
  });

  test("a linear teacher's outputs are linear in the inputs", async () => {
    const { train } = await load({ ...spec, input: 1, widths: [1], count: 5 });
    const slope = train.y[0] / train.x[0];
    train.x.forEach((x, i) => expect(train.y[i]).toBeCloseTo(slope * x, 14));
  });

  test("noise is added to the training targets alone, with the variance asked for", async () => {
    const clean = await load({ ...spec, test: { count: 10 } });
    const noisy = await load({ ...spec, noise: 0.5, test: { count: 10 } });
    expect(noisy.train.x).toEqual(clean.train.x);
    expect(noisy.test).toEqual(clean.test);
    const squares = noisy.train.y.map((y, k) => (y - clean.train.y[k]) ** 2);
    expect(Math.abs(mean(squares) - 0.25)).toBeLessThan(4 * 0.25 * Math.sqrt(2 / squares.length));
  });
});

describe("standardisation by columns", () => {
  test("gives each column mean 0 and variance 1; a constant column is only centred", async () => {
    const { standardize } = await import("../../../src/objective/standardize.ts");
    const train = { count: 4, inputs: 2, outputs: 1, x: Float64Array.of(1, 5, 2, 5, 3, 5, 4, 5), y: new Float64Array(4) };
    const { train: scaled } = standardize({ train }, "columns");
    expect([...scaled.x].filter((_, k) => k % 2 === 1)).toEqual([0, 0, 0, 0]);
    const column = [...scaled.x].filter((_, k) => k % 2 === 0);
    expect(mean(column)).toBeCloseTo(0, 15);
    expect(mean(column.map((x) => x * x))).toBeCloseTo(1, 14);
  });
});
