import { describe, expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import { openRandom } from "../../src/kernel/random.ts";
import type { Mover } from "../../src/dynamics/dynamics.ts";
import { betaOf, inRowSpace, sparseProblem } from "../support/diagonal.ts";
import { start, steps } from "../support/run.ts";
import { logLogSlope } from "../support/slope.ts";
import { distance, norm } from "../../src/kernel/vector.ts";

const { x, objective } = sparseProblem();
const dimension = objective.size / 2;
const stepSize = 0.02;
const alpha = 0.5;
const from = new Float64Array(objective.size).fill(alpha);
const everyExample = Array.from({ length: objective.examples }, (_, i) => [i]);

test.for([
  ["GD", [[0, 1, 2, 3, 4, 5, 6, 7]], () => start(gd, gd({ stepSize }), objective, from)],
  [
    "SGD",
    everyExample,
    () =>
      start(sgd, sgd({ stepSize, sampling: { kind: "batches", batches: everyExample } }), objective, from, () => openRandom(0, "sampling")),
  ],
] as const)(
  "a step of %s multiplies u_j v_j by exactly 1 − 4η²g_j², so that the effective α only falls (Pesme et al. 2021; Nacson et al. 2022)",
  ([, batches, begin]) => {
    const mover = begin();
    const w = mover.point.parameters;
    const gradient = new Float64Array(w.length);
    const expected = new Float64Array(dimension).fill(alpha * alpha);
    for (let k = 0; k < 400; k++) {
      objective.gradient(w, gradient, Int32Array.from(batches[k % batches.length]));
      for (let j = 0; j < dimension; j++) {
        const g = gradient[j] / (2 * w[j]);
        expected[j] *= 1 - 4 * stepSize * stepSize * g * g;
      }
      mover.advance(Infinity);
      for (let j = 0; j < dimension; j++) expect(Math.abs((w[j] * w[dimension + j]) / expected[j] - 1)).toBeLessThan(1e-12);
    }
    const effective = expected.reduce((sum, value) => sum + Math.sqrt(value), 0) / dimension / alpha;
    expect(effective).toBeLessThan(1);
    expect(effective).toBeGreaterThan(0.5);
  },
);

/** How far asinh(β/2α²) is from the row space at the end, with the α of the start and with the effective α_j² = u_j v_j. */
function outside(mover: Mover, alpha: number): { start: number; effective: number } {
  while (mover.point.loss > 1e-24) steps(mover, 200);
  const w = mover.point.parameters;
  const beta = betaOf(w);
  const part = (square: (j: number) => number): number => {
    const q = beta.map((value, j) => Math.asinh(value / (2 * square(j))));
    return distance(q, inRowSpace(x, q)) / norm(q);
  };
  return { start: part(() => alpha * alpha), effective: part((j) => Math.abs(w[j] * w[dimension + j])) };
}

describe("the interpolating β is the one that theory names for the effective α, not for the α of the start (Nacson et al. 2022; Pesme et al. 2021)", () => {
  const begin = new Float64Array(objective.size).fill(0.3);

  test("with GD to second order in the step size instead of first", () => {
    const stepSizes = [0.05, 0.025, 0.0125];
    const ends = stepSizes.map((size) => outside(start(gd, gd({ stepSize: size }), objective, begin), 0.3));
    const slope = (values: number[]): number => logLogSlope(stepSizes, values);
    expect(Math.abs(slope(ends.map((end) => end.start)) - 1)).toBeLessThan(0.1);
    expect(Math.abs(slope(ends.map((end) => end.effective)) - 2)).toBeLessThan(0.15);
  });

  test("with SGD several times more closely", () => {
    const spec = sgd({ stepSize: 0.02, batchSize: 1, sampling: "bootstrap" });
    const end = outside(
      start(sgd, spec, objective, begin, () => openRandom(0, "sampling")),
      0.3,
    );
    expect(end.effective).toBeLessThan(end.start / 4);
  });
});
