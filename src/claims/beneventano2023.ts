import { sgd } from "../dynamics/stochasticGradientDescent.ts";
import { distance, norm } from "../kernel/vector.ts";
import { Point } from "../objective/point.ts";
import { implicitGradient } from "../theory/implicitGradient.ts";
import { minibatchPartition } from "../theory/minibatch.ts";
import { claim, type Paper } from "./claim.ts";
import { permutations, sequences } from "../kernel/enumerate.ts";
import { start, steps } from "./tools/movers.ts";
import { logLogSlope } from "./tools/slope.ts";
import { tinyNetwork } from "./tools/tinyNetwork.ts";

const { objective, start: from } = tinyNetwork(5, 8);
const partition = [0, 1, 2, 3].map((k) => [2 * k, 2 * k + 1]);

function meanEnd(stepSize: number, all: readonly (readonly number[][])[]): Float64Array {
  const mean = new Float64Array(objective.size);
  for (const batches of all) {
    const end = steps(start(sgd, sgd({ stepSize, sampling: { kind: "batches", batches: [...batches] } }), objective, from), 4);
    for (let i = 0; i < mean.length; i++) mean[i] += end[i] / all.length;
  }
  return mean;
}

/** −(η²m/4)∇tr Cov_batch: m η times what the minibatch term adds to the velocity of IGR flow. */
function extraStep(stepSize: number): Float64Array {
  const point = new Point(objective, from);
  const [whole, term] = [new Float64Array(objective.size), new Float64Array(objective.size)];
  const batches = partition.map((batch) => Int32Array.from(batch));
  minibatchPartition(stepSize, batches).gradient(point, term);
  implicitGradient(stepSize).gradient(point, whole);
  return term.map((value, i) => -4 * stepSize * (value - whole[i]));
}

const shuffling = claim({
  name: "extra-step",
  statement:
    "From one place, an epoch of shuffled SGD is an epoch of SGD with independent draws and, in the mean, one more step, −(η²m/4)∇tr Cov_batch, to leading order in ηmλ.",
  source: "Beneventano 2023; the form for small ηmλ is derived here (the paper weights eigendirections for ηmλ of order one)",
  setting: "tanh network 2-5-1, 8 examples, m = 4 batches of 2, all 24 orders against all 256 sequences, η = 0.02 … 0.0025",
  checks: ["A12"],
  quantities: {
    order: {
      quantity: "order in η of the relative error",
      expected: { value: 1, within: 0.15 },
      why: "the next term of the expansion bends the slope by less than this at these step sizes",
    },
    error: { quantity: "relative error at η = 0.0025", expected: { atMost: 0.1 }, why: "of the size ηmλ_max" },
  },
  seconds: 3,
  compute: () => {
    const stepSizes = [0.02, 0.01, 0.005, 0.0025];
    const [orders, draws] = [permutations(partition), sequences(partition, 4)];
    const errors = stepSizes.map((stepSize) => {
      const independent = meanEnd(stepSize, draws);
      const observed = meanEnd(stepSize, orders).map((value, i) => value - independent[i]);
      const term = extraStep(stepSize);
      return distance(observed, term) / norm(term);
    });
    return { values: { order: logLogSlope(stepSizes, errors), error: errors[errors.length - 1] } };
  },
});

/** Beneventano 2023. */
export const beneventano2023: Paper = {
  id: "beneventano-2023",
  citation: "Beneventano 2023, “On the trajectories of SGD without replacement”",
  link: "https://arxiv.org/abs/2312.16143",
  claims: [shuffling],
};
