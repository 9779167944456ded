import { centralFlow } from "../dynamics/centralFlow.ts";
import { behaviour as centralFlowBehaviour } from "../dynamics/centralFlowBehaviour.ts";
import { gd } from "../dynamics/gradientDescent.ts";
import { log } from "../kernel/elementary.ts";
import { edgeOscillation } from "../measure/edgeOscillation.ts";
import { formulaObjective } from "../objective/expression/formula.ts";
import { expression } from "../objective/model/expression.ts";
import { Point } from "../objective/point.ts";
import { selfStabilisation } from "../theory/selfStabilisation.ts";
import { claim, type Paper } from "./claim.ts";
import { deepChebyshev } from "./tools/deepChebyshev.ts";
import { farthestFromOne } from "./tools/farthest.ts";
import { placeAt } from "./tools/flowGaps.ts";
import { start } from "./tools/movers.ts";

const settings = [
  { stepSize: 0.1, kappa: 0.01, target: 21 },
  { stepSize: 0.1, kappa: 0.05, target: 20.5 },
  { stepSize: 0.05, kappa: 0.02, target: 41 },
];

/** What descent does at the edge, over what theory says of it there. */
function ratios({ stepSize, kappa, target }: (typeof settings)[number]) {
  const objective = formulaObjective(expression({ parameters: ["x", "y"], loss: `y*x^2/2 + ${kappa / 2}*(y - ${target})^2` }));
  const predicted = selfStabilisation(new Point(objective, Float64Array.of(0, 2 / stepSize)), stepSize);
  const mover = start(gd, gd({ stepSize }), objective, [0.9 * predicted.amplitude, 2 / stepSize]);
  const { parameters } = mover.point;
  for (let k = 0; k < 100_000; k++) mover.advance(Infinity);
  const count = 20_000;
  let [square, sharpness, oscillation] = [0, 0, 0];
  for (let k = 0; k < count; k++) {
    const [x, y] = parameters;
    square += (x * x) / count;
    sharpness += y / count;
    oscillation += (0.5 * y * x * x) / count;
    mover.advance(Infinity);
  }
  return {
    square: square / (predicted.amplitude * predicted.amplitude),
    sharpness: (sharpness * stepSize) / 2,
    oscillation: (oscillation * stepSize) / square,
    conditions: predicted.conditions,
  };
}

const settled = "the cycle is damped: after 100,000 steps what is left of it is below 1e-3";

const stabilisation = claim({
  name: "self-stabilisation",
  statement:
    "At the edge descent oscillates along the top eigenvector with mean square 2α/β, α the rate of sharpening and β = ‖∇S‖², and so holds the sharpness at 2/η; its loss is σ²/η above that of the path.",
  source:
    "Damian, Nichani & Lee 2023, section 4; the damped model (curvature of its own along the sharpening direction) is a choice made here",
  setting:
    "½yx² + (κ/2)(y − y*)²; (η, κ, y*) = (0.1, 0.01, 21), (0.1, 0.05, 20.5), (0.05, 0.02, 41); 100,000 steps, means over 20,000 more; the ratio farthest from 1",
  checks: ["A28"],
  quantities: {
    square: { quantity: "E[x²] over 2α/β", expected: { value: 1, within: 1e-3 }, why: settled },
    sharpness: { quantity: "mean sharpness over 2/η", expected: { value: 1, within: 1e-3 }, why: settled },
    oscillation: { quantity: "E[½yx²] over σ²/η", expected: { value: 1, within: 1e-3 }, why: settled },
  },
  seconds: 1,
  compute: () => {
    const all = settings.map(ratios);
    return {
      values: {
        square: farthestFromOne(all.map((one) => one.square)),
        sharpness: farthestFromOne(all.map((one) => one.sharpness)),
        oscillation: farthestFromOne(all.map((one) => one.oscillation)),
      },
      conditions: all.flatMap(({ conditions }) => conditions),
    };
  },
});

/** The root r > 1 of log(r/r₀) = (r² − r₀²)/2, by bisection. */
function turningPoint(r0: number): number {
  let [low, high] = [1, 10];
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (log(middle / r0) > (middle * middle - r0 * r0) / 2) low = middle;
    else high = middle;
  }
  return low;
}

/** The largest sharpness beyond 2/η and the largest |x| in one cycle of GD on ½yx² − αy from (δ/10, 2/η), over what the conserved quantity says. */
function firstCycle(stepSize: number, sharpening: number) {
  const objective = formulaObjective(expression({ parameters: ["x", "y"], loss: `y*x^2/2 - ${sharpening}*y` }));
  const edge = 2 / stepSize;
  const predicted = selfStabilisation(new Point(objective, Float64Array.of(0, edge)), stepSize);
  const begin = 0.1;
  const mover = start(gd, gd({ stepSize }), objective, [begin * predicted.amplitude, edge]);
  const [place, most] = [mover.point.parameters, { sharpness: 0, oscillation: 0 }];
  // The oscillation is largest where the sharpness comes back to the edge.
  do {
    mover.advance(Infinity);
    most.sharpness = Math.max(most.sharpness, place[1] - edge);
    most.oscillation = Math.max(most.oscillation, Math.abs(place[0]));
  } while (place[1] > edge);
  const overshoot = Math.sqrt(2 * predicted.sharpening * (log(1 / begin) - (1 - begin * begin) / 2));
  return {
    sharpness: most.sharpness / overshoot,
    oscillation: most.oscillation / (turningPoint(begin) * predicted.amplitude),
    conditions: predicted.conditions,
  };
}

const slow = "the map is the flow of the conserved quantity up to terms of relative order η√(2α) = 0.01";

const swing = claim({
  name: "cycle",
  statement:
    "Undamped, sharpness and oscillation go in cycles that conserve ½y² − α log|x| + βx²/4, y the sharpness less 2/η: from a small oscillation the sharpness passes 2/η by √(2α) times a logarithm before it turns back.",
  source: "Damian, Nichani & Lee 2023, section 4.2 (x' = −(1 + ηy)x, y' = y + η(α − βx²/2)); the turning points are derived here",
  setting: "½yx² − αy, η = 0.05, α = 0.02, one cycle from x = δ/10, y = 0",
  quantities: {
    sharpness: {
      quantity: "largest y over √(2α(log(δ/x₀) − ½ + x₀²/2δ²))",
      expected: { value: 1, within: 0.02 },
      why: slow,
    },
    oscillation: {
      quantity: "largest |x| over the root of α log(x/x₀) = β(x² − x₀²)/4",
      expected: { value: 1, within: 0.02 },
      why: slow,
    },
  },
  seconds: 0.1,
  compute: () => {
    const { conditions, ...values } = firstCycle(0.05, 0.02);
    return { values, conditions };
  },
});

/** At these times of central flow on the network: δ² of a single direction over tr Σ, with the conditions of the former. */
function overCentralFlow(times: readonly number[]) {
  const { objective, from } = deepChebyshev();
  const stepSize = 0.2;
  const oscillation = edgeOscillation(objective, stepSize);
  const flow = start(centralFlowBehaviour, centralFlow({ stepSize }), objective, from);
  return times.map((time) => {
    const { amplitude, conditions } = selfStabilisation(new Point(objective, placeAt(flow, time)), stepSize);
    return { ratio: (amplitude * amplitude) / oscillation(flow.point).variance, conditions };
  });
}

const networkWords =
  "Chebyshev polynomial of degree 6 at 20 points, tanh network 1-30-20-1 (701 parameters), ½ mean squared error, N(0, 1/fan-in), η = 0.2; along central flow";

const network = claim({
  name: "network",
  statement:
    "While one eigenvalue is at the edge the oscillation δ² = 2α/β of self-stabilisation is the tr Σ of central flow: both keep to descent projected onto sharpness ≤ 2/η.",
  source: "Damian, Nichani & Lee 2023, section 4 (the constrained trajectory); Cohen et al. 2025, section 3.2",
  setting: `${networkWords} at times 150, 200, 250 and 300`,
  quantities: {
    ratio: {
      quantity: "2α/β over tr Σ, the place where it is farthest from 1",
      expected: { value: 1, within: 0.03 },
      why: "α and β are of ∇S less its part along the top eigenvector, which central flow keeps: up to 3 % of ‖∇S‖² here",
    },
  },
  seconds: 2,
  compute: () => {
    const all = overCentralFlow([150, 200, 250, 300]);
    return { values: { ratio: farthestFromOne(all.map(({ ratio }) => ratio)) }, conditions: all.flatMap(({ conditions }) => conditions) };
  },
});

const two = claim({
  name: "two-at-the-edge",
  statement: "The same where a second eigenvalue has come to the edge.",
  source: "Damian, Nichani & Lee 2023, section 4: a single eigenvalue at the edge is assumed",
  setting: `${networkWords} at time 550`,
  quantities: {
    ratio: { quantity: "2α/β over tr Σ", expected: { value: 1, within: 0.03 }, why: "as with one eigenvalue" },
  },
  found: "With two directions that oscillate, the theory of one accounts for a third of tr Σ.",
  seconds: 3,
  compute: () => {
    const [{ ratio, conditions }] = overCentralFlow([550]);
    return { values: { ratio }, conditions };
  },
});

/** Damian, Nichani & Lee 2023. */
export const damian2023: Paper = {
  id: "damian-2023",
  citation: "Damian, Nichani & Lee 2023, “Self-stabilization: the implicit bias of gradient descent at the edge of stability”, ICLR 2023",
  link: "https://arxiv.org/abs/2209.15594",
  claims: [stabilisation, swing, network, two],
};
