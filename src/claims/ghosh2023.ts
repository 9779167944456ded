import { log } from "../kernel/elementary.ts";
import { distance } from "../kernel/vector.ts";
import { momentum, momentumPenalty } from "../theory/momentum.ts";
import { claim, type Paper } from "./claim.ts";
import { fieldOf, pastOf } from "./tools/fieldOf.ts";
import { referenceFlow } from "./tools/referenceFlow.ts";
import { logLogSlope } from "./tools/slope.ts";
import { tinyNetwork } from "./tools/tinyNetwork.ts";

const modified = "ẇ = −(1/(1 − β))∇[L + (h(1 + β)/(4(1 − β)²))‖∇L‖²]";
const nextTerm = "the next term of the expansion, in h/(1 − β)², bends the slope by less than this at these step sizes";

const rate = claim({
  name: "rate",
  statement: `Heavy ball follows ${modified} up to O(h²): its implicit regularisation is (1 + β)/(1 − β) times that of gradient descent with the effective step h/(1 − β).`,
  source: "Ghosh, Lyu, Zhang & Wang 2023; Kovachki & Stuart 2021; Farazmand 2020; the coefficient is derived anew here",
  setting: "½λw² with λ = 1, β = 0.6, h = 0.02 … 0.0025: the slow root of r² − (1 + β − hλ)r + β against the flows' rates",
  checks: ["A45"],
  quantities: {
    modified: { quantity: "order in h of the error of the rate, modified flow", expected: { value: 2, within: 0.35 }, why: nextTerm },
    effective: {
      quantity: "order with the regularisation of the effective step alone",
      expected: { value: 1, within: 0.35 },
      why: nextTerm,
    },
    flow: { quantity: "order of gradient flow", expected: { value: 1, within: 0.35 }, why: nextTerm },
  },
  seconds: 0.1,
  compute: () => {
    const beta = 0.6;
    const stepSizes = [0.02, 0.01, 0.005, 0.0025];
    const slowest = (h: number): number => {
      const p = 1 + beta - h;
      return -log((p + Math.sqrt(p * p - 4 * beta)) / 2) / h;
    };
    const order = (penalty: (h: number) => number): number =>
      logLogSlope(
        stepSizes,
        stepSizes.map((h) => Math.abs(slowest(h) - (1 + 2 * penalty(h)) / (1 - beta))),
      );
    return {
      values: {
        modified: order((h) => momentumPenalty(h, beta)),
        effective: order((h) => h / (4 * (1 - beta))),
        flow: order(() => 0),
      },
    };
  },
});

const { objective, start: from } = tinyNetwork(4, 6);
const beta = 0.5;

/** The distance at time 1 between heavy ball, with the velocity of a past on the flow, and the flow. */
function distanceAt(stepSize: number, corrected: boolean): number {
  const field = fieldOf(objective, (point, out) => {
    if (corrected) momentum(stepSize, beta).velocity(point, out);
    else for (let i = 0; i < out.length; i++) out[i] = -point.gradient[i] / (1 - beta);
  });
  const w = Float64Array.from(from);
  const velocity = new Float64Array(w.length);
  const gradient = new Float64Array(w.length);
  const gather = (at: Float64Array): void => {
    objective.gradient(at, gradient);
    for (let i = 0; i < w.length; i++) velocity[i] = beta * velocity[i] + gradient[i];
  };
  for (const place of pastOf(field, w, stepSize, 50).toReversed()) gather(place);
  for (let n = 0; n < Math.round(1 / stepSize); n++) {
    gather(w);
    for (let i = 0; i < w.length; i++) w[i] -= stepSize * velocity[i];
  }
  return distance(w, referenceFlow(field, from, 1, 100));
}

const network = claim({
  name: "network",
  statement: "So it does on a network, once its velocity has forgotten the start.",
  source: "Ghosh et al. 2023; the start on the slow manifold (velocity of a past on the flow) is a choice made here",
  setting: "tanh network 2-4-1, 6 examples, β = 0.5, h = 0.01 … 0.00125, to time 1",
  checks: ["A45"],
  quantities: {
    modified: { quantity: "order in h of the distance to the modified flow", expected: { value: 2, within: 0.35 }, why: nextTerm },
    flow: { quantity: "order of the distance to gradient flow at rate 1/(1 − β)", expected: { value: 1, within: 0.35 }, why: nextTerm },
  },
  seconds: 1,
  compute: () => {
    const stepSizes = [0.01, 0.005, 0.0025, 0.00125];
    const order = (corrected: boolean): number =>
      logLogSlope(
        stepSizes,
        stepSizes.map((h) => distanceAt(h, corrected)),
      );
    return { values: { modified: order(true), flow: order(false) } };
  },
});

/** Ghosh, Lyu, Zhang & Wang 2023. */
export const ghosh2023: Paper = {
  id: "ghosh-2023",
  citation:
    "Ghosh, Lyu, Zhang & Wang 2023, “Implicit regularization in heavy-ball momentum accelerated stochastic gradient descent”, ICLR 2023",
  link: "https://arxiv.org/abs/2302.00849",
  claims: [rate, network],
};
