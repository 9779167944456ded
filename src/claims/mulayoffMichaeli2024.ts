import { sgd } from "../dynamics/stochasticGradientDescent.ts";
import { drawsWithReplacement, subsets } from "../kernel/enumerate.ts";
import { openRandom } from "../kernel/random.ts";
import { eigenvalues } from "../kernel/symmetric.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import { Point } from "../objective/point.ts";
import { meanSquareStability } from "../theory/meanSquareStability.ts";
import { meanSquareThreshold } from "../theory/meanSquareThreshold.ts";
import { claim, type Paper } from "./claim.ts";
import { start, steps } from "./tools/movers.ts";

const [n, d] = [6, 3];
const minimum = [0.4, -0.7, 1.1];
const random = openRandom(2, "data");
const inputs = Array.from({ length: d }, () => Array.from({ length: n }, () => random.normal()));
/** Linear regression that every example fits, so that there is a minimum common to all; the curvatures x xᵀ differ. */
const objective = formulaObjective(
  expression({
    parameters: ["a", "b", "c"],
    example: "(a*x + b*y + c*z - t)^2/2",
    over: {
      x: inputs[0],
      y: inputs[1],
      z: inputs[2],
      t: inputs[0].map((_, i) => minimum.reduce((sum, w, j) => sum + w * inputs[j][i], 0)),
    },
  }),
);

/** λ_max of the mean of M ⊗ M over the batches, M the map of a step of SGD with that batch. */
function growth(batches: readonly number[][], stepSize: number): number {
  const mean = new Float64Array(d * d * d * d);
  for (const batch of batches) {
    const spec = sgd({ stepSize, sampling: { kind: "batches", batches: [batch] } });
    const columns = minimum.map((_, j) => {
      const from = minimum.map((w, i) => (i === j ? w + 1 : w));
      return steps(start(sgd, spec, objective, from), 1).map((w, i) => w - minimum[i]);
    });
    for (let a = 0; a < d * d; a++)
      for (let b = 0; b < d * d; b++)
        mean[a * d * d + b] += (columns[Math.floor(b / d)][Math.floor(a / d)] * columns[b % d][a % d]) / batches.length;
  }
  return eigenvalues(mean, d * d)[0];
}

/** The step size at which that is 1, by halving. */
function enumerated(batches: readonly number[][]): number {
  let [low, high] = [1e-3, 8];
  for (let k = 0; k < 40; k++) {
    const middle = (low + high) / 2;
    if (growth(batches, middle) > 1) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

const at = new Point(objective, Float64Array.from(minimum));
const batchSizes = [1, 2, 3, 6];

const threshold = claim({
  name: "threshold",
  statement:
    "At a minimum that all examples share SGD is stable in mean square exactly when η ≤ 2/λ_max(C⁺D), C = ½(H⊗I + I⊗H), D = (1 − p)H⊗H + p·mean(H_i⊗H_i), p = (n − B)/(B(n − 1)).",
  source: "Mulayoff & Michaeli 2024, theorem on interpolating minima; p = 1/B for draws with replacement is derived here",
  setting:
    "linear regression with 6 examples and 3 parameters; steps of SGD from unit displacements with all batches of 1, 2, 3, 6, and all draws of 1, 2, 3 with replacement",
  checks: ["A37"],
  quantities: {
    without: {
      quantity: "largest relative difference of enumerated and predicted threshold, without replacement",
      expected: { atMost: 1e-5 },
      why: "an identity: halving to 8/2⁴⁰, and rounding",
    },
    with: { quantity: "the same with replacement", expected: { atMost: 1e-5 }, why: "an identity: halving to 8/2⁴⁰, and rounding" },
    full: {
      quantity: "threshold of the full batch over 2/λ_max",
      expected: { value: 1, within: 1e-10 },
      why: "without sampling it is that of gradient descent",
    },
  },
  seconds: 1,
  compute: () => {
    const error = (batchSize: number, withReplacement: boolean): number => {
      const batches = withReplacement ? drawsWithReplacement(n, batchSize) : subsets(n, batchSize);
      return Math.abs(enumerated(batches) / meanSquareThreshold({ stepSize: 0.1, batchSize, withReplacement }).value(at) - 1);
    };
    const full = meanSquareThreshold({ stepSize: 0.1, batchSize: n });
    return {
      values: {
        without: Math.max(...batchSizes.map((batchSize) => error(batchSize, false))),
        with: Math.max(...[1, 2, 3].map((batchSize) => error(batchSize, true))),
        full: (full.value(at) * eigenvalues(at.hessian(), d)[0]) / 2,
      },
      conditions: full.check(at),
    };
  },
});

/** A larger problem of the same kind: the Hessians x xᵀ of normal inputs. */
function regression(examples: number, size: number): { readonly size: number; readonly hessians: Float64Array[] } {
  const draws = openRandom(5, "data");
  const hessians = Array.from({ length: examples }, () => {
    const x = Float64Array.from({ length: size }, () => draws.normal());
    return Float64Array.from({ length: size * size }, (_, k) => x[Math.floor(k / size)] * x[k % size]);
  });
  return { size, hessians };
}

const batchSize = claim({
  name: "batch-size",
  statement:
    "The threshold never falls with the batch size, and with moderate batches it is already close to that of gradient descent: SGD has the stability of a mixture that takes a single example with probability p ≈ 1/B, else all.",
  source:
    "Mulayoff & Michaeli 2024, propositions on monotonicity and on the mixture process; the bound is derived here from the convexity of λ_max",
  setting: "Hessians xxᵀ of 64 normal inputs in 8 dimensions; B = 1, 2, 4, …, 64",
  quantities: {
    monotone: {
      quantity: "smallest ratio of the threshold at 2B to that at B",
      expected: { atLeast: 1 },
      why: "the inequality that the paper proves, without any slack",
    },
    moderate: {
      quantity: "threshold at B = 16 over that of gradient descent",
      expected: { from: 0.8, to: 1 },
      why: "1/(1 − p + pr) at least, p = 0.048 and r ≈ (d + 2)/(1 + √(d/n))² ≈ 5.5 for normal inputs: 0.82",
    },
    bound: {
      quantity: "largest ratio of the bound 1/((1 − p)/η_n + p/η_1) to the threshold",
      expected: { atMost: 1 + 1e-12 },
      why: "λ_max(C⁺D) is convex in p: a lower bound, up to rounding",
    },
  },
  seconds: 1,
  compute: () => {
    const problem = regression(64, 8);
    const sizes = [1, 2, 4, 8, 16, 32, 64];
    const thresholds = sizes.map((size) => meanSquareStability(problem, { batchSize: size }).threshold);
    const [single, full] = [thresholds[0], thresholds[6]];
    const bounds = sizes.map((size) => {
      const p = (64 - size) / (63 * size);
      return 1 / ((1 - p) / full + p / single);
    });
    return {
      values: {
        monotone: Math.min(...thresholds.slice(1).map((value, k) => value / thresholds[k])),
        moderate: thresholds[4] / full,
        bound: Math.max(...bounds.map((value, k) => value / thresholds[k])),
      },
    };
  },
});

/** Mulayoff & Michaeli 2024. */
export const mulayoffMichaeli2024: Paper = {
  id: "mulayoff-michaeli-2024",
  citation: "Mulayoff & Michaeli 2024, “Exact mean square linear stability analysis for SGD”, COLT 2024",
  link: "https://arxiv.org/abs/2306.07850",
  claims: [threshold, batchSize],
};
