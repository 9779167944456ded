import { sgd } from "../dynamics/stochasticGradientDescent.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import { meanSquareGrowth, meanSquareStepSize, stabilityBox } from "../theory/stability.ts";
import { claim, type Paper } from "./claim.ts";
import { subsets } from "../kernel/enumerate.ts";
import { start, steps } from "./tools/movers.ts";

const curvatures = [0.2, 0.5, 0.9, 1.1, 1.3, 1.8, 2.4, 3.6];
const mean = curvatures.reduce((sum, h) => sum + h, 0) / 8;
const variance = curvatures.reduce((sum, h) => sum + (h - mean) * (h - mean), 0) / 8;
const spread = { examples: 8, mean, variance };
const objective = formulaObjective(expression({ parameters: ["w"], example: "h*w^2/2", over: { h: curvatures } }));

/** E[w'²]/w² over all batches. */
function enumerated(stepSize: number, batchSize: number): number {
  const all = subsets(8, batchSize);
  return (
    all.reduce((sum, batch) => {
      const [w] = steps(start(sgd, sgd({ stepSize, sampling: { kind: "batches", batches: [batch] } }), objective, [1]), 1);
      return sum + w * w;
    }, 0) / all.length
  );
}

const growth = claim({
  name: "mean-square-growth",
  statement:
    "At a minimum common to all examples a step of SGD multiplies E[w²] by (1 − ηa)² + η²s²(n − B)/(B(n − 1)): non-uniform minima are unstable for small batches.",
  source: "Wu, Ma & E 2018, section 3.1 (one dimension); a and s² the mean and variance of the examples' curvatures",
  setting: "eight curvatures from 0.2 to 3.6, η = 0.9, all batches of 1, 2, 4, 7 and 8",
  checks: ["A36"],
  quantities: {
    error: {
      quantity: "largest difference of enumeration and formula",
      expected: { atMost: 1e-9 },
      why: "an identity: rounding of sums of at most 70 terms",
    },
  },
  seconds: 0.1,
  compute: () => ({
    values: {
      error: Math.max(
        ...[1, 2, 4, 7, 8].map((batchSize) => Math.abs(enumerated(0.9, batchSize) - meanSquareGrowth(spread, 0.9, batchSize))),
      ),
    },
  }),
});

const box = claim({
  name: "stability-box",
  statement: "The box a ≤ 2/η, s ≤ (1/η)√(B(n − 1)/(n − B)) is necessary for stability, not sufficient: SGD leaves minima inside it.",
  source: "Wu, Ma & E 2018, section 3.2",
  setting: "the same curvatures; η 2 % above the critical one for B = 1, 2, 4",
  quantities: {
    growth: {
      quantity: "smallest E[w'²]/w² there, by enumeration",
      expected: { atLeast: 1 },
      why: "above the critical step the mean square grows",
    },
    sharpness: { quantity: "largest aη/2 there", expected: { atMost: 1 }, why: "inside the box: sharpness" },
    nonUniformity: { quantity: "largest s over the box's limit there", expected: { atMost: 1 }, why: "inside the box: non-uniformity" },
  },
  seconds: 0.1,
  compute: () => {
    const at = [1, 2, 4].map((batchSize) => {
      const stepSize = 1.02 * meanSquareStepSize(spread, batchSize);
      const limits = stabilityBox(8, stepSize, batchSize);
      return {
        growth: enumerated(stepSize, batchSize),
        sharpness: mean / limits.sharpness,
        nonUniformity: Math.sqrt(variance) / limits.nonUniformity,
      };
    });
    return {
      values: {
        growth: Math.min(...at.map((one) => one.growth)),
        sharpness: Math.max(...at.map((one) => one.sharpness)),
        nonUniformity: Math.max(...at.map((one) => one.nonUniformity)),
      },
    };
  },
});

/** Wu, Ma & E 2018. */
export const wuMaE2018: Paper = {
  id: "wu-ma-e-2018",
  citation:
    "Wu, Ma & E 2018, “How SGD selects the global minima in over-parameterized learning: a dynamical stability perspective”, NeurIPS 2018",
  claims: [growth, box],
};
