import type { DynamicsBehaviour, Mover } from "../../dynamics/dynamics.ts";
import { gd } from "../../dynamics/gradientDescent.ts";
import { gradientFlow } from "../../dynamics/gradientFlow.ts";
import { behaviour as gradientFlowBehaviour } from "../../dynamics/gradientFlowBehaviour.ts";
import { distance } from "../../kernel/vector.ts";
import { formulaObjective } from "../../objective/expression/formula.ts";
import { expression } from "../../objective/model/expression.ts";
import { Point } from "../../objective/point.ts";
import type { Quantity } from "../claim.ts";
import { deepChebyshev } from "./deepChebyshev.ts";
import { placeAt } from "./flowGaps.ts";
import { start } from "./movers.ts";
import { logLogSlope } from "./slope.ts";

const stepSize = 0.2;

export const edgeSetting =
  "Chebyshev polynomial of degree 6 at 20 points, tanh network 1-30-20-1 (701 parameters), ½ mean squared error, N(0, 1/fan-in), η = 0.2 (2/η = 10); mean places over times 380 to 400";

/** What is asked of a flow that stands for descent at the edge. */
export const edgeQuantities: Readonly<Record<"overshoot" | "back" | "held" | "nearer", Quantity>> = {
  overshoot: {
    quantity: "λ_max at time 140",
    expected: { atLeast: 10.5 },
    why: "descent overshoots until its oscillation has grown out of rounding",
  },
  back: { quantity: "λ_max at time 180", expected: { atMost: 10 }, why: "the grown oscillation pushes it below the edge" },
  held: {
    quantity: "mean place at time 390: λ_max η/2",
    expected: { value: 1, within: 0.02 },
    why: "held at the edge, within the swings that remain",
  },
  nearer: {
    quantity: "distance of the mean place from descent's, over that of gradient flow",
    expected: { atMost: 0.125 },
    why: "an order of magnitude nearer, or nearly so",
  },
};

/** Follows a flow and descent to time 400. */
export function atTheEdge<Spec extends object>(
  flow: DynamicsBehaviour<Spec>,
  spec: (stepSize: number) => Spec,
): Readonly<Record<keyof typeof edgeQuantities, number>> {
  const { objective, from } = deepChebyshev();
  const sharpnessOf = (w: Float64Array): number => new Point(objective, w).leadingEigenvalue(1e-6);
  const meanPlace = (mover: Mover, samples: number): Float64Array => {
    const mean = new Float64Array(objective.size);
    placeAt(mover, 380);
    for (let k = 1; k <= samples; k++) {
      const place = placeAt(mover, 380 + (20 * k) / samples - 1e-9);
      for (let i = 0; i < mean.length; i++) mean[i] += place[i] / samples;
    }
    return mean;
  };
  const mover = start(flow, spec(stepSize), objective, from);
  const overshoot = sharpnessOf(placeAt(mover, 140));
  const back = sharpnessOf(placeAt(mover, 180));
  const descended = meanPlace(start(gd, gd({ stepSize }), objective, from), 100);
  const flowed = meanPlace(start(gradientFlowBehaviour, gradientFlow(), objective, from), 40);
  const mean = meanPlace(mover, 40);
  return { overshoot, back, held: (sharpnessOf(mean) * stepSize) / 2, nearer: distance(mean, descended) / distance(flowed, descended) };
}

const cycleSteps = [0.05, 0.025, 0.0125];

export const cycleSetting =
  "½yx² + (κ/2)(y − y*)², κ = 0.02, y* = 2/η + 1, from (0.02, 2/η − 1), η = 0.05, 0.025, 0.0125; sampled at every step of descent";

const slow = "terms of the relative size of the cycle's rate a step, η√(2α) = 0.01 with α = κ(y* − 2/η)";

/** What is asked of the first cycle of the sharpness. */
export const cycleQuantities: Readonly<Record<"height" | "time" | "depth", Quantity>> = {
  height: { quantity: "first largest y − 2/η of the flow over that of descent, η = 0.05", expected: { value: 1, within: 0.02 }, why: slow },
  time: { quantity: "the time at which it is reached, over descent's, η = 0.05", expected: { value: 1, within: 0.02 }, why: slow },
  depth: {
    quantity: "order in η of the relative difference of the least y − 2/η after it",
    expected: { value: 1, within: 0.1 },
    why: "the burst changes by 2η|y| a step, which a flow does not resolve: a difference of first order",
  },
};

/** The first cycle of y about 2/η: its top, when that is, and its bottom. */
function firstCycle(mover: Mover, eta: number): { readonly height: number; readonly time: number; readonly depth: number } {
  const path = Array.from({ length: Math.round(150 / eta) }, (_, k) => placeAt(mover, (k + 1) * eta - 1e-9)[1] - 2 / eta);
  const top = path.findIndex((value, k) => value > 0 && path[k + 1] < value);
  const bottom = path.findIndex((value, k) => k > top && path[k + 1] > value);
  return { height: path[top], time: (top + 1) * eta, depth: path[bottom] };
}

/** The first cycle of a flow over that of descent. */
export function cycleOver<Spec extends object>(
  flow: DynamicsBehaviour<Spec>,
  spec: (stepSize: number) => Spec,
): Readonly<Record<keyof typeof cycleQuantities, number>> {
  const ratios = cycleSteps.map((eta) => {
    const model = formulaObjective(expression({ parameters: ["x", "y"], loss: `y*x^2/2 + 0.01*(y - ${2 / eta + 1})^2` }));
    const from = [0.02, 2 / eta - 1];
    const own = firstCycle(start(flow, spec(eta), model, from), eta);
    const descent = firstCycle(start(gd, gd({ stepSize: eta }), model, from), eta);
    return { height: own.height / descent.height, time: own.time / descent.time, depth: Math.abs(own.depth / descent.depth - 1) };
  });
  const depths = ratios.map(({ depth }) => depth);
  return { ...ratios[0], depth: logLogSlope(cycleSteps, depths) };
}
