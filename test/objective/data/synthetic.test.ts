import { describe, expect, test } from "vitest";
import { openRandom } from "../../../src/kernel/random.ts";
import type { Data } from "../../../src/objective/family.ts";
import { dataSchema } from "../../../src/objective/data/index.ts";
import { loadData } from "../../../src/objective/data/load.ts";
import { parse } from "../../../src/spec/parse.ts";
import type * as z from "zod";

const load = (spec: z.input<typeof dataSchema>, seed = 0): Promise<Data> => loadData(parse(dataSchema, spec), seed, openRandom);

describe("sparse-regression", () => {
  const spec = { kind: "sparse-regression", count: 400, dimension: 6, sparsity: 2 } as const;

  test("targets are the sum of the first inputs, which are standard normal", async () => {
    const { train } = await load(spec);
    expect([train.count, train.inputs, train.outputs]).toEqual([400, 6, 1]);
    train.y.forEach((y, i) => expect(y).toBe(train.x[6 * i] + train.x[6 * i + 1]));
    const variance = train.x.reduce((sum, x) => sum + x * x, 0) / 2400;
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 2400));
  });

  test("noise has the standard deviation asked for and leaves the inputs and the held-out targets as they are", async () => {
    const clean = await load({ ...spec, test: { count: 3 } });
    const noisy = await load({ ...spec, noise: 0.5, test: { count: 3 } });
    expect(noisy.train.x).toEqual(clean.train.x);
    expect(noisy.test).toEqual(clean.test);
    const variance = noisy.train.y.reduce((sum, y, i) => sum + (y - clean.train.y[i]) * (y - clean.train.y[i]), 0) / 400;
    expect(Math.abs(variance / 0.25 - 1)).toBeLessThan(4 * Math.sqrt(2 / 400));
  });

  test("more coefficients than inputs are refused", async () => {
    await expect(load({ ...spec, sparsity: 7 })).rejects.toThrow("objective.data.sparsity: is 7, more than the 6 coefficients there are");
  });
});

describe("two-moons", () => {
  test("the classes lie on half circles of radius 1 about (0, 0) and (1, ½), dealt out in turn", async () => {
    const { train } = await load({ kind: "two-moons", count: 21 });
    for (let i = 0; i < 21; i++) {
      const [x, y] = [train.x[2 * i], train.x[2 * i + 1]];
      const second = i % 2 === 1;
      expect(train.y[i]).toBe(second ? 1 : -1);
      expect(second ? (x - 1) ** 2 + (y - 0.5) ** 2 : x * x + y * y).toBeCloseTo(1, 14);
      expect(second ? 0.5 - y : y).toBeGreaterThanOrEqual(-1e-15);
    }
    expect([train.x[0], train.x[40]].map((x) => Number(x.toFixed(12)))).toEqual([1, -1]);
  });
});

describe("spirals", () => {
  test("radius and angle grow together, and the second spiral is the first turned by half a circle", async () => {
    const { train } = await load({ kind: "spirals", count: 40, turns: 2 });
    for (let i = 0; i < 40; i += 2) {
      const [x, y] = [train.x[2 * i], train.x[2 * i + 1]];
      expect([train.x[2 * i + 2], train.x[2 * i + 3]].map((value) => -value)).toEqual([expect.closeTo(x, 14), expect.closeTo(y, 14)]);
      const radius = 0.05 + (0.95 * i) / 38;
      expect(x).toBeCloseTo(radius * Math.cos(4 * Math.PI * radius), 14);
      expect(y).toBeCloseTo(radius * Math.sin(4 * Math.PI * radius), 14);
    }
  });
});

describe.for(["two-moons", "spirals"] as const)("%s", (kind) => {
  test("noise has the standard deviation asked for, by its own seed", async () => {
    const clean = await load({ kind, count: 500 });
    const noisy = await load({ kind, count: 500, noise: 0.1 });
    const variance = noisy.train.x.reduce((sum, x, k) => sum + (x - clean.train.x[k]) ** 2, 0) / 1000;
    expect(Math.abs(variance / 0.01 - 1)).toBeLessThan(4 * Math.sqrt(2 / 1000));
    expect(await load({ kind, count: 500, noise: 0.1, seed: 3 }, 0)).toEqual(await load({ kind, count: 500, noise: 0.1 }, 3));
  });

  test("one-hot targets and held-out examples are there where they are asked for", async () => {
    const { train, test: held } = await load({ kind, count: 5, targets: "one-hot", test: { count: 4 } });
    expect([...train.y]).toEqual([1, 0, 0, 1, 1, 0, 0, 1, 1, 0]);
    expect([held!.count, held!.outputs]).toEqual([4, 2]);
    const { test: part } = await load({ kind, count: 10, test: { fraction: 0.3 } });
    expect(part!.count).toBe(3);
  });
});
