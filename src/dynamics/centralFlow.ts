import { member, type OnDemand } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import { type FlowBehaviour, type FlowOptions, flowShape } from "./flow.ts";

/** The options of the flow, as parsed. */
export interface CentralFlowOptions extends FlowOptions {
  readonly stepSize: number;
}

const behaviour: OnDemand<FlowBehaviour<CentralFlowOptions>> = {
  load: async () => (await import("./centralFlowBehaviour.ts")).behaviour,
};

/**
 * ẇ = −[∇L + ½∇⟨Σ, H⟩]: the path about which gradient descent with step size η oscillates at the edge of stability (Cohen, Damian, Talwalkar, Kolter & Lee 2025), and
 * gradient flow wherever no eigenvalue is near 2/η. Σ ⪰ 0 is the covariance of the oscillation: it lives on the critical eigenvectors and is as small as
 * keeps their eigenvalues from passing 2/η (see `edgeOscillation` for the conditions and for how they are solved). GD's loss is L + tr Σ/η in the mean over a window of time, its squared gradient ‖∇L‖² + (4/η²) tr Σ: the measure
 * `central-flow-variance` records them. Holds where GD oscillates stably about the path; from a start sharper than 2/η the sharpness is let down at rate 2/η, which
 * no theory covers: the record says so. Effects of second order in η (those of `igr-flow`) are not part of it.
 */
export const centralFlow = member(
  "central-flow",
  "The central flow ẇ = −[∇L + ½∇⟨Σ, H⟩] of gradient descent with step size η: gradient flow until the edge of stability, then along it (Cohen et al. 2025).",
  { stepSize: positive, ...flowShape },
  behaviour,
);
