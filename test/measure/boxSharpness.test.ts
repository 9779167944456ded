import { describe, expect, test } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import { dot } from "../../src/kernel/vector.ts";
import { maximumInBox } from "../../src/measure/boxMaximum.ts";
import { boxSharpness } from "../../src/measure/boxSharpness.ts";
import { behaviour, boxSharpnessAt } from "../../src/measure/boxSharpnessAt.ts";
import { quadratic } from "../../src/objective/model/quadratic.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { Point } from "../../src/objective/point.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { operatorOf, withSpectrum } from "../support/spectra.ts";
import { take } from "../support/measure.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const curvatures = [40, 7, 1, 0.3, 0, 1e-3];
const linear = [20, -7, 0.4, 0, 0, 1e-3];
const bowl = quadratic.objective(
  quadratic({ matrix: curvatures.map((value, i) => curvatures.map((_, j) => (i === j ? value : 0))), linear }),
);
const minimum = Float64Array.from(curvatures, (value, i) => (value === 0 ? 0.7 : linear[i] / value));

/** The largest value over all corners of a box. */
function overCorners(f: (z: Float64Array) => number, b: ArrayLike<number>): number {
  return Math.max(
    ...Array.from({ length: 2 ** b.length }, (_, k) => f(Float64Array.from(b, (value, i) => ((k >> i) & 1 ? value : -value)))),
  );
}

describe("box sharpness", () => {
  test.each([1e-3, 5e-4, 0.1])("is 50ε² Σλ_i(|w_i| + 1)²/(1 + L) at the minimum of a diagonal quadratic, ε = %f", (epsilon) => {
    const expected =
      (50 * epsilon * epsilon * curvatures.reduce((sum, value, i) => sum + value * (Math.abs(minimum[i]) + 1) ** 2, 0)) /
      (1 + bowl.loss(minimum));
    const found = boxSharpnessAt(new Point(bowl, minimum), { epsilon });
    expect(Math.abs(found - expected)).toBeLessThan(1e-9);
    expect(Math.abs(found / expected - 1)).toBeLessThan(1e-8);
    expect(take(behaviour, boxSharpness({ epsilon }), bowl, minimum)).toEqual({ boxSharpness: found });
  });

  test("of a network is at least the rise at every corner that the gradient's signs name, and at most that over all corners where it is convex there", () => {
    const { objective, start } = tinyNetwork(3, 8);
    const point = new Point(objective, start);
    const epsilon = 1e-3;
    const b = start.map((value) => epsilon * (Math.abs(value) + 1));
    const corner = objective.loss(start.map((value, i) => value + Math.sign(point.gradient[i]) * b[i]));
    const percent = (highest: number): number => (100 * (highest - point.loss)) / (1 + point.loss);
    const best = overCorners((z) => objective.loss(start.map((value, i) => value + z[i])), b);
    const found = boxSharpnessAt(point);
    expect(found).toBeGreaterThanOrEqual(percent(corner));
    // 8,192 corners; so small a box is nearly linear, and the ascent finds the best of them.
    expect(Math.abs(found / percent(best) - 1)).toBeLessThan(1e-12);
  });

  test("in a random subspace keeps to it and to its own box, and cannot be above the whole space of a rotated box's corners", () => {
    const point = new Point(bowl, minimum);
    const found = boxSharpnessAt(point, { dimension: 3, epsilon: 0.1, seed: 5 });
    // The same rows, from the same stream.
    const random = openRandom(5, "perturbation");
    const rows: Float64Array[] = [];
    for (let k = 0; k < 3; k++) {
      const row = new Float64Array(6);
      random.normals(row);
      for (let pass = 0; pass < 2; pass++) for (const other of rows) row.set(row.map((value, i) => value - dot(other, row) * other[i]));
      rows.push(row.map((value) => value / Math.sqrt(dot(row, row))));
    }
    const b = rows.map((row) => 0.1 * (Math.abs(dot(row, minimum)) + 1));
    const best = overCorners((z) => bowl.loss(minimum.map((value, i) => value + rows.reduce((sum, row, j) => sum + z[j] * row[i], 0))), b);
    // Convex, so that the maximum is at a corner; eight of them.
    expect(found).toBeCloseTo((100 * (best - bowl.loss(minimum))) / (1 + bowl.loss(minimum)), 10);
  });

  test("refuses a subspace that is larger than the space, and is null where the loss is not finite", () => {
    expect(() => boxSharpnessAt(new Point(bowl, minimum), { dimension: 7 })).toThrow(SpecError);
    const broken: Objective = { ...bowl, loss: () => NaN, gradient: () => NaN };
    expect(take(behaviour, boxSharpness(), broken, minimum)).toEqual({ boxSharpness: null });
  });
});

describe("the maximum in a box", () => {
  const quadraticForm = (values: Float64Array, seed: number) => {
    const random = openRandom(seed, "data");
    const a = operatorOf(withSpectrum(values, random), values.length);
    const f = (z: Float64Array, out: Float64Array): number => {
      a(z, out);
      return dot(z, out) / 2;
    };
    return { f, signs: Float64Array.from(values, () => random.sign()), b: new Float64Array(values.length).fill(1) };
  };
  const spare = new Float64Array(8);

  test.each(Array.from({ length: 12 }, (_, seed) => seed))("of a form of rank one is found from any corner (seed %i)", (seed) => {
    const { f, signs, b } = quadraticForm(Float64Array.of(1, 0, 0, 0, 0, 0, 0, 0), seed);
    expect(maximumInBox(f, b, signs, 1)).toBeCloseTo(
      overCorners((z) => f(z, spare), b),
      13,
    );
  });

  test("of a convex form is never above the best corner's value, and never below that of a corner which no single step improves", () => {
    for (let seed = 0; seed < 30; seed++) {
      const { f, signs, b } = quadraticForm(
        Float64Array.from({ length: 8 }, (_, i) => 1 / (1 + i) ** 2),
        seed,
      );
      const found = maximumInBox(f, b, signs, 40);
      expect(found).toBeLessThanOrEqual(overCorners((z) => f(z, spare), b) * (1 + 1e-14));
      let corner = signs;
      for (let k = 0; k < 40; k++) {
        f(corner, spare);
        corner = spare.map(Math.sign);
      }
      expect(found).toBeGreaterThanOrEqual(f(corner, spare) * (1 - 1e-14));
    }
  });

  test("goes inside where that is higher: a hill's top, by halving", () => {
    const hill = (z: Float64Array, out: Float64Array): number => {
      out[0] = -2 * (z[0] - 0.25);
      return -((z[0] - 0.25) ** 2);
    };
    expect(maximumInBox(hill, Float64Array.of(1), Float64Array.of(1), 60)).toBeGreaterThan(-1e-3);
  });
});
