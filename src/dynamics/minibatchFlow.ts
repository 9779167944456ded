import { member, type OnDemand } from "../spec/member.ts";
import { count, positive } from "../spec/scalars.ts";
import { type FlowBehaviour, type FlowOptions, flowShape } from "./flow.ts";

/** The options of the flow, as parsed. */
export interface MinibatchFlowOptions extends FlowOptions {
  readonly stepSize: number;
  readonly batchSize: number;
}

const behaviour: OnDemand<FlowBehaviour<MinibatchFlowOptions>> = {
  load: async () => (await import("./minibatchFlowBehaviour.ts")).behaviour,
};

/**
 * The gradient flow of L + (η/4)‖∇L‖² + (η/4)(N − B)/((N − 1)B)·Γ, which shuffled SGD follows in the mean over orders
 * (Smith, Dherin, Barrett & De 2021). One gradient and one pass along mixed directions an evaluation, for any B.
 * Its time is η a minibatch step, so that an epoch of SGD takes ⌈N/B⌉η. At a fixed time to order 2 where B divides N, else to order 1 (the record's conditions say so). Throws SpecError where B exceeds N.
 */
export const minibatchFlow = member(
  "minibatch-flow",
  "The modified flow of SGD that visits every example once an epoch (Smith et al. 2021): implicit gradient and minibatch terms.",
  { stepSize: positive, batchSize: count, ...flowShape },
  behaviour,
);
