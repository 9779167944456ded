import { describe, expect, test } from "vitest";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import { distance, dot, norm } from "../../src/kernel/vector.ts";
import { Point } from "../../src/objective/point.ts";
import { epochVarianceFactor, subsetVarianceFactor } from "../../src/measure/batchVariance.ts";
import { implicitGradient } from "../../src/theory/implicitGradient.ts";
import { minibatch, minibatchPartition } from "../../src/theory/minibatch.ts";
import type { ModifiedObjective } from "../../src/theory/modifiedObjective.ts";
import { noiseGradient } from "../../src/theory/noiseGradient.ts";
import { permutations, sequences, subsets } from "../support/enumerate.ts";
import { referenceFlow } from "../support/referenceFlow.ts";
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

/** Slope in the step size of the distance between the mean end point of an epoch of m steps and the flow of `theory` at time m × step size. */
function epochSlope(
  all: readonly (readonly (readonly number[])[])[],
  theory: (stepSize: number) => ModifiedObjective,
  problem = { objective, start: from },
): number {
  const errors = stepSizes.map((stepSize) => {
    const modified = theory(stepSize);
    const point = new Point(problem.objective, problem.start);
    const field = (w: Float64Array, out: Float64Array): void => {
      point.parameters.set(w);
      point.moved();
      modified.gradient(point, out, -1);
    };
    return distance(meanEnd(stepSize, all, problem), referenceFlow(field, problem.start, all[0].length * stepSize, 40));
  });
  return logLogSlope(stepSizes, errors);
}

const orders = permutations(partition);
const draws = sequences(partition, 4);
const fixed = (stepSize: number): ModifiedObjective =>
  minibatchPartition(
    stepSize,
    partition.map((batch) => Int32Array.from(batch)),
  );

describe("an epoch of shuffled batches, in the mean over all 24 orders", () => {
  test("follows the flow of L + (ε/4m)Σ‖∇L_k‖² with a local error of third order", () => {
    expect(orders).toHaveLength(24);
    expect(Math.abs(epochSlope(orders, fixed) - 3)).toBeLessThan(0.2);
  });

  test("follows the flow of L + (ε/4)‖∇L‖² to second order only", () => {
    expect(Math.abs(epochSlope(orders, implicitGradient) - 2)).toBeLessThan(0.2);
  });
});

describe("independent batches, in the mean over all 256 sequences of four", () => {
  test("follow the flow of L + (ε/4)‖∇L‖² with a local error of third order", () => {
    expect(draws).toHaveLength(256);
    expect(Math.abs(epochSlope(draws, implicitGradient) - 3)).toBeLessThan(0.2);
  });

  test("follow the flow with the minibatch term to second order only", () => {
    expect(Math.abs(epochSlope(draws, fixed) - 2)).toBeLessThan(0.2);
  });
});

describe("the mean over partitions too", () => {
  const small = tinyNetwork(3, 5);
  const batched = permutations([0, 1, 2, 3, 4]).map(([a, b, c, d, e]) => [[a, b], [c, d], [e]]);

  test("with batches that do not divide the examples (2 + 2 + 1), the minibatch term carries (m − 1)/(N − 1)", () => {
    expect(epochVarianceFactor(5, 2)).toBe(0.5);
    expect(Math.abs(epochSlope(batched, (stepSize) => minibatch(stepSize, 2), small) - 3)).toBeLessThan(0.2);
  });
});

describe("the mean squared norm of a batch's gradient", () => {
  test.for([1, 2, 3, 5, 8])("over all subsets of %i of 8 examples is ‖g‖² + (N − B)/(N − 1)·Γ/B", (batchSize) => {
    const point = new Point(objective, from);
    const all = subsets(8, batchSize);
    const gradient = new Float64Array(objective.size);
    let sum = 0;
    for (const batch of all) {
      objective.gradient(from, gradient, Int32Array.from(batch));
      sum += dot(gradient, gradient);
    }
    const expected = point.gradientNormSquared + subsetVarianceFactor(8, batchSize) * point.noiseTrace;
    expect(Math.abs(sum / all.length / expected - 1)).toBeLessThan(1e-10);
  });
});

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
