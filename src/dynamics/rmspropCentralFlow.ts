import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import { type FlowBehaviour, type FlowOptions, flowShape } from "./flow.ts";

const shape = {
  stepSize: positive.describe("η"),
  alpha: z.number().gt(0).lt(1).default(0.99).describe("α (β₂ elsewhere), of the mean squared gradient"),
  epsilon: positive.default(1e-8).describe("ε, beside the root"),
  scalar: z.boolean().default(false).describe("one mean, of ‖g‖², for all parameters"),
  oscillation: z.boolean().default(true).describe("whether Σ is part of it; without, the stable flow"),
};

/** The options of the flow beside those of all flows. */
export interface RmspropCentralFlowOptions {
  readonly stepSize: number;
  readonly alpha: number;
  readonly epsilon: number;
  readonly scalar: boolean;
  readonly oscillation: boolean;
}

const behaviour: OnDemand<FlowBehaviour<RmspropCentralFlowOptions & FlowOptions>> = {
  load: async () => (await import("./rmspropCentralFlowBehaviour.ts")).behaviour,
};

/**
 * The central flow of full-batch RMSProp, at time η a step: ẇ = −[∇L + ½∇⟨Σ, H⟩]/(√ν + ε), ν̇ = (1 − α)/(αη) · [∇L² + diag(HΣH) − ν], Σ the covariance of the oscillation that holds the
 * effective sharpness, λ_max of diag(η/(√ν + ε))·H, at 2 (Cohen et al. 2025, section 5; ν of the present step is in its denominator, hence α in that of the rate). With `scalar` one mean of ‖∇L‖², as in
 * `rmsprop`. Without `oscillation` the stable flow, Σ = 0, which knows nothing of the edge. ν starts at the squared gradient (plus (ε/1000)², so that it is positive), where bias correction puts
 * it after a step: for `rmsprop` with `biasCorrection`, or late. Of ν the memory is 1/(1 − α) steps: that should be many.
 * Holds from a start below the edge: with a mean for each parameter and a small ε, parameters that hardly have a gradient put the effective sharpness far beyond 2 at once, and where nothing
 * lowers it the run ends as diverged. See `adaptiveOscillation` for the conditions on Σ.
 */
export const rmspropCentralFlow = member(
  "rmsprop-central-flow",
  "The central flow of RMSProp: its path through the mean of its oscillation, with the effective sharpness held at 2 (Cohen et al. 2025).",
  { ...shape, ...flowShape },
  behaviour,
);
