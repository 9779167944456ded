import type { DynamicsBehaviour, Mover } from "../../dynamics/dynamics.ts";
import { gd } from "../../dynamics/gradientDescent.ts";
import { gradientFlow } from "../../dynamics/gradientFlow.ts";
import { distance } from "../../kernel/vector.ts";
import { Point } from "../../objective/point.ts";
import type { Quantity } from "../claim.ts";
import { deepChebyshev } from "./deepChebyshev.ts";
import { placeAt } from "./flowGaps.ts";
import { start } from "./movers.ts";

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
  const flowed = meanPlace(start(gradientFlow, gradientFlow(), objective, from), 40);
  const mean = meanPlace(mover, 40);
  return { overshoot, back, held: (sharpnessOf(mean) * stepSize) / 2, nearer: distance(mean, descended) / distance(flowed, descended) };
}
