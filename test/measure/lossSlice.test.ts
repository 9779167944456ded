import { describe, expect, test } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import { dot, norm } from "../../src/kernel/vector.ts";
import { directionAt, filterNormalised } from "../../src/measure/direction.ts";
import { lossSlice, lossSurface } from "../../src/measure/lossSlice.ts";
import { squaredError } from "../../src/objective/loss/squaredError.ts";
import { mlp } from "../../src/objective/model/mlp.ts";
import { quadratic } from "../../src/objective/model/quadratic.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { Point } from "../../src/objective/point.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const matrix = [
  [3, 1, 0],
  [1, 2, -0.5],
  [0, -0.5, 1],
];
const bowl = quadratic.objective(quadratic({ matrix, linear: [0.3, -1, 2] }));
const place = Float64Array.of(0.4, -0.7, 1.1);

const [inputs, hidden, outputs, examples] = [3, 6, 2, 15];
const random = openRandom(5, "data");
const x = Float64Array.from({ length: examples * inputs }, () => random.normal());
const y = Float64Array.from({ length: examples * outputs }, () => random.normal());
const relu = mlp.objective(
  mlp({ widths: [inputs, hidden, hidden, outputs], activation: "relu" }),
  { train: { count: examples, inputs, outputs, x, y } },
  squaredError(),
);
const start = Float64Array.from({ length: relu.size }, () => 0.7 * random.normal());

/** Layer 1 times a, layer 3 divided by a, biases in between accordingly: the same function (Dinh et al. 2017). */
function rescaled({ blocks }: Objective, w: Float64Array, a: number): Float64Array {
  const factors: Record<string, number> = { "layer1.weight": a, "layer1.bias": a, "layer2.bias": a, "layer3.weight": 1 / a };
  const out = Float64Array.from(w);
  for (const { name, start: from, end } of blocks) for (let p = from; p < end; p++) out[p] *= factors[name] ?? 1;
  return out;
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]) / Math.abs(b[i])));

describe("a slice of a quadratic", () => {
  const point = new Point(bowl, place);
  const d = Float64Array.of(1, -2, 0.5);
  const { losses, offsets, slope, curvature, direction } = lossSlice(point, d, { from: -2, to: 2, count: 41 });

  test("is the parabola L + slope·t + ½ curvature·t²", () => {
    const expected = offsets.map((t) => point.loss + slope * t + (curvature * t * t) / 2);
    expect(Math.max(...losses.map((loss, i) => Math.abs(loss - expected[i])))).toBeLessThan(1e-13 * Math.max(...expected));
    expect(curvature).toBeCloseTo(3 - 4 + 8 + 1 + 0.25, 12);
    expect(slope).toBeCloseTo(dot(point.gradient, d), 14);
    expect(direction).toEqual(d);
  });

  test("goes through the point itself in the middle", () => {
    expect(offsets[20]).toBe(0);
    expect(losses[20]).toBe(point.loss);
  });

  test("along an eigenvector of unit length has the eigenvalue for its curvature, from either end", () => {
    const values = point.eigenpairs(3, 1e-10).values;
    for (const rank of [1, 2, 3])
      expect(lossSlice(point, { kind: "eigenvector", rank, tolerance: 1e-10 }).curvature).toBeCloseTo(values[rank - 1], 8);
    const least = lossSlice(point, { kind: "eigenvector", end: "smallest", tolerance: 1e-10 });
    expect(least.curvature).toBeCloseTo(values[2], 8);
    expect(norm(least.direction)).toBeCloseTo(1, 12);
  });

  test("along the gradient falls at the rate ‖g‖ towards negative offsets", () => {
    expect(lossSlice(point, { kind: "gradient" }).slope).toBeCloseTo(Math.sqrt(point.gradientNormSquared), 12);
  });
});

describe("a surface", () => {
  const point = new Point(relu, start);
  const surface = lossSurface(point, [{ kind: "random" }, { kind: "random", seed: 1 }], {
    x: { count: 5 },
    y: { from: -0.5, to: 0.5, count: 3 },
  });

  test("has the loss at w + x d₁ + y d₂, a row for every y", () => {
    const [first, second] = surface.directions;
    surface.losses.forEach((row, j) =>
      row.forEach((loss, i) => {
        const at = start.map((w, p) => w + surface.x[i] * first[p] + surface.y[j] * second[p]);
        expect(Math.abs(loss / relu.loss(at) - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  test("has on its axes the slices along its directions", () => {
    const slice = lossSlice(point, { kind: "random" }, { count: 5 });
    expect(Array.from(surface.losses[1])).toEqual(Array.from(slice.losses));
    expect(surface.curvatures[0]).toBe(slice.curvature);
    expect(surface.slopes[0]).toBe(slice.slope);
  });

  test("of a quadratic has gᵀd and dᵢᵀAdⱼ for slopes and curvatures", () => {
    const { curvatures, slopes } = lossSurface(new Point(bowl, place), [
      [1, 0, 0],
      [0, 2, 0],
    ]);
    expect(curvatures).toEqual([3, 2, 8]);
    const { gradient } = new Point(bowl, place);
    expect(slopes).toEqual([gradient[0], 2 * gradient[1]]);
  });
});

describe("filter normalisation", () => {
  const point = new Point(relu, start);

  test("gives every row of weights the length of the point's row, its own sense, and biases nothing", () => {
    const raw = directionAt(point, { kind: "random", seed: 3, normalisation: "none" });
    const normalised = directionAt(point, { kind: "random", seed: 3 });
    for (const { name, start: from, end, rows, columns } of relu.blocks) {
      if (name.endsWith("bias")) {
        expect(normalised.subarray(from, end).every((value) => value === 0)).toBe(true);
        continue;
      }
      for (let i = 0; i < rows; i++) {
        const [d, w, given] = [normalised, start, raw].map((all) => all.slice(from + i * columns, from + (i + 1) * columns));
        expect(norm(d)).toBeCloseTo(norm(w), 12);
        expect(dot(d, given) / (norm(d) * norm(given))).toBeCloseTo(1, 12);
      }
    }
  });

  test("makes slices, slopes and curvatures blind to a rescaling of the layers, which raw directions see (Dinh et al. 2017)", () => {
    const here = lossSlice(point, { kind: "random", seed: 7 });
    const rawHere = lossSlice(point, { kind: "random", seed: 7, normalisation: "none" });
    for (const a of [0.1, 10]) {
      const other = new Point(relu, rescaled(relu, start, a));
      const there = lossSlice(other, { kind: "random", seed: 7 });
      expect(largestDifference(there.losses, here.losses)).toBeLessThan(1e-12);
      expect(Math.abs(there.curvature / here.curvature - 1)).toBeLessThan(1e-10);
      expect(Math.abs(there.slope / here.slope - 1)).toBeLessThan(1e-10);
      const rawThere = lossSlice(other, { kind: "random", seed: 7, normalisation: "none" });
      expect(rawThere.curvature / rawHere.curvature).toBeGreaterThan(5);
    }
  });

  test("leaves a filter that is zero where it is", () => {
    const blocks = [{ name: "layer1.weight", start: 0, end: 4, rows: 2, columns: 2 }];
    expect(Array.from(filterNormalised([3, 4, 1, 1], [0, 0, 6, 8], blocks))).toEqual([0, 0, Math.sqrt(50), Math.sqrt(50)]);
    expect(Array.from(filterNormalised([0, 0, 3, 4], [1, 2, 0, 5], blocks))).toEqual([0, 0, 3, 4]);
  });
});

describe("a direction that makes no sense", () => {
  const point = new Point(bowl, place);
  const complaint = (direction: Parameters<typeof directionAt>[1], at = point): string => {
    try {
      directionAt(at, direction);
    } catch (error) {
      if (error instanceof SpecError) return error.message;
      throw error;
    }
    return "none";
  };

  test("is refused with a sentence", () => {
    expect(complaint([1, 2])).toBe("direction: has 2 entries, but the objective has 3 parameters");
    expect(complaint([0, 0, 0])).toBe("direction: is the zero vector: it leads nowhere");
    expect(complaint([0, NaN, 0])).toBe("direction: has an entry that is not finite");
    expect(complaint({ kind: "eigenvector", rank: 4 })).toBe("direction.rank: is 4, but the Hessian has 3 eigenvectors");
    expect(complaint({ kind: "eigenvecter" } as never)).toMatch(/did you mean "eigenvector"/);
    expect(complaint({ kind: "random" })).toMatch(/filters are the rows of weights, and this model has none/);
    const { objective, start: at } = tinyNetwork(1, 2);
    expect(complaint({ kind: "random" }, new Point(objective, at))).toMatch(/"normalisation": "none"/);
    const flat = quadratic.objective(quadratic({ matrix: [[1]] }));
    expect(complaint({ kind: "gradient" }, new Point(flat, Float64Array.of(0)))).toMatch(/zero vector/);
  });

  test("so is a range", () => {
    expect(() => lossSlice(point, [1, 0, 0], { from: 1, to: 1 })).toThrow('range: goes from 1 to 1; "from" must be below "to"');
    expect(() =>
      lossSurface(
        point,
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
        { y: { count: 1 } },
      ),
    ).toThrow("y.count: is 1");
  });
});
