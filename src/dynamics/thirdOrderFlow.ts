import { member, type OnDemand } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import { type FlowBehaviour, type FlowOptions, flowShape } from "./flow.ts";

/** The options of the flow, as parsed. */
export interface ThirdOrderFlowOptions extends FlowOptions {
  readonly stepSize: number;
}

const behaviour: OnDemand<FlowBehaviour<ThirdOrderFlowOptions>> = {
  load: async () => (await import("./thirdOrderFlowBehaviour.ts")).behaviour,
};

/**
 * ẇ = −g − (η/2)Hg − η²[(1/3)H²g + (1/12)∇³L[g, g]]: it stays within O(η³) of gradient descent with step size η at equal
 * time (sources in theory/thirdOrder). A gradient, two Hessian-vector products and a third derivative an evaluation.
 */
export const thirdOrderFlow = member(
  "third-order-flow",
  "The modified flow that gradient descent with step size η follows to third order.",
  { stepSize: positive, ...flowShape },
  behaviour,
);
