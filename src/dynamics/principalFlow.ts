import { member, type OnDemand } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import { type FlowBehaviour, type FlowOptions, flowShape } from "./flow.ts";

/** The options of the flow, as parsed. */
export interface PrincipalFlowOptions extends FlowOptions {
  readonly stepSize: number;
}

const behaviour: OnDemand<FlowBehaviour<PrincipalFlowOptions>> = {
  load: async () => (await import("./principalFlowBehaviour.ts")).behaviour,
};

/**
 * ẇ = Σ_i (g·u_i) u_i log|1 − ηλ_i|/(ηλ_i) (Rosca et al. 2022): exact for GD on quadratics, in the moduli of the components where ηλ > 1 (see `principal` for what is done there and at ηλ = 1).
 * Needs the whole spectrum at every evaluation: throws SpecError beyond 500 parameters.
 */
export const principalFlow = member(
  "principal-flow",
  "The principal flow of GD with step size η, exact on quadratics: each eigencomponent at the rate log|1 − ηλ|/η (Rosca et al. 2022). Up to 500 parameters.",
  { stepSize: positive, ...flowShape },
  behaviour,
);
