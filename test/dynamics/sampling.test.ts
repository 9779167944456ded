import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Sampling, openSampling, orderOf } from "../../src/dynamics/sampling.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { SpecError } from "../../src/spec/errors.ts";

/** The batches of so many steps. */
function draw(sampling: Sampling, examples: number, batchSize: number, count: number, seed = 0): number[][] {
  const next = openSampling(sampling, examples, batchSize, openRandom(seed, "sampling"));
  return Array.from({ length: count }, () => [...(next() ?? [])]);
}
const sorted = (batch: readonly number[]): number[] => batch.toSorted((a, b) => a - b);
const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe("reshuffle", () => {
  test("visits every example once an epoch, in a new order each time; the last batch holds the rest", () => {
    const batches = draw("reshuffle", 7, 3, 6);
    expect(batches.map((batch) => batch.length)).toEqual([3, 3, 1, 3, 3, 1]);
    const epochs = [batches.slice(0, 3).flat(), batches.slice(3).flat()];
    for (const epoch of epochs) expect(sorted(epoch)).toEqual(all(7));
    expect(epochs[0]).not.toEqual(epochs[1]);
  });

  test("takes every order equally often", () => {
    const epochs = 12_000;
    const seen = new Map<string, number>();
    for (const order of Array.from(
      { length: epochs },
      (
        (batches) => () =>
          batches.splice(0, 4).flat().join("")
      )(draw("reshuffle", 4, 1, 4 * epochs)),
    ))
      seen.set(order, (seen.get(order) ?? 0) + 1);
    expect(seen.size).toBe(24);
    const chiSquared = [...seen.values()].reduce((sum, count) => sum + (count - epochs / 24) ** 2 / (epochs / 24), 0);
    expect(chiSquared).toBeLessThan(23 + 4 * Math.sqrt(2 * 23));
  });
});

test.for(["reshuffle", "shuffle-once", "cyclic"] as const)(
  "%s visits every example once an epoch, whatever N, B and the seed",
  (sampling) => {
    const sizes = fc
      .integer({ min: 2, max: 40 })
      .chain((examples) => fc.tuple(fc.constant(examples), fc.integer({ min: 1, max: examples - 1 })));
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 4294967295 }), ([examples, batchSize], seed) => {
        const epoch = Math.ceil(examples / batchSize);
        const batches = draw(sampling, examples, batchSize, 2 * epoch, seed);
        expect(sorted(batches.slice(0, epoch).flat())).toEqual(all(examples));
        expect(sorted(batches.slice(epoch).flat())).toEqual(all(examples));
        expect(
          batches.every((batch, k) => batch.length === (k % epoch === epoch - 1 ? examples - (epoch - 1) * batchSize : batchSize)),
        ).toBe(true);
      }),
      { seed: 1 },
    );
  },
);

test("shuffle-once keeps the order of its first epoch", () => {
  const batches = draw("shuffle-once", 6, 2, 9);
  expect(sorted(batches.slice(0, 3).flat())).toEqual(all(6));
  expect(batches.slice(0, 3).flat()).not.toEqual(all(6));
  expect(batches.slice(3, 6)).toEqual(batches.slice(0, 3));
  expect(batches.slice(6)).toEqual(batches.slice(0, 3));
});

test("cyclic goes through the data in their order", () => {
  expect(draw("cyclic", 5, 2, 5)).toEqual([[0, 1], [2, 3], [4], [0, 1], [2, 3]]);
});

test("subset draws B different examples, every subset equally often", () => {
  const count = 10_000;
  const seen = new Map<string, number>();
  for (const batch of draw("subset", 5, 3, count)) {
    const key = sorted(batch).join("");
    expect(new Set(batch).size).toBe(3);
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  expect(seen.size).toBe(10);
  const chiSquared = [...seen.values()].reduce((sum, n) => sum + (n - count / 10) ** 2 / (count / 10), 0);
  expect(chiSquared).toBeLessThan(9 + 4 * Math.sqrt(18));
});

test("bootstrap draws with replacement", () => {
  const batches = draw("bootstrap", 4, 4, 4000);
  const repeated = batches.filter((batch) => new Set(batch).size < 4).length / batches.length;
  const expected = 1 - 24 / 256;
  expect(Math.abs(repeated - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / batches.length));
});

test("partition-iid draws from one fixed random partition, independently", () => {
  const batches = draw("partition-iid", 6, 2, 300);
  const kinds = [...new Set(batches.map((batch) => batch.join(",")))];
  expect(kinds).toHaveLength(3);
  expect(sorted(kinds.flatMap((kind) => kind.split(",").map(Number)))).toEqual(all(6));
  expect(batches.some((batch, k) => k > 0 && batch.join() === batches[k - 1].join())).toBe(true);
});

test("given batches come in their order, again and again", () => {
  expect(draw({ kind: "batches", batches: [[0, 0, 2], [1]] }, 3, 3, 3)).toEqual([[0, 0, 2], [1], [0, 0, 2]]);
});

test("equal seeds share their orders whatever the batch size", () => {
  expect(draw("reshuffle", 12, 2, 12).flat()).toEqual(draw("reshuffle", 12, 3, 8).flat());
  expect(draw("reshuffle", 12, 2, 6, 1)).not.toEqual(draw("reshuffle", 12, 2, 6, 2));
});

test.for(["reshuffle", "shuffle-once", "cyclic", "subset", "partition-iid"] as const)(
  "%s with B = N is the whole data in their own order",
  (sampling) => {
    expect(openSampling(sampling, 5, 5, openRandom(0, "sampling"))()).toBeNull();
  },
);

test("an example that does not exist is named", () => {
  expect(() => openSampling({ kind: "batches", batches: [[0], [1, 5]] }, 5, 2, openRandom(0, "sampling"))).toThrow(
    new SpecError("sampling.batches.1.1", "there is no example 5: the examples are 0 to 4"),
  );
});

test("orders are fresh, independent or fixed", () => {
  const named: Sampling[] = [
    "reshuffle",
    "subset",
    "bootstrap",
    "partition-iid",
    "shuffle-once",
    "cyclic",
    { kind: "batches", batches: [[2, 0], [1]] },
  ];
  const independent = "independent";
  expect(named.map(orderOf)).toEqual(["fresh", independent, independent, independent, "fixed", "fixed", "fixed"]);
});
