import type { DynamicsBehaviour, Mover } from "../../dynamics/dynamics.ts";
import { gd } from "../../dynamics/gradientDescent.ts";
import { gradientFlow } from "../../dynamics/gradientFlow.ts";
import { behaviour as gradientFlowBehaviour } from "../../dynamics/gradientFlowBehaviour.ts";
import { igrFlow } from "../../dynamics/implicitGradientFlow.ts";
import { behaviour as igrFlowBehaviour } from "../../dynamics/implicitGradientFlowBehaviour.ts";
import { thirdOrderFlow } from "../../dynamics/thirdOrderFlow.ts";
import { behaviour as thirdOrderFlowBehaviour } from "../../dynamics/thirdOrderFlowBehaviour.ts";
import { distance } from "../../kernel/vector.ts";
import type { Objective } from "../../objective/objective.ts";
import { start, steps } from "./movers.ts";
import { logLogSlope } from "./slope.ts";

/** Errors of fourth order in the step are resolved: a tolerance far below them, on the pair that is cheapest there. */
const tight = { tolerance: 1e-12, integrator: { kind: "dopri5" } } as const;

/** A flow that stands for GD with a step size, opened at a start. */
export type OpenFlow = (objective: Objective, from: ArrayLike<number>, stepSize: number) => Mover;

const open = <Spec extends object>(behaviour: DynamicsBehaviour<Spec>, spec: Spec, objective: Objective, from: ArrayLike<number>): Mover =>
  start(behaviour, spec, objective, from);

/** Gradient flow and the two modified flows of GD, by the order in the step size of their global error. */
export const flowsOfDescent: Readonly<Record<1 | 2 | 3, OpenFlow>> = {
  1: (objective, from) => open(gradientFlowBehaviour, gradientFlow(tight), objective, from),
  2: (objective, from, stepSize) => open(igrFlowBehaviour, igrFlow({ stepSize, ...tight }), objective, from),
  3: (objective, from, stepSize) => open(thirdOrderFlowBehaviour, thirdOrderFlow({ stepSize, ...tight }), objective, from),
};

/** The parameters of a flow at a time. */
export function placeAt(mover: Mover, time: number): Float64Array {
  while (mover.time < time) mover.advance(time);
  return mover.point.parameters;
}

/** A start, and the step sizes and numbers of steps at which GD and a flow are compared. */
export interface Comparison {
  readonly objective: Objective;
  readonly start: ArrayLike<number>;
  readonly cases: readonly (readonly [stepSize: number, count: number])[];
}

/** The order in the step size of ‖GD − flow‖. */
export function orderOfGap(flow: OpenFlow, { objective, start: from, cases }: Comparison): number {
  const gaps = cases.map(([stepSize, count]) => {
    const descent = steps(start(gd, gd({ stepSize }), objective, from), count);
    return distance(descent, placeAt(flow(objective, from, stepSize), stepSize * count));
  });
  return logLogSlope(
    cases.map(([stepSize]) => stepSize),
    gaps,
  );
}
