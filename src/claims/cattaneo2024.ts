import { distance, dot } from "../kernel/vector.ts";
import { Point } from "../objective/point.ts";
import { adam } from "../theory/adam.ts";
import { claim, type Paper } from "./claim.ts";
import { fieldOf, pastOf } from "./tools/fieldOf.ts";
import { referenceFlow } from "./tools/referenceFlow.ts";
import { logLogSlope } from "./tools/slope.ts";
import { tinyNetwork } from "./tools/tinyNetwork.ts";

const { objective, start: from } = tinyNetwork(4, 6);
const rule = { beta1: 0.5, beta2: 0.8, epsilon: 0.01 };
const time = 0.5;

/** Distance at a fixed time between Adam with a past on the flow (ε under the root, no bias correction) and the flow, with or without the correction. */
function distanceAt(stepSize: number, corrected: boolean): number {
  const { beta1, beta2, epsilon } = rule;
  const field = fieldOf(objective, (point, out) => {
    if (corrected) adam({ stepSize, ...rule }).velocity(point, out);
    else for (let j = 0; j < out.length; j++) out[j] = -point.gradient[j] / Math.sqrt(point.gradient[j] * point.gradient[j] + epsilon);
  });
  const gradient = new Float64Array(objective.size);
  const past = pastOf(field, from, stepSize, 60);
  // The oldest gradient stands for all that came before.
  objective.gradient(past[past.length - 1], gradient);
  const m = Float64Array.from(gradient);
  const v = gradient.map((g) => g * g);
  const gather = (at: Float64Array): void => {
    objective.gradient(at, gradient);
    for (let j = 0; j < m.length; j++) {
      m[j] = beta1 * m[j] + (1 - beta1) * gradient[j];
      v[j] = beta2 * v[j] + (1 - beta2) * gradient[j] * gradient[j];
    }
  };
  for (const place of past.toReversed()) gather(place);
  const w = Float64Array.from(from);
  for (let n = 0; n < Math.round(time / stepSize); n++) {
    gather(w);
    for (let j = 0; j < w.length; j++) w[j] -= (stepSize * m[j]) / Math.sqrt(v[j] + epsilon);
  }
  return distance(w, referenceFlow(field, from, time, 200));
}

const orders = claim({
  name: "orders",
  statement: "Late Adam stays within O(h²) of its modified flow, within O(h) of the flow of −g/√(g² + ε).",
  source:
    "Cattaneo, Klusowski & Shigida 2024, theorem 3.1 (ε under the root, no bias correction; past on the flow: the start is forgotten)",
  setting: "tanh network 2-4-1, 6 examples, β = (0.5, 0.8), ε = 0.01, h = 0.0025 … 0.0003125, to time 0.5",
  checks: ["A46"],
  quantities: {
    modified: {
      quantity: "order in h against the modified flow",
      expected: { value: 2, within: 0.1 },
      why: "the next term, in h(1 + β₂)/(1 − β₂) = 9h, is below 2 % at these step sizes",
    },
    plain: {
      quantity: "order in h against the flow of −g/√(g² + ε)",
      expected: { value: 1, within: 0.1 },
      why: "the next term, in h(1 + β₂)/(1 − β₂) = 9h, is below 2 % at these step sizes",
    },
  },
  seconds: 2,
  compute: () => {
    const stepSizes = [0.0025, 0.00125, 0.000625, 0.0003125];
    const order = (corrected: boolean): number =>
      logLogSlope(
        stepSizes,
        stepSizes.map((h) => distanceAt(h, corrected)),
      );
    return { values: { modified: order(true), plain: order(false) } };
  },
});

const sign = claim({
  name: "sign",
  statement: "Where ε is far below g² and β₂ > β₁, Adam's correction raises the 1-norm of the gradient instead of lowering it.",
  source: "Cattaneo et al. 2024, section 4 (“anti-penalised”)",
  setting: "tanh network 2-4-1, 6 examples, ε = 1e-12, h = 0.01; β = (0.5, 0.9) against β = (0, 0)",
  quantities: {
    along: {
      quantity: "component of the velocity's change along H sign(g), weighted by |g|",
      expected: { atLeast: 0 },
      why: "its sign is that of (1 + β₂)/(1 − β₂) − (1 + β₁)/(1 − β₁) = 16",
    },
    share: {
      quantity: "that component over the whole change",
      expected: { value: 1, within: 1e-6 },
      why: "the change is along that direction alone; ε/g² is below 1e-8",
    },
  },
  seconds: 0.1,
  compute: () => {
    const point = new Point(objective, from);
    const [plain, adaptive, direction] = [0, 1, 2].map(() => new Float64Array(objective.size));
    adam({ stepSize: 0.01, beta1: 0, beta2: 0, epsilon: 1e-12 }).velocity(point, plain);
    adam({ stepSize: 0.01, beta1: 0.5, beta2: 0.9, epsilon: 1e-12 }).velocity(point, adaptive);
    point.hessianVector(point.gradient.map(Math.sign), direction);
    const change = adaptive.map((value, j) => (value - plain[j]) * Math.abs(point.gradient[j]));
    const along = dot(change, direction);
    return { values: { along, share: along / Math.sqrt(dot(change, change) * dot(direction, direction)) } };
  },
});

/** Cattaneo, Klusowski & Shigida 2024. */
export const cattaneo2024: Paper = {
  id: "cattaneo-2024",
  citation: "Cattaneo, Klusowski & Shigida 2024, “On the implicit bias of Adam”, ICML 2024",
  link: "https://arxiv.org/abs/2309.00079",
  claims: [orders, sign],
};
