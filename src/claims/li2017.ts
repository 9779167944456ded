import { sme } from "../dynamics/stochasticModifiedEquation.ts";
import { behaviour } from "../dynamics/stochasticModifiedEquationBehaviour.ts";
import { pow } from "../kernel/elementary.ts";
import type { Random } from "../kernel/random.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import { quadratic } from "../objective/model/quadratic.ts";
import type { Objective } from "../objective/objective.ts";
import { claim, type Paper } from "./claim.ts";
import { placeAt } from "./tools/flowGaps.ts";
import { start } from "./tools/movers.ts";
import { logLogSlope } from "./tools/slope.ts";

type Options = Parameters<typeof sme>[0];
type Order = 1 | 2;

const stepSizes = [0.2, 0.1, 0.05, 0.025];

/** A stream whose n-th normal is given: shows what the equation does with each. */
function scripted(value: (n: number) => number): Random {
  let n = 0;
  const normal = (): number => value(n++);
  return { normal, normals: (out: Float64Array) => out.forEach((_, i) => (out[i] = normal())) } as Random;
}

/** x at a time from x = 1, with the given normals. */
function solve(objective: Objective, options: Options, time: number, normals: (n: number) => number): number {
  return placeAt(
    start(behaviour, sme(options), objective, [1], () => scripted(normals)),
    time,
  )[0];
}

const additive = { curvature: 1, noise: 0.8 };
const bowl = quadratic.objective(quadratic({ matrix: [[additive.curvature]], noise: [[additive.noise], [-additive.noise]] }));

/** E[x] and E[x²] at time 1 of the equation as it is solved: x is linear in the normals, so that one run a normal tells. */
function momentsOfEquation(stepSize: number, order: Order): { readonly mean: number; readonly square: number } {
  const options: Options = { stepSize, batchSize: 1, order };
  const mean = solve(bowl, options, 1, () => 0);
  let square = mean * mean;
  for (let n = 0; n < 2 * Math.round(1 / stepSize); n++) {
    const response = solve(bowl, options, 1, (k) => (k === n ? 1 : 0)) - mean;
    square += response * response;
  }
  return { mean, square };
}

/** Those of SGD: m' = (1 − ηa)m, q' = (1 − ηa)²q + η²s². */
function momentsOfDescent(stepSize: number): { readonly mean: number; readonly square: number } {
  const factor = 1 - stepSize * additive.curvature;
  let [mean, square] = [1, 1];
  for (let k = 0; k < Math.round(1 / stepSize); k++) {
    mean *= factor;
    square = factor * factor * square + stepSize * stepSize * additive.noise * additive.noise;
  }
  return { mean, square };
}

function additiveOrder(order: Order, moment: "mean" | "square"): number {
  return logLogSlope(
    stepSizes,
    stepSizes.map((h) => Math.abs(momentsOfEquation(h, order)[moment] - momentsOfDescent(h)[moment])),
  );
}

const spread = formulaObjective(expression({ parameters: ["x"], example: "h*x^2/2", over: { h: [0.7, 1.3] } }));

/** E[x²] at time 1 under multiplicative noise: every half step multiplies x by m + n × its normal. */
function squareOfEquation(stepSize: number, order: Order): number {
  const options: Options = { stepSize, batchSize: 1, order, substeps: 2 };
  const cell = (z: number): number => solve(spread, options, stepSize / 2, (k) => (k === 0 ? z : 0));
  const mean = cell(0);
  const response = cell(1) - mean;
  return pow(mean * mean + response * response, 2 / stepSize);
}

function multiplicativeOrder(order: Order): number {
  const descended = (h: number): number => pow(((1 - 0.7 * h) * (1 - 0.7 * h) + (1 - 1.3 * h) * (1 - 1.3 * h)) / 2, 1 / h);
  return logLogSlope(
    stepSizes,
    stepSizes.map((h) => Math.abs(squareOfEquation(h, order) - descended(h))),
  );
}

const nextTerm = "the next term of the weak expansion bends the slope by less than this at η = 0.2 … 0.025";
const quantity = (words: string, value: number) => ({ quantity: words, expected: { value, within: 0.2 }, why: nextTerm });

const weakOrders = claim({
  name: "weak-orders",
  statement: "dX = −∇f dt + √η Σ^½ dW approximates SGD weakly to first order in η; with −∇(f + (η/4)‖∇f‖²) for its drift, to second.",
  source: "Li, Tai & E 2017, theorem 1 (and Li, Tai & E 2019)",
  setting: "½ax² ∓ sx, a = 1, s = 0.8; ½λ_i x², λ = 1 ± 0.3; from x = 1 to time 1, η = 0.2 … 0.025; moments in closed form on both sides",
  checks: ["A35"],
  quantities: {
    mean1: quantity("order 1, additive noise: order of the error of E[x]", 1),
    square1: quantity("order 1, additive noise: order of the error of E[x²]", 1),
    mean2: quantity("order 2, additive noise: order of the error of E[x]", 2),
    square2: quantity("order 2, additive noise: order of the error of E[x²]", 2),
    spread1: quantity("order 1, multiplicative noise: order of the error of E[x²]", 1),
    spread2: quantity("order 2, multiplicative noise: order of the error of E[x²]", 2),
  },
  seconds: 0.2,
  compute: () => ({
    values: {
      mean1: additiveOrder(1, "mean"),
      square1: additiveOrder(1, "square"),
      mean2: additiveOrder(2, "mean"),
      square2: additiveOrder(2, "square"),
      spread1: multiplicativeOrder(1),
      spread2: multiplicativeOrder(2),
    },
  }),
});

/** Li, Tai & E 2017. */
export const li2017: Paper = {
  id: "li-2017",
  citation: "Li, Tai & E 2017, “Stochastic modified equations and adaptive stochastic gradient algorithms”, ICML 2017",
  link: "https://arxiv.org/abs/1511.06251",
  claims: [weakOrders],
};
