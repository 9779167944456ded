import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import { type FlowBehaviour, type FlowOptions, flowShape } from "./flow.ts";

const decay = z.number().min(0).lt(1);

/** The options of the flow, as parsed. */
export interface AdamFlowOptions extends FlowOptions {
  readonly stepSize: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

const behaviour: OnDemand<FlowBehaviour<AdamFlowOptions>> = {
  load: async () => (await import("./adamFlowBehaviour.ts")).behaviour,
};

/**
 * The modified flow of full-batch Adam late in training (Cattaneo, Klusowski & Shigida 2024; formula in theory/adam), for Adam with ε under the root and without bias correction, at time η a step:
 * it stays within O(η²) of it. RMSProp is β₁ = 0. A gradient and a Hessian-vector product an evaluation.
 */
export const adamFlow = member(
  "adam-flow",
  "The modified flow of full-batch Adam late in training (Cattaneo et al. 2024), for ε under the root and no bias correction; β₁ = 0 is RMSProp.",
  {
    stepSize: positive,
    beta1: decay.default(0.9).describe("β₁"),
    beta2: decay.default(0.999).describe("β₂"),
    epsilon: positive.default(1e-8).describe("ε, under the root"),
    ...flowShape,
  },
  behaviour,
);
