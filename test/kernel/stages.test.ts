import { describe, expect, test } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import { openStages } from "../../src/kernel/stages.ts";

describe("the stages of a stabilised step", () => {
  test.for([1, 2, 63, 64, 65, 701])("of %i numbers are those of the recurrence written out, bit for bit", (size) => {
    const random = openRandom(3, "init");
    const vector = (): Float64Array => {
      const out = new Float64Array(size);
      random.normals(out);
      return out;
    };
    const stages = openStages(size);
    for (let step = 0; step < 2; step++) {
      const [from, fromVelocity] = [vector(), vector()];
      stages.from.set(from);
      stages.fromVelocity.set(fromVelocity);
      stages.begin(0.3);
      let before = new Float64Array(size);
      let last = fromVelocity.map((value) => 0.3 * value);
      for (const [a, b, c, d] of [
        [1.9, -0.9, 0.2, -0.1],
        [1.7, -0.8, 0.4, -0.3],
        [1 / 3, 1 / 7, 1 / 11, 1 / 13],
      ]) {
        expect(Array.from(stages.place)).toEqual(Array.from(from, (value, i) => value + last[i]));
        const velocity = vector();
        stages.velocity.set(velocity);
        stages.next(a, b, c, d);
        const next = last.map((value, i) => a * value + b * before[i] + c * velocity[i] + d * fromVelocity[i]);
        [before, last] = [last, next];
      }
      const way = new Float64Array(size);
      stages.way(way);
      expect(Array.from(way)).toEqual(Array.from(last));
      const places = [vector(), vector()] as const;
      const [error, to] = [vector(), vector()];
      stages.correct({ places, weights: [0.7, -0.2], wayWeight: 0.9 }, 1 / 15, error, to);
      const wanted = last.map((value, i) => (1 / 15) * (0.7 * (places[0][i] - from[i]) + -0.2 * (places[1][i] - from[i]) + 0.9 * value));
      expect(Array.from(error)).toEqual(Array.from(wanted));
      expect(Array.from(to)).toEqual(Array.from(from, (value, i) => value + (last[i] + wanted[i])));
    }
  });
});

test("runs of one size share their vectors, those of another do not", () => {
  const stages = openStages(70);
  expect(openStages(70)).toBe(stages);
  expect(openStages(71)).not.toBe(stages);
});
