import { gd } from "../dynamics/gradientDescent.ts";
import { sgd } from "../dynamics/stochasticGradientDescent.ts";
import { openRandom } from "../kernel/random.ts";
import type { Mover } from "../dynamics/dynamics.ts";
import { claim, type Paper } from "./claim.ts";
import { sparseProblem } from "./tools/diagonal.ts";
import { optimality } from "./tools/effectiveScale.ts";
import { start } from "./tools/movers.ts";

const { objective } = sparseProblem();
const dimension = objective.size / 2;
const setting = "β = u² − v², 8 examples in 20 dimensions, ½ mean squared error";

interface Shrinking {
  /** Largest relative deviation of u_j v_j from the product of the factors 1 − 4η²g_j². */
  readonly error: number;
  /** Mean over j of √(u_j v_j)/α at the end. */
  readonly effective: number;
}

/** Follows u_j v_j over so many steps on the given batches. */
function follow(mover: Mover, batches: readonly (readonly number[])[], stepSize: number, alpha: number, count: number): Shrinking {
  const w = mover.point.parameters;
  const gradient = new Float64Array(w.length);
  const expected = new Float64Array(dimension).fill(alpha * alpha);
  let error = 0;
  for (let k = 0; k < count; k++) {
    objective.gradient(w, gradient, Int32Array.from(batches[k % batches.length]));
    for (let j = 0; j < dimension; j++) {
      const g = gradient[j] / (2 * w[j]);
      expected[j] *= 1 - 4 * stepSize * stepSize * g * g;
    }
    mover.advance(Infinity);
    for (let j = 0; j < dimension; j++) error = Math.max(error, Math.abs((w[j] * w[dimension + j]) / expected[j] - 1));
  }
  return { error, effective: expected.reduce((sum, value) => sum + Math.sqrt(value), 0) / dimension / alpha };
}

const identity = claim({
  name: "effective-initialisation",
  statement:
    "A step multiplies u_j v_j by exactly 1 − 4η²g_j², with the gradient g of whatever batch it takes: the effective initialisation only shrinks, more for SGD's noisy gradients.",
  source: "Pesme, Pillaud-Vivien & Flammarion 2021, proposition 1; Nacson et al. 2022; exact for discrete steps",
  setting: `${setting}; u = v = 0.5, η = 0.02, 400 steps; full batch, and single examples in turn`,
  checks: ["A42"],
  quantities: {
    descent: { quantity: "GD: largest relative deviation", expected: { atMost: 1e-12 }, why: "an identity: roundings of 400 steps" },
    single: { quantity: "SGD: largest relative deviation", expected: { atMost: 1e-12 }, why: "an identity: roundings of 400 steps" },
    shrinks: {
      quantity: "SGD's effective α over the start's",
      expected: { from: 0.5, to: 0.999 },
      why: "that it does shrink, and not to nothing",
    },
    more: { quantity: "SGD's effective α over GD's", expected: { atMost: 1 }, why: "single examples have the larger squared gradients" },
  },
  seconds: 0.2,
  compute: () => {
    const [stepSize, alpha] = [0.02, 0.5];
    const from = new Float64Array(objective.size).fill(alpha);
    const whole = [Array.from({ length: objective.examples }, (_, i) => i)];
    const singles = whole[0].map((i) => [i]);
    const descent = follow(start(gd, gd({ stepSize }), objective, from), whole, stepSize, alpha, 400);
    const spec = sgd({ stepSize, sampling: { kind: "batches", batches: singles } });
    const single = follow(start(sgd, spec, objective, from), singles, stepSize, alpha, 400);
    return {
      values: { descent: descent.error, single: single.error, shrinks: single.effective, more: single.effective / descent.effective },
    };
  },
});

const bias = claim({
  name: "sgd-is-sparser",
  statement: "SGD interpolates where Q with its effective α is smallest, not with the α of the start.",
  source: "Pesme et al. 2021, theorem 1 (stochastic gradient flow; here discrete SGD)",
  setting: `${setting}; u = v = 0.3, η = 0.02, B = 1 with replacement, to a loss of 1e-24`,
  quantities: {
    ratio: {
      quantity: "part outside the row space, effective α over start's α",
      expected: { atMost: 0.25 },
      why: "4 to 18 times smaller in an independent computation",
    },
  },
  seconds: 2,
  compute: () => {
    const from = new Float64Array(objective.size).fill(0.3);
    const spec = sgd({ stepSize: 0.02, batchSize: 1, sampling: "bootstrap" });
    const end = optimality(
      start(sgd, spec, objective, from, () => openRandom(0, "sampling")),
      0.3,
    );
    return { values: { ratio: end.effective / end.start } };
  },
});

/** Pesme, Pillaud-Vivien & Flammarion 2021. */
export const pesme2021: Paper = {
  id: "pesme-2021",
  citation:
    "Pesme, Pillaud-Vivien & Flammarion 2021, “Implicit bias of SGD for diagonal linear networks: a provable benefit of stochasticity”, NeurIPS 2021",
  link: "https://arxiv.org/abs/2106.09524",
  claims: [identity, bias],
};
