import { describe, expect, test } from "vitest";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import { distance, dot, norm } from "../../src/kernel/vector.ts";
import { Point } from "../../src/objective/point.ts";
import { subsetVarianceFactor } from "../../src/measure/batchVariance.ts";
import { implicitGradient } from "../../src/theory/implicitGradient.ts";
import { minibatchPartition } from "../../src/theory/minibatch.ts";
import type { ModifiedObjective } from "../../src/theory/modifiedObjective.ts";
import { noiseGradient } from "../../src/theory/noiseGradient.ts";
import { permutations, sequences } from "../support/enumerate.ts";
import { start, steps } from "../support/run.ts";
import { logLogSlope } from "../support/slope.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start: from } = tinyNetwork(5, 8);
const partition = [
  [0, 1],
  [2, 3],
  [4, 5],
  [6, 7],
];
const stepSizes = [0.02, 0.01, 0.005, 0.0025];

/** Mean end point of SGD with this step size over all the given sequences of batches. */
function meanEnd(stepSize: number, all: readonly (readonly (readonly number[])[])[], problem = { objective, start: from }): Float64Array {
  const mean = new Float64Array(problem.objective.size);
  for (const batches of all) {
    const spec = sgd({ stepSize, sampling: { kind: "batches", batches: batches.map((batch) => [...batch]) } });
    const end = steps(start(sgd, spec, problem.objective, problem.start), batches.length);
    for (let i = 0; i < mean.length; i++) mean[i] += end[i] / all.length;
  }
  return mean;
}

const orders = permutations(partition);
const draws = sequences(partition, 4);
const fixed = (stepSize: number): ModifiedObjective =>
  minibatchPartition(
    stepSize,
    partition.map((batch) => Int32Array.from(batch)),
  );

describe("shuffling against independent draws", () => {
  test("differs in the mean by −(ε²m/4)∇tr Cov_batch, with a relative error of first order", () => {
    const term = new Float64Array(objective.size);
    const batchTerm = (stepSize: number): void => {
      const point = new Point(objective, from);
      const whole = new Float64Array(objective.size);
      fixed(stepSize).gradient(point, term);
      implicitGradient(stepSize).gradient(point, whole);
      for (let i = 0; i < term.length; i++) term[i] = -4 * stepSize * (term[i] - whole[i]);
    };
    const errors = stepSizes.map((stepSize) => {
      batchTerm(stepSize);
      const shuffled = meanEnd(stepSize, orders);
      const independent = meanEnd(stepSize, draws);
      const observed = shuffled.map((value, i) => value - independent[i]);
      return distance(observed, term) / norm(term);
    });
    expect(Math.abs(logLogSlope(stepSizes, errors) - 1)).toBeLessThan(0.15);
    expect(errors.at(-1)).toBeLessThan(0.1);
  });

  test("∇tr Σ_B from one pass is the difference quotient of tr Σ_B", () => {
    const batchSize = 3;
    const gradient = new Float64Array(objective.size);
    noiseGradient(new Point(objective, from), batchSize, gradient);
    const direction = gradient.map((_, i) => Math.cos(1 + i));
    const trace = (t: number): number =>
      subsetVarianceFactor(8, batchSize) *
      new Point(
        objective,
        from.map((value, i) => value + t * direction[i]),
      ).noiseTrace;
    const h = 1e-3;
    const quotient = (8 * (trace(h) - trace(-h)) - (trace(2 * h) - trace(-2 * h))) / (12 * h);
    expect(Math.abs(quotient / dot(gradient, direction) - 1)).toBeLessThan(1e-8);
  });
});
