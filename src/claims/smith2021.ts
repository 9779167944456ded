import { epochVarianceFactor, subsetVarianceFactor } from "../measure/batchVariance.ts";
import { distance, dot } from "../kernel/vector.ts";
import type { Objective } from "../objective/objective.ts";
import { Point } from "../objective/point.ts";
import { sgd } from "../dynamics/stochasticGradientDescent.ts";
import { implicitGradient } from "../theory/implicitGradient.ts";
import { minibatch, minibatchPartition } from "../theory/minibatch.ts";
import type { ModifiedObjective } from "../theory/prediction.ts";
import { claim, type Paper } from "./claim.ts";
import { permutations, sequences, subsets } from "../kernel/enumerate.ts";
import { start, steps } from "./tools/movers.ts";
import { referenceFlow } from "./tools/referenceFlow.ts";
import { logLogSlope } from "./tools/slope.ts";
import { tinyNetwork } from "./tools/tinyNetwork.ts";

type Batches = readonly (readonly number[])[];
interface Problem {
  readonly objective: Objective;
  readonly start: Float64Array;
}

const problem = tinyNetwork(5, 8);
const partition: Batches = [
  [0, 1],
  [2, 3],
  [4, 5],
  [6, 7],
];
const stepSizes = [0.02, 0.01, 0.005, 0.0025];
const setting =
  "tanh network 2-5-1, 8 examples, batches of 2, ½ squared error; ε = 0.02, 0.01, 0.005, 0.0025; flows by the classical Runge–Kutta method, 40 steps";
const orderTolerance =
  "the local error is a power of ε plus the next one: at these ε the slope is within 0.2 of the power (the largest ratio of successive terms is about ε m λ_max = 0.2)";

/** Mean end point of SGD with this step size over all the given sequences of batches. */
function meanEnd(stepSize: number, all: readonly Batches[], { objective, start: from }: Problem): Float64Array {
  const mean = new Float64Array(objective.size);
  for (const batches of all) {
    const spec = sgd({ stepSize, sampling: { kind: "batches", batches: batches.map((batch) => [...batch]) } });
    const end = steps(start(sgd, spec, objective, from), batches.length);
    for (let i = 0; i < mean.length; i++) mean[i] += end[i] / all.length;
  }
  return mean;
}

/** Order in the step size of the distance between the mean end point of an epoch of m steps and the flow of `theory` at time m × step size. */
function epochOrder(all: readonly Batches[], theory: (stepSize: number) => ModifiedObjective, on: Problem = problem): number {
  const errors = stepSizes.map((stepSize) => {
    const modified = theory(stepSize);
    const point = new Point(on.objective, on.start);
    const field = (w: Float64Array, out: Float64Array): void => {
      point.parameters.set(w);
      point.moved();
      modified.gradient(point, out, -1);
    };
    return distance(meanEnd(stepSize, all, on), referenceFlow(field, on.start, all[0].length * stepSize, 40));
  });
  return logLogSlope(stepSizes, errors);
}

const fixed = (stepSize: number): ModifiedObjective =>
  minibatchPartition(
    stepSize,
    partition.map((batch) => Int32Array.from(batch)),
  );

const shuffledEpoch = claim({
  name: "shuffled-epoch",
  statement:
    "The mean over all orders of an epoch of shuffled SGD follows the gradient flow of L + (ε/4m) Σ‖∇L_k‖² up to O(ε³); the term of full-batch descent alone leaves an error of O(ε²).",
  source: "Smith, Dherin, Barrett & De 2021, eq. 1 and 20 (ε per step, flow time mε per epoch)",
  setting: `${setting}; all 24 orders of the 4 batches`,
  checks: ["A9"],
  quantities: {
    modified: { quantity: "order in ε against the flow of the modified loss", expected: { value: 3, within: 0.2 }, why: orderTolerance },
    plain: { quantity: "order in ε against the flow of L + (ε/4)‖∇L‖²", expected: { value: 2, within: 0.2 }, why: orderTolerance },
  },
  seconds: 1,
  compute: () => {
    const orders = permutations(partition);
    return { values: { modified: epochOrder(orders, fixed), plain: epochOrder(orders, implicitGradient) } };
  },
});

const independentDraws = claim({
  name: "independent-draws",
  statement:
    "The minibatch term belongs to sampling without replacement: the mean over independent batches, after a fixed number of steps, follows L + (ε/4)‖∇L‖² instead.",
  source: "Smith et al. 2021, section 2 (the analysis assumes shuffling); the enumeration of independent draws is derived here",
  setting: `${setting}; all 256 sequences of 4 batches`,
  checks: ["A10"],
  quantities: {
    plain: { quantity: "order in ε against the flow of L + (ε/4)‖∇L‖²", expected: { value: 3, within: 0.2 }, why: orderTolerance },
    modified: { quantity: "order in ε against the flow with the minibatch term", expected: { value: 2, within: 0.2 }, why: orderTolerance },
  },
  seconds: 4,
  compute: () => {
    const draws = sequences(partition, 4);
    return { values: { plain: epochOrder(draws, implicitGradient), modified: epochOrder(draws, fixed) } };
  },
});

const unevenBatches = claim({
  name: "uneven-batches",
  statement:
    "Where B does not divide N (batches of 2, 2 and 1 of 5 examples), the minibatch term of one epoch, in the mean over partitions, carries (m − 1)/(N − 1).",
  source: "derived here; for m = N/B it is the (N − B)/((N − 1)B) of Smith et al. 2021, section 2.3",
  setting: "tanh network 2-3-1, 5 examples, all 120 orders of the examples; step sizes as above",
  quantities: {
    factor: { quantity: "(m − 1)/(N − 1)", expected: { value: 0.5, within: 0 }, why: "exact: (3 − 1)/(5 − 1)" },
    order: { quantity: "order in ε against the flow of the modified loss", expected: { value: 3, within: 0.2 }, why: orderTolerance },
  },
  seconds: 2,
  compute: () => {
    const orders = permutations([0, 1, 2, 3, 4]).map(([a, b, c, d, e]) => [[a, b], [c, d], [e]]);
    return {
      values: {
        factor: epochVarianceFactor(5, 2),
        order: epochOrder(orders, (stepSize) => minibatch(stepSize, 2), tinyNetwork(3, 5)),
      },
    };
  },
});

const meanSquaredNorm = claim({
  name: "mean-squared-norm",
  statement: "In the mean over batches, ‖∇L_B‖² is ‖∇L‖² + ((N − B)/(N − 1)) Γ/B.",
  source: "Smith et al. 2021, section 2.3; Γ = (1/N) Σ‖∇ℓ_i − ∇L‖²",
  setting: "tanh network 2-5-1, 8 examples; all subsets of 1, 2, 3, 5 and 8 examples",
  checks: ["A11"],
  quantities: {
    error: {
      quantity: "largest relative difference",
      expected: { atMost: 1e-10 },
      why: "an identity: rounding of sums of at most 70 terms is below 1e-13",
    },
  },
  seconds: 1,
  compute: () => ({ values: { error: Math.max(...[1, 2, 3, 5, 8].map(squaredNormError)) } }),
});

function squaredNormError(batchSize: number): number {
  const { objective, start: from } = problem;
  const point = new Point(objective, from);
  const all = subsets(8, batchSize);
  const gradient = new Float64Array(objective.size);
  let sum = 0;
  for (const batch of all) {
    objective.gradient(from, gradient, Int32Array.from(batch));
    sum += dot(gradient, gradient);
  }
  const expected = point.gradientNormSquared + subsetVarianceFactor(8, batchSize) * point.noiseTrace;
  return Math.abs(sum / all.length / expected - 1);
}

/** Smith, Dherin, Barrett & De 2021. */
export const smith2021: Paper = {
  id: "smith-2021",
  citation: "Smith, Dherin, Barrett & De 2021, “On the origin of implicit regularization in stochastic gradient descent”, ICLR 2021",
  link: "https://arxiv.org/abs/2101.12176",
  claims: [shuffledEpoch, independentDraws, unevenBatches, meanSquaredNorm],
};
