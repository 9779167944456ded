import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import { type FlowBehaviour, type FlowOptions, flowShape } from "./flow.ts";

/** The options of the flow, as parsed. */
export interface MomentumFlowOptions extends FlowOptions {
  readonly stepSize: number;
  readonly momentum: number;
  readonly nesterov?: boolean | undefined;
}

const behaviour: OnDemand<FlowBehaviour<MomentumFlowOptions>> = {
  load: async () => (await import("./momentumFlowBehaviour.ts")).behaviour,
};

/**
 * ẇ = −(1/(1 − β))∇[L + (η(1 + β)/(4(1 − β)²))‖∇L‖²], which heavy ball (`gd` with momentum β) follows to second order in η at time η a step, from a start on its slow
 * manifold; from rest it lags behind by a time of about ηβ/(1 − β). With `nesterov` (1 − β + 2β²) takes the place of (1 + β). Sources in theory/momentum. A gradient and a Hessian-vector product an evaluation.
 */
export const momentumFlow = member(
  "momentum-flow",
  "The modified flow of gradient descent with momentum, heavy ball unless Nesterov's form is asked for, to second order in the step size.",
  {
    stepSize: positive,
    momentum: z.number().min(0).lt(1).describe("β"),
    nesterov: z.boolean().optional().describe("Nesterov's form of momentum"),
    ...flowShape,
  },
  behaviour,
);
