import { describe, expect, test } from "vitest";
import { log, normalCdf } from "../../src/kernel/elementary.ts";
import { openRandom, permutation, subset, threefry, type Purpose } from "../../src/kernel/random.ts";

const purposes: Purpose[] = ["init", "data", "test", "sampling", "noise", "probes", "start", "perturbation", "shadow"];

describe("the generator", () => {
  // Random123 1.14, tests/kat_vectors: "threefry2x32 20", counter, key, result
  test.each([
    [0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x6b200159, 0x99ba4efe],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xc4923a9c, 0x483df7a0],
  ])("gives the published known answer for counter %i %i", (c0, c1, k0, k1, r0, r1) => {
    expect(threefry([c0, c1], [k0, k1])).toEqual([r0, r1]);
  });

  test("a stream's block is Threefry of its position under the key (seed, purpose + 16 index)", () => {
    const random = openRandom(20, "noise", 7);
    for (const position of [0, 1, 31, 32, 33, 2 ** 32 - 2, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 3]) {
      random.seek(position);
      const [high, low] = threefry([position % 2 ** 32, Math.floor(position / 2 ** 32)], [20, 5 + 16 * 7]);
      expect(random.uniform()).toBe(((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53);
      expect(random.position).toBe(position + 1);
    }
  });

  test("the purposes keep their numbers", () => {
    purposes.forEach((purpose, i) => {
      const [high, low] = threefry([0, 0], [4294967295, i + 1]);
      expect(openRandom(4294967295, purpose).uniform()).toBe(((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53);
    });
  });

  test("a pair of normals is Box and Muller's transform of its two blocks", () => {
    const random = openRandom(8, "noise");
    for (let pair = 0; pair < 2000; pair++) {
      const [u, v] = [0, 1].map((i) => threefry([2 * pair + i, 0], [8, 5]));
      const radius = Math.sqrt(-2 * Math.log((u[0] + (u[1] + 0.5) / 2 ** 32) / 2 ** 32));
      // the quadrant is the leading two bits, the angle within it a signed fraction
      const turns = (v[0] >>> 30) + ((v[0] << 2) + (v[1] + 0.5) / 2 ** 30) / 2 ** 32;
      expect(random.normal()).toBeCloseTo(radius * Math.cos((turns * Math.PI) / 2), 13);
      expect(random.normal()).toBeCloseTo(radius * Math.sin((turns * Math.PI) / 2), 13);
    }
  });

  test("blocks run on across 2^32", () => {
    const random = openRandom(1, "data");
    random.seek(2 ** 32 - 3);
    const run = Array.from({ length: 6 }, () => random.uniform());
    run.forEach((value, i) => {
      random.seek(2 ** 32 - 3 + i);
      expect(random.uniform()).toBe(value);
    });
  });

  test("a seed or an index out of range is refused", () => {
    for (const seed of [-1, 0.5, 2 ** 32, NaN]) expect(() => openRandom(seed, "init")).toThrow("seed: ");
    for (const index of [-1, 0.5, 2 ** 28]) expect(() => openRandom(0, "init", index)).toThrow("index: ");
    expect(() => openRandom(0, "init").integer(0)).toThrow(RangeError);
    expect(() => subset(openRandom(0, "init"), 2, new Int32Array(3))).toThrow(RangeError);
  });
});

describe("drawing", () => {
  test("the same stream gives the same numbers", () => {
    for (const purpose of purposes) {
      const [a, b] = [openRandom(3, purpose, 2), openRandom(3, purpose, 2)];
      for (let i = 0; i < 50; i++)
        expect([a.uniform(), a.normal(), a.integer(10), a.sign()]).toEqual([b.uniform(), b.normal(), b.integer(10), b.sign()]);
    }
  });

  test("normals gives what as many calls of normal give", () => {
    const [one, many] = [openRandom(3, "noise"), openRandom(3, "noise")];
    for (const length of [1, 2, 3, 0, 5, 1024, 1025, 1, 3000, 7]) {
      const out = new Float64Array(length);
      many.normals(out);
      expect([...out]).toEqual(Array.from(out, () => one.normal()));
      expect(many.position).toBe(one.position);
    }
  });

  test("two streams used in turn do not disturb each other", () => {
    const [a, b, alone] = [openRandom(1, "noise"), openRandom(2, "noise"), openRandom(1, "noise")];
    for (let i = 0; i < 200; i++) {
      const value = a.normal();
      b.normal();
      b.uniform();
      expect(value).toBe(alone.normal());
      expect(a.uniform()).toBe(alone.uniform());
    }
  });

  test("a permutation holds every number once, a subset is ascending and without repetition", () => {
    const random = openRandom(5, "sampling");
    for (const n of [1, 2, 3, 10, 101]) {
      const order = new Int32Array(n);
      permutation(random, order);
      expect([...order].sort((x, y) => x - y)).toEqual(Array.from({ length: n }, (_, i) => i));
      for (const k of [0, 1, Math.ceil(n / 2), n]) {
        const chosen = new Int32Array(k);
        subset(random, n, chosen);
        const fenced = [-1, ...chosen, n];
        for (let i = 1; i < fenced.length; i++) expect(fenced[i]).toBeGreaterThan(fenced[i - 1]);
      }
    }
  });
});

/** Pearson's χ² against equal probabilities, as a standard normal (Wilson and Hilferty 1931). */
function chiSquareDeviate(counts: Iterable<number>): number {
  const all = [...counts];
  const expected = all.reduce((sum, count) => sum + count, 0) / all.length;
  const degrees = all.length - 1;
  const chiSquare = all.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const spread = 2 / (9 * degrees);
  return (Math.cbrt(chiSquare / degrees) - (1 - spread)) / Math.sqrt(spread);
}

/** Deviations are seeded, hence fixed; 4.5 standard errors would be exceeded once in 150,000 trials of a sound generator. */
const limit = 4.5;

describe("statistics, in standard errors", () => {
  test("uniforms are uniform, singly and in successive pairs", () => {
    const random = openRandom(11, "sampling");
    const counts = new Float64Array(256);
    const pairs = new Float64Array(256);
    let last = random.uniform();
    let sum = 0;
    const n = 200_000;
    for (let i = 0; i < n; i++) {
      const value = random.uniform();
      sum += value;
      counts[Math.floor(256 * value)]++;
      if (i % 2 === 0) pairs[16 * Math.floor(16 * last) + Math.floor(16 * value)]++;
      last = value;
    }
    expect(Math.abs(sum / n - 0.5) * Math.sqrt(12 * n)).toBeLessThan(limit);
    expect(Math.abs(chiSquareDeviate(counts))).toBeLessThan(limit);
    expect(Math.abs(chiSquareDeviate(pairs))).toBeLessThan(limit);
  });

  test("every bit of the words is as often set as not", () => {
    const counts = new Float64Array(64);
    const n = 40_000;
    for (let i = 0; i < n; i++)
      threefry([i, 0], [9, 4]).forEach((word, half) => {
        for (let bit = 0; bit < 32; bit++) counts[32 * half + bit] += (word >>> bit) & 1;
      });
    for (const count of counts) expect(Math.abs(count - n / 2) / Math.sqrt(n / 4)).toBeLessThan(limit);
  });

  test("normals have the normal's moments and distribution", () => {
    const n = 400_000;
    const values = new Float64Array(n);
    openRandom(12, "noise").normals(values);
    const moments = [0, 0, 0, 0, 0];
    const counts = new Float64Array(200);
    let neighbours = 0;
    for (let i = 0; i < n; i++) {
      for (let k = 1; k <= 4; k++) moments[k] += values[i] ** k / n;
      counts[Math.floor(200 * normalCdf(values[i]))]++;
      if (i > 0) neighbours += values[i] * values[i - 1];
    }
    expect(Math.abs(moments[1]) * Math.sqrt(n)).toBeLessThan(limit);
    expect(Math.abs(moments[2] - 1) * Math.sqrt(n / 2)).toBeLessThan(limit);
    expect(Math.abs(moments[3]) * Math.sqrt(n / 15)).toBeLessThan(limit);
    expect(Math.abs(moments[4] - 3) * Math.sqrt(n / 96)).toBeLessThan(limit);
    expect(Math.abs(neighbours) / Math.sqrt(n)).toBeLessThan(limit);
    expect(Math.abs(chiSquareDeviate(counts))).toBeLessThan(limit);
  });

  test("normals beyond 4 are as frequent as they should be", () => {
    const random = openRandom(13, "noise");
    const values = new Float64Array(1_000_000);
    let beyond = 0;
    for (let repeat = 0; repeat < 5; repeat++) {
      random.normals(values);
      for (const value of values) if (Math.abs(value) > 4) beyond++;
    }
    const expected = 5e6 * 2 * normalCdf(-4);
    expect(Math.abs(beyond - expected) / Math.sqrt(expected)).toBeLessThan(limit);
  });

  test.each([3, 10, 100, 2097152, 2097153, 3_000_000_000])("integers below %i are equally likely", (n) => {
    const random = openRandom(14, "sampling");
    const cells = n <= 100 ? n : 64;
    const counts = new Float64Array(cells);
    let wrong = 0;
    for (let i = 0; i < 100_000; i++) {
      const value = random.integer(n);
      if (!Number.isInteger(value) || value < 0 || value >= n) wrong++;
      counts[n <= 100 ? value : Math.floor((value / n) * cells)]++;
    }
    expect(wrong).toBe(0);
    expect(Math.abs(chiSquareDeviate(counts))).toBeLessThan(limit);
  });

  test("signs are even, and independent of the sign before", () => {
    const random = openRandom(15, "probes");
    let sum = 0;
    let products = 0;
    let last = 1;
    for (let i = 0; i < 100_000; i++) {
      const sign = random.sign();
      sum += sign;
      products += sign * last;
      last = sign;
    }
    expect(Math.abs(sum) / Math.sqrt(100_000)).toBeLessThan(limit);
    expect(Math.abs(products) / Math.sqrt(100_000)).toBeLessThan(limit);
  });

  test("all 24 orders of four and all 20 subsets of three out of six are equally likely", () => {
    const random = openRandom(16, "sampling");
    const orders = new Map<string, number>();
    const subsets = new Map<string, number>();
    const order = new Int32Array(4);
    const chosen = new Int32Array(3);
    for (let i = 0; i < 48_000; i++) {
      permutation(random, order);
      orders.set(order.join(), (orders.get(order.join()) ?? 0) + 1);
      subset(random, 6, chosen);
      subsets.set(chosen.join(), (subsets.get(chosen.join()) ?? 0) + 1);
    }
    expect([orders.size, subsets.size]).toEqual([24, 20]);
    expect(Math.abs(chiSquareDeviate(orders.values()))).toBeLessThan(limit);
    expect(Math.abs(chiSquareDeviate(subsets.values()))).toBeLessThan(limit);
  });

  test("streams of different purposes, seeds and indices are uncorrelated", () => {
    const n = 20_000;
    const streams = [
      ...purposes.map((purpose) => openRandom(0, purpose)),
      openRandom(1, "init"),
      openRandom(2, "init"),
      openRandom(0, "init", 1),
      openRandom(0, "init", 2),
    ];
    const values = streams.map((stream) => {
      const out = new Float64Array(n);
      stream.normals(out);
      return out;
    });
    for (let a = 0; a < values.length; a++) {
      for (let b = 0; b < a; b++) {
        const product = values[a].reduce((sum, value, i) => sum + value * values[b][i], 0);
        expect(Math.abs(product) / Math.sqrt(n)).toBeLessThan(limit);
      }
    }
  });

  test("−log of a uniform has mean 1", () => {
    const random = openRandom(17, "data");
    let sum = 0;
    for (let i = 0; i < 100_000; i++) sum -= log(1 - random.uniform());
    expect(Math.abs(sum / 100_000 - 1) * Math.sqrt(100_000)).toBeLessThan(limit);
  });
});
