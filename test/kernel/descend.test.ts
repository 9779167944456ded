import { describe, expect, test } from "vitest";
import { descendVector } from "../../src/kernel/descend.ts";
import { openRandom } from "../../src/kernel/random.ts";

const normals = (size: number, seed: number): Float64Array => {
  const out = new Float64Array(size);
  openRandom(seed, "start").normals(out);
  return out;
};

describe("a step of descent", () => {
  test.each([1, 2, 7, 255, 256, 257, 258, 259, 1000])("is w − h d to the bit at %i parameters, short or long", (size) => {
    const w = normals(size, 1);
    const d = normals(size, 2);
    const wanted = w.map((value, i) => value - 0.3 * d[i]);
    expect(descendVector(w, d, 0.3)).toBe(true);
    expect(w).toEqual(wanted);
  });

  test.each([7, 300, 302])("tells when one of %i parameters is no longer finite, wherever it stands", (size) => {
    for (const bad of [Infinity, -Infinity, NaN]) {
      for (let at = 0; at < size; at++) {
        const d = new Float64Array(size);
        d[at] = bad;
        expect(descendVector(new Float64Array(size), d, 1)).toBe(false);
      }
    }
  });
});
