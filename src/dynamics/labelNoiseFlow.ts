import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { count, nonnegative, positive } from "../spec/scalars.ts";
import { type FlowBehaviour, type FlowOptions, flowShape } from "./flow.ts";

/** The options of the flow, as parsed. */
export interface LabelNoiseFlowOptions extends FlowOptions {
  readonly stepSize: number;
  readonly std: number;
  readonly batchSize?: number | undefined;
  readonly finite: boolean;
}

const behaviour: OnDemand<FlowBehaviour<LabelNoiseFlowOptions>> = {
  load: async () => (await import("./labelNoiseFlowBehaviour.ts")).behaviour,
};

/**
 * The limiting flow of GD or SGD with label noise along the manifold of minima, at time η a step: ẇ = −∇L − (cησ²/2B) P∇tr H for the loss c(f − y)², c that of the objective (Blanc et al. 2020; Damian, Ma & Lee 2021; Li, Wang & Arora 2022; the slow time of those papers is
 * η × this one). −∇L brings the start onto the manifold and keeps the path there; the drift acts along it. With `finite`, the drift is that of −(1/2η) tr log(I − ηH/2) in place of ¼ tr H, which holds
 * up to ηλ_max = 2. Targets are perturbed by σ. Throws SpecError beyond 500 parameters, and where the loss is no squared error: cross-entropy and logistic losses have no such noise.
 */
export const labelNoiseFlow = member(
  "label-noise-flow",
  "The limiting flow of descent with label noise along the manifold of minima: gradient flow plus the drift −(cησ²/2B) P∇tr H for squared errors c(f − y)². Up to 500 parameters.",
  {
    stepSize: positive,
    std: nonnegative.describe("σ, of the perturbation of a target"),
    batchSize: count.optional().describe("B; all examples unless given"),
    finite: z.boolean().default(false).describe("the regulariser of finite step sizes in place of its limit"),
    ...flowShape,
  },
  behaviour,
);
