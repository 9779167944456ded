import { describe, expect, test } from "vitest";
import { gd } from "../../../src/dynamics/gradientDescent.ts";
import { covariance } from "../../../src/dynamics/noise/covariance.ts";
import { gaussian } from "../../../src/dynamics/noise/gaussian.ts";
import { type NoiseSpec, openNoise } from "../../../src/dynamics/noise/index.ts";
import { label } from "../../../src/dynamics/noise/label.ts";
import { minibatchDifference } from "../../../src/dynamics/noise/minibatchDifference.ts";
import { sgd } from "../../../src/dynamics/stochasticGradientDescent.ts";
import { openRandom } from "../../../src/kernel/random.ts";
import { dot } from "../../../src/kernel/vector.ts";
import { squaredError } from "../../../src/objective/loss/squaredError.ts";
import { mlp } from "../../../src/objective/model/mlp.ts";
import { quadratic } from "../../../src/objective/model/quadratic.ts";
import { Point } from "../../../src/objective/point.ts";
import { exampleGradients } from "../../support/dense.ts";
import { subsets } from "../../support/enumerate.ts";
import { start, steps } from "../../support/run.ts";
import { tinyNetwork } from "../../support/tinyNetwork.ts";
import { gradientOf, relativeError } from "../../objective/differences.ts";

const examples = 6;
const { objective, start: from } = tinyNetwork(3, examples);
const random = (): ReturnType<typeof openRandom> => openRandom(5, "noise");
const gradients = exampleGradients(objective, from);
const mean = gradientOf(objective)(from);

/** The noise alone, step after step, at the start. */
function noiseOf(spec: NoiseSpec): () => Float64Array {
  const point = new Point(objective, from);
  const add = openNoise(spec, point, random());
  const noise = new Float64Array(objective.size);
  return () => {
    noise.fill(0);
    add(noise, null, point.gradient);
    return noise;
  };
}

/** −(1/n) Σ J_iᵀξ_i of a squared error with factor ½: the gradient of example i is r_i J_i. */
function labelNoise(indices: readonly number[], shifts: readonly number[]): Float64Array {
  const out = new Float64Array(objective.size);
  const shifted = new Float64Array(objective.size);
  const wide = new Float64Array(examples);
  indices.forEach((i, k) => {
    wide.fill(0);
    wide[i] = 1;
    objective.labels!.shiftedGradient(from, wide, shifted, Int32Array.of(i));
    for (let p = 0; p < out.length; p++) out[p] += (shifts[k] * (shifted[p] - gradients[i][p])) / indices.length;
  });
  return out;
}

describe("label noise", () => {
  test("shifts the gradient by −J per unit of the target", () => {
    const wide = new Float64Array(examples);
    wide[2] = 1;
    const out = new Float64Array(objective.size);
    objective.labels!.shiftedGradient(from, wide, out, Int32Array.of(2));
    const bias = objective.size - 1;
    expect(out[bias] - gradients[2][bias]).toBeCloseTo(-1, 14);
    const residual = gradients[2][bias];
    expect(
      relativeError(
        out,
        gradients[2].map((g) => (g * (residual - 1)) / residual),
      ),
    ).toBeLessThan(1e-13);
  });

  test("perturbs all targets of a full-batch step by ±σ", () => {
    const draws = random();
    const shifts = Array.from({ length: examples }, () => 0.3 * draws.sign());
    const expected = labelNoise([0, 1, 2, 3, 4, 5], shifts);
    expect(relativeError(noiseOf(label({ std: 0.3 }))(), expected)).toBeLessThan(1e-13);
    const mover = start(gd, gd({ stepSize: 0.5, noise: label({ std: 0.3 }) }), objective, from, random);
    expect(
      relativeError(
        steps(mover, 1),
        from.map((w, p) => w - 0.5 * (mean[p] + expected[p])),
      ),
    ).toBeLessThan(1e-14);
  });

  test("perturbs the targets of the step's batch", () => {
    const draws = random();
    const shifts = [0.3 * draws.normal(), 0.3 * draws.normal()];
    const expected = labelNoise([0, 1], shifts);
    const noise = label({ std: 0.3, distribution: "normal" });
    const mover = start(sgd, sgd({ stepSize: 0.5, batchSize: 2, sampling: "cyclic", noise }), objective, from, random);
    const batch = gradientOf(objective, Int32Array.of(0, 1))(from);
    expect(
      relativeError(
        steps(mover, 1),
        from.map((w, p) => w - 0.5 * (batch[p] + expected[p])),
      ),
    ).toBeLessThan(1e-14);
  });

  test("of one example beside the full gradient is the noise of a batch of one", () => {
    const draws = random();
    const chosen = draws.integer(examples);
    const expected = labelNoise([chosen], [0.3 * draws.sign()]);
    expect(relativeError(noiseOf(label({ std: 0.3, count: 1 }))(), expected)).toBeLessThan(1e-13);
  });

  test("has the covariance across outputs that is asked for", () => {
    const data = { train: { count: 1, inputs: 1, outputs: 2, x: Float64Array.of(1), y: Float64Array.of(0, 0) } };
    const pair = mlp.objective(mlp({ widths: [1, 2], bias: false, activation: "identity" }), data, squaredError());
    const covariance = [
      [2, -0.6],
      [-0.6, 0.5],
    ];
    const point = new Point(pair, new Float64Array(2));
    const add = openNoise(label({ std: 0.3, covariance }), point, random());
    const noise = new Float64Array(2);
    const count = 40_000;
    const products = [0, 0, 0];
    for (let k = 0; k < count; k++) {
      noise.fill(0);
      add(noise, null, point.gradient);
      products[0] += (noise[0] * noise[0]) / count;
      products[1] += (noise[0] * noise[1]) / count;
      products[2] += (noise[1] * noise[1]) / count;
    }
    // A product of two has a variance of at most 2 C₀₀ C₁₁ times σ⁴.
    [2, -0.6, 0.5].forEach((value, n) => {
      expect(Math.abs(products[n] / 0.09 - value)).toBeLessThan(4 * Math.sqrt((2 * [4, 1, 0.25][n]) / count));
    });
    const open = (wrong: number[][]) => () => openNoise(label({ std: 1, covariance: wrong }), point, random());
    expect(open([[1]])).toThrow("covariance: must be 2 × 2");
    expect(
      open([
        [1, 0],
        [0.5, 1],
      ]),
    ).toThrow("covariance: must be symmetric");
    expect(
      open([
        [1, 2],
        [2, 1],
      ]),
    ).toThrow("and a covariance has none below 0");
  });

  test("is refused where there are no targets, or fewer than are to be perturbed", () => {
    const bare = quadratic.objective(quadratic({ matrix: [[1]] }));
    expect(() => start(gd, gd({ stepSize: 1, noise: label({ std: 1 }) }), bare, [1], random)).toThrow("noise: label noise needs targets");
    expect(() => start(gd, gd({ stepSize: 1, noise: label({ std: 1, count: 7 }) }), objective, from, random)).toThrow(
      "noise.count: is 7, more than the 6 examples there are",
    );
  });
});

test("gaussian noise is σ times a fresh normal vector at each step", () => {
  const draws = random();
  const [first, second] = [new Float64Array(objective.size), new Float64Array(objective.size)];
  draws.normals(first);
  draws.normals(second);
  const noise = noiseOf(gaussian({ std: 0.2 }));
  expect(
    relativeError(
      noise(),
      first.map((x) => 0.2 * x),
    ),
  ).toBe(0);
  expect(
    relativeError(
      noise(),
      second.map((x) => 0.2 * x),
    ),
  ).toBe(0);
});

describe.for([
  { name: "covariance", spec: covariance({ batchSize: 2 }), factor: 1 },
  { name: "minibatch-difference", spec: minibatchDifference({ batchSize: 2, scale: 0.5 }), factor: 0.5 },
])("$name noise", ({ spec, factor }) => {
  const count = 20_000;
  const direction = (seed: number): Float64Array => from.map((_, p) => Math.sin(seed + 1.3 * p));
  const batches = subsets(examples, 2).map((batch) => gradientOf(objective, Int32Array.from(batch))(from));

  test.for([1, 2, 3])("has mean zero and the covariance of all minibatches, factor included, along direction %i", (seed) => {
    const u = direction(seed);
    const expected = (factor * batches.reduce((sum, g) => sum + (dot(u, g) - dot(u, mean)) ** 2, 0)) / batches.length;
    const noise = noiseOf(spec);
    let [sum, squares, fourths] = [0, 0, 0];
    for (let k = 0; k < count; k++) {
      const along = dot(u, noise());
      sum += along;
      squares += along * along;
      fourths += along * along * along * along;
    }
    const variance = squares / count;
    expect(Math.abs(sum / count)).toBeLessThan(4 * Math.sqrt(variance / count));
    expect(Math.abs(variance - expected)).toBeLessThan(4 * Math.sqrt((fourths / count - variance * variance) / count));
  });

  test("is refused where its batches do not fit the data", () => {
    expect(() => start(gd, gd({ stepSize: 1, noise: { ...spec, batchSize: 7 } }), objective, from, random)).toThrow(
      "noise.batchSize: a batch of 7 is larger than the data: there are 6 examples",
    );
  });
});

test("covariance noise vanishes with the full batch", () => {
  expect(noiseOf(covariance({ batchSize: examples }))().every((value) => value === 0)).toBe(true);
});

test("runs with one seed see the same noise, and noise leaves the choice of batches as it is", () => {
  const spec = { stepSize: 1e-3, batchSize: 2, sampling: "subset" } as const;
  const ends = [{ std: 0 }, { std: 1e-9 }].map((options) =>
    Float64Array.from(
      steps(
        start(sgd, sgd({ ...spec, noise: gaussian(options) }), objective, from, () => openRandom(0, "sampling")),
        20,
      ),
    ),
  );
  expect(relativeError(ends[0], ends[1])).toBeLessThan(1e-9);
});
