import { member, type OnDemand } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import { type FlowBehaviour, type FlowOptions, flowShape } from "./flow.ts";

/** The options of the flow, as parsed. */
export interface ImplicitGradientFlowOptions extends FlowOptions {
  readonly stepSize: number;
}

const behaviour: OnDemand<FlowBehaviour<ImplicitGradientFlowOptions>> = {
  load: async () => (await import("./implicitGradientFlowBehaviour.ts")).behaviour,
};

/**
 * ẇ = −∇L − (η/2) H∇L, the gradient flow of L + (η/4)‖∇L‖² (Barrett & Dherin 2021, eq. 3): it stays within O(η²) of
 * gradient descent with step size η at equal time. A gradient and a Hessian-vector product an evaluation.
 */
export const igrFlow = member(
  "igr-flow",
  "The flow of implicit gradient regularisation, ẇ = −∇L − (η/2) H∇L, which gradient descent with step size η follows to second order.",
  { stepSize: positive, ...flowShape },
  behaviour,
);
