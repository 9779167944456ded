import { gd } from "../dynamics/gradientDescent.ts";
import { gradientFlow } from "../dynamics/gradientFlow.ts";
import { behaviour as gradientFlowBehaviour } from "../dynamics/gradientFlowBehaviour.ts";
import { igrFlow } from "../dynamics/implicitGradientFlow.ts";
import { behaviour as igrFlowBehaviour } from "../dynamics/implicitGradientFlowBehaviour.ts";
import { gradientNorm } from "../dynamics/penalty.ts";
import type { RunInput } from "../experiment/runSpec.ts";
import { distance } from "../kernel/vector.ts";
import { perturbationSensitivity } from "../measure/perturbationSensitivity.ts";
import { behaviour as perturbationSensitivityBehaviour } from "../measure/perturbationSensitivityBehaviour.ts";
import { NumericalError } from "../spec/errors.ts";
import { claim, type ClaimContext, type Paper } from "./claim.ts";
import { denseHessian } from "./tools/dense.ts";
import { type Comparison, flowsOfDescent, orderOfGap, placeAt } from "./tools/flowGaps.ts";
import { start, steps } from "./tools/movers.ts";
import { logLogSlope } from "./tools/slope.ts";
import { take } from "./tools/take.ts";
import { tinyNetwork } from "./tools/tinyNetwork.ts";
import { twoParameters } from "./tools/twoParameters.ts";

const toy = twoParameters();
const toyStart = [2.8, 3.5];
const toySetting = "E(a, b) = ½(0.6 − ab)²";
/** Everything has come to rest by then: the slowest rate along the way is above 0.3. */
const toyTime = 60;

const alongOneStep: Comparison = { objective: toy, start: [1.4, 1.75], cases: [0.02, 0.01, 0.005, 0.0025].map((h) => [h, 1]) };
const alongATime: Comparison = { objective: toy, start: [1.4, 1.75], cases: [25, 50, 100, 200].map((n) => [0.5 / n, n]) };
const network = tinyNetwork(8, 6);
const networkStep: Comparison = { ...network, cases: [0.2, 0.1, 0.05, 0.025].map((h) => [h, 1]) };
const networkTime: Comparison = { ...network, cases: [40, 80, 160, 320].map((n) => [4 / n, n]) };
const nextTerm = "the next term of the expansion bends the slope by less than this at these step sizes";

const orders = claim({
  name: "orders",
  statement:
    "A step of gradient descent follows the gradient flow of L + (h/4)‖∇L‖² with a local error of O(h³), that of L alone with O(h²); over a fixed time the errors are O(h²) and O(h).",
  source: "Barrett & Dherin 2021, theorem 3.1; the next order, −h²[⅓H²g + (1/12)∇³L[g, g]], after Hairer, Lubich & Wanner, chapter IX",
  setting: `${toySetting} from (1.4, 1.75), h = 0.02 … 0.0025 and to time 0.5; tanh network 2-8-1, 6 examples, h = 0.2 … 0.025 and to time 4; flows to a tolerance of 1e-12`,
  checks: ["A1", "A2", "A3"],
  quantities: {
    flowStep: { quantity: "local order, gradient flow, two parameters", expected: { value: 2, within: 0.1 }, why: nextTerm },
    igrStep: { quantity: "local order, IGR flow, two parameters", expected: { value: 3, within: 0.1 }, why: nextTerm },
    thirdStep: { quantity: "local order, third-order flow, two parameters", expected: { value: 4, within: 0.1 }, why: nextTerm },
    flowNetworkStep: { quantity: "local order, gradient flow, network", expected: { value: 2, within: 0.2 }, why: nextTerm },
    igrNetworkStep: { quantity: "local order, IGR flow, network", expected: { value: 3, within: 0.2 }, why: nextTerm },
    thirdNetworkStep: { quantity: "local order, third-order flow, network", expected: { value: 4, within: 0.2 }, why: nextTerm },
    flowTime: { quantity: "global order, gradient flow, two parameters", expected: { value: 1, within: 0.1 }, why: nextTerm },
    igrTime: { quantity: "global order, IGR flow, two parameters", expected: { value: 2, within: 0.1 }, why: nextTerm },
    thirdTime: { quantity: "global order, third-order flow, two parameters", expected: { value: 3, within: 0.1 }, why: nextTerm },
    flowNetworkTime: { quantity: "global order, gradient flow, network", expected: { value: 1, within: 0.1 }, why: nextTerm },
    igrNetworkTime: { quantity: "global order, IGR flow, network", expected: { value: 2, within: 0.1 }, why: nextTerm },
    thirdNetworkTime: { quantity: "global order, third-order flow, network", expected: { value: 3, within: 0.1 }, why: nextTerm },
  },
  seconds: 1,
  compute: () => {
    const [flow, igr, third] = [flowsOfDescent[1], flowsOfDescent[2], flowsOfDescent[3]];
    return {
      values: {
        flowStep: orderOfGap(flow, alongOneStep),
        igrStep: orderOfGap(igr, alongOneStep),
        thirdStep: orderOfGap(third, alongOneStep),
        flowNetworkStep: orderOfGap(flow, networkStep),
        igrNetworkStep: orderOfGap(igr, networkStep),
        thirdNetworkStep: orderOfGap(third, networkStep),
        flowTime: orderOfGap(flow, alongATime),
        igrTime: orderOfGap(igr, alongATime),
        thirdTime: orderOfGap(third, alongATime),
        flowNetworkTime: orderOfGap(flow, networkTime),
        igrNetworkTime: orderOfGap(igr, networkTime),
        thirdNetworkTime: orderOfGap(third, networkTime),
      },
    };
  },
});

const balance = claim({
  name: "balance",
  statement:
    "In the two-parameter model gradient flow conserves a² − b², and every step of gradient descent multiplies it by 1 − h²r², r = ab − y: finite steps move towards balance.",
  source: "derived from Barrett & Dherin 2021, section 4",
  setting: `${toySetting} from (2.8, 3.5); h = 0.025, 200 steps; gradient flow to time 60, tolerance 1e-6`,
  checks: ["A4"],
  quantities: {
    step: {
      quantity: "largest relative deviation of a step's factor",
      expected: { atMost: 1e-12 },
      why: "an identity: some roundings of 1e-16, enlarged by the cancellation in a² − b²",
    },
    flow: {
      quantity: "gradient flow's change of a² − b² = −4.41",
      expected: { atMost: 1e-4 },
      why: "a hundred times the tolerance of an integrator step, for some hundred steps",
    },
  },
  seconds: 1,
  compute: () => {
    const stepSize = 2.5e-2;
    const mover = start(gd, gd({ stepSize }), toy, toyStart);
    const w = mover.point.parameters;
    let worst = 0;
    for (let k = 0; k < 200; k++) {
      const residual = w[0] * w[1] - 0.6;
      const expected = (w[0] * w[0] - w[1] * w[1]) * (1 - stepSize * stepSize * residual * residual);
      mover.advance(Infinity);
      worst = Math.max(worst, Math.abs((w[0] * w[0] - w[1] * w[1]) / expected - 1));
    }
    const [a, b] = placeAt(start(gradientFlowBehaviour, gradientFlow(), toy, toyStart), toyTime);
    return { values: { step: worst, flow: Math.abs(a * a - b * b + 4.41) } };
  },
});

const descend = (stepSize: number, coefficient = 0): Float64Array =>
  steps(
    start(gd, gd({ stepSize, ...(coefficient === 0 ? {} : { penalty: gradientNorm({ coefficient }) }) }), toy, toyStart),
    Math.ceil(toyTime / stepSize / (coefficient === 0 ? 1 : 10)),
  );

const apart = (w: Float64Array, a: number, b: number): number => Math.max(Math.abs(w[0] - a), Math.abs(w[1] - b));
const independent = "five digits of an independent float64 computation";

const endPoints = claim({
  name: "end-points",
  statement:
    "Larger steps and explicit gradient regularisation take the two-parameter model to minima of smaller norm, hence smaller tr H = a² + b²; IGR flow lies between gradient flow and descent.",
  source: "Barrett & Dherin 2021, figure 1 and section 4; the numbers were computed independently",
  setting: `${toySetting} from (2.8, 3.5); h = 0.001 and 0.025; explicit penalty μ‖∇L‖² with μ = 0.00625, 0.5 and 4, steps of 1e-4`,
  checks: ["A5", "A7"],
  quantities: {
    flow: { quantity: "gradient flow: distance in a, b from (0.28315, 2.11900)", expected: { atMost: 1e-3 }, why: independent },
    igr: { quantity: "IGR flow for h = 0.025: from (0.29264, 2.05028)", expected: { atMost: 1e-3 }, why: independent },
    small: { quantity: "GD, h = 0.001: from (0.28361, 2.11562)", expected: { atMost: 1e-4 }, why: independent },
    large: { quantity: "GD, h = 0.025: from (0.29652, 2.02349)", expected: { atMost: 1e-4 }, why: independent },
    weak: { quantity: "penalty 0.00625 (= 0.025/4): from (0.29270, 2.04989)", expected: { atMost: 1e-4 }, why: independent },
    medium: { quantity: "penalty 0.5: from (0.35404, 1.69472)", expected: { atMost: 1e-4 }, why: independent },
    strong: { quantity: "penalty 4: from (0.36596, 1.63952)", expected: { atMost: 1e-4 }, why: independent },
    ratio: {
      quantity: "‖GD − IGR flow‖ / ‖GD − gradient flow‖ at the end, h = 0.025",
      expected: { atMost: 0.4 },
      why: "an error of O(h²) against one of O(h): 0.28 by the independent computation",
    },
  },
  seconds: 1,
  compute: () => {
    const flow = placeAt(start(gradientFlowBehaviour, gradientFlow(), toy, toyStart), toyTime);
    const igr = placeAt(start(igrFlowBehaviour, igrFlow({ stepSize: 2.5e-2 }), toy, toyStart), toyTime);
    const large = descend(2.5e-2);
    return {
      values: {
        flow: apart(flow, 0.28315, 2.119),
        igr: apart(igr, 0.29264, 2.05028),
        small: apart(descend(1e-3), 0.28361, 2.11562),
        large: apart(large, 0.29652, 2.02349),
        weak: apart(descend(1e-4, 0.00625), 0.2927, 2.04989),
        medium: apart(descend(1e-4, 0.5), 0.35404, 1.69472),
        strong: apart(descend(1e-4, 4), 0.36596, 1.63952),
        ratio: distance(large, igr) / distance(large, flow),
      },
    };
  },
});

const jump = claim({
  name: "jump",
  statement:
    "From a sharp start a step that is large for the curvature there lands next to the flattest minimum, a² + b² = 1.2, while gradient flow stays at a² + b² = 11.3; a still larger step diverges.",
  source: "Barrett & Dherin 2021, figure 1 (second start); h = 1.8e-4 is a choice, 2/75² = 3.6e-4 the limit of stability there",
  setting: `${toySetting} from (75, 74.925); 200,000 steps of 1.8e-4; steps of 1e-3`,
  checks: ["A6"],
  quantities: {
    norm: {
      quantity: "a² + b² at the end",
      expected: { from: 1.2, to: 1.25 },
      why: "1.2 is the least on ab = 0.6; 1.227 by an independent computation",
    },
    flow: {
      quantity: "a² + b² at the end of gradient flow",
      expected: { value: 11.31, within: 0.01 },
      why: "closed form: a² − b² is conserved and ab = 0.6",
    },
    diverged: { quantity: "step at which h = 1e-3 diverges", expected: { atMost: 20 }, why: "the residual is squared at every step" },
  },
  seconds: 1,
  compute: () => {
    const from = [75, 74.925];
    const [a, b] = steps(start(gd, gd({ stepSize: 1.8e-4 }), toy, from), 200_000);
    const [c, d] = placeAt(start(gradientFlowBehaviour, gradientFlow({ tolerance: 1e-9 }), toy, from), toyTime);
    return { values: { norm: a * a + b * b, flow: c * c + d * d, diverged: divergence(from, 1e-3) } };
  },
});

/** The step at which GD leaves the finite numbers; infinite where it does not within a thousand. */
function divergence(from: readonly number[], stepSize: number): number {
  const mover = start(gd, gd({ stepSize }), toy, from);
  try {
    steps(mover, 1000);
    return Infinity;
  } catch (error) {
    if (error instanceof NumericalError) return error.step ?? mover.step;
    throw error;
  }
}

const explicit = claim({
  name: "explicit-regularisation",
  statement:
    "Gradient descent with step h is gradient descent with the smaller step h/8 and the explicit penalty μ‖∇L‖², μ = (h/4)(7/8), up to O(h²).",
  source: "Barrett & Dherin 2021, section 5: a step h on L + μ‖∇L‖² regularises like μ + h/4",
  setting: "tanh network 2-8-1, 6 examples, to time 4; h = 0.05, 0.025, 0.0125",
  checks: ["A8"],
  quantities: {
    penalised: { quantity: "order of the difference in h", expected: { value: 2, within: 0.05 }, why: nextTerm },
    plain: { quantity: "order without the penalty", expected: { value: 1, within: 0.05 }, why: nextTerm },
  },
  seconds: 1,
  compute: () => {
    const { objective, start: from } = network;
    const sizes = [0.05, 0.025, 0.0125];
    const order = (share: number): number => {
      const gaps = sizes.map((h) => {
        const penalty = gradientNorm({ coefficient: share * (h / 4) * (7 / 8) });
        const fine = steps(start(gd, gd({ stepSize: h / 8, penalty }), objective, from), Math.round((8 * 4) / h));
        return distance(steps(start(gd, gd({ stepSize: h }), objective, from), Math.round(4 / h)), fine);
      });
      return logLogSlope(sizes, gaps);
    };
    return { values: { penalised: order(1), plain: order(0) } };
  },
});

const perturbation = claim({
  name: "perturbation",
  statement:
    "Flat means robust: under a small Gaussian perturbation of the parameters the loss rises by (σ²/2) tr H in the mean (additive), by (σ²/2) Σ w_i² H_ii (multiplicative).",
  source: "Barrett & Dherin 2021, section 6.2 (multiplicative perturbation of the parameters); the expansion is derived here",
  setting: "tanh network 2-5-1, 8 examples, σ = 0.01, 40,000 seeded draws",
  checks: ["A49"],
  quantities: {
    additive: {
      quantity: "additive: measured / predicted",
      expected: { value: 1, within: 0.02 },
      why: "standard error below 0.5 %, terms of higher order below 1 %",
    },
    multiplicative: {
      quantity: "multiplicative: measured / predicted",
      expected: { value: 1, within: 0.02 },
      why: "standard error below 0.5 %, terms of higher order below 1 %",
    },
  },
  seconds: 2,
  compute: () => {
    const { objective, start: at } = tinyNetwork(5, 8);
    const hessian = denseHessian(objective, at);
    const std = 0.01;
    const ratio = (multiplicative: boolean): number => {
      const { perturbationSensitivity: rise } = take(
        perturbationSensitivityBehaviour,
        perturbationSensitivity({ std, multiplicative, samples: 40_000 }),
        objective,
        at,
      );
      const sum = hessian.reduce((total, line, i) => total + (multiplicative ? at[i] * at[i] : 1) * line[i], 0);
      return (rise as number) / ((std * std * sum) / 2);
    };
    return { values: { additive: ratio(false), multiplicative: ratio(true) } };
  },
});

const chebyshevNet: Pick<RunInput, "objective" | "init"> = {
  objective: {
    data: { kind: "chebyshev", degree: 3, count: 20 },
    model: { kind: "mlp", widths: [1, 30, 1], activation: "tanh" },
    loss: { kind: "squared-error", factor: 0.5 },
  },
  init: { kind: "normal" },
};

/** tr H and ηλ_max/2 at time 600. */
async function endAt(context: ClaimContext, stepSize: number): Promise<{ readonly trace: number; readonly edge: number }> {
  const measures: RunInput["measures"] = [
    { kind: "hessian-trace", at: [0] },
    { kind: "sharpness", at: [0], tolerance: 1e-6 },
  ];
  const dynamics: RunInput["dynamics"] = { kind: "gd", stepSize };
  const { path } = await context.run({ ...chebyshevNet, dynamics, until: { time: 600 }, measures });
  return { trace: path.hessianTrace.at(-1) as number, edge: ((path.sharpness.at(-1) as number) * stepSize) / 2 };
}

const largerSteps = claim({
  name: "larger-steps",
  statement: "Larger learning rates reach flatter minima, through the implicit regularisation (h/4)‖∇L‖².",
  source: "Barrett & Dherin 2021, prediction 2 (equal physical time hn)",
  setting: "Chebyshev polynomial of degree 3 at 20 points, tanh network 1-30-1, N(0, 1/fan-in), to time 600; h = 0.01, 0.1, 0.4",
  quantities: {
    below: {
      quantity: "tr H with h = 0.1 over tr H with h = 0.01, both below the edge of stability",
      expected: { atMost: 0.99 },
      why: "flatter by at least one per cent, a change that would be seen in a figure",
    },
    beyond: {
      quantity: "tr H with h = 0.4, at the edge, over tr H with h = 0.01",
      expected: { atMost: 0.99 },
      why: "flatter by at least one per cent, a change that would be seen in a figure",
    },
    edge: {
      quantity: "hλ_max/2 at the end, h = 0.1",
      expected: { atMost: 1 },
      why: "the expansion in h stands below the edge of stability only",
    },
  },
  found:
    "Below the edge of stability a tenfold step changes tr H by less than a thousandth here; the step size begins to tell where hλ_max/2 reaches 1, and what works there is not ‖∇L‖² (see cohen-2021, cohen-2025).",
  seconds: 3,
  compute: async (context) => {
    const [small, large, edge] = [await endAt(context, 0.01), await endAt(context, 0.1), await endAt(context, 0.4)];
    return { values: { below: large.trace / small.trace, beyond: edge.trace / small.trace, edge: large.edge } };
  },
});

/** Barrett & Dherin 2021. */
export const barrettDherin2021: Paper = {
  id: "barrett-dherin-2021",
  citation: "Barrett & Dherin 2021, “Implicit gradient regularization”, ICLR 2021",
  link: "https://arxiv.org/abs/2009.11162",
  claims: [orders, balance, endPoints, jump, explicit, perturbation, largerSteps],
};
