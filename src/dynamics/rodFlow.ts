import { member, type OnDemand } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import { type FlowBehaviour, type FlowOptions, flowShape } from "./flow.ts";

/** The options of the flow, as parsed. */
export interface RodFlowOptions extends FlowOptions {
  readonly stepSize: number;
}

const behaviour: OnDemand<FlowBehaviour<RodFlowOptions>> = {
  load: async () => (await import("./rodFlowBehaviour.ts")).behaviour,
};

/**
 * GD at the edge of stability as a rod (Rod Flow; Regis & Chewi 2026; derived here from consecutive iterates): the iterates are its ends c ± ρ in turn. A step of GD takes both ends to c − ½η(g₊ + g₋) ± (ρ − ½η(g₊ − g₋)),
 * and with the alternation taken out ρ ↦ ½η(g₊ − g₋) − ρ, whose flows at time η a step are
 * ċ = −½(g₊ + g₋), ρ̇ = ½(g₊ − g₋) − (2/η)ρ, g± = ∇L(c ± ρ).
 * Along an eigenvector ρ grows at the rate λ − 2/η; a direction far below the edge decays faster than GD's but is of no account either way. The parameters are c. ρ may turn freely and needs no eigenvector; rounding
 * enters as in GD, as a source of half an ulp of each parameter a step in a fixed irregular pattern of signs, so that the oscillation sets in when GD's does. Two gradients an evaluation.
 */
export const rodFlow = member(
  "rod-flow",
  "The flow of the centre and the half-length vector of gradient descent's oscillation at the edge of stability (Regis & Chewi 2026).",
  { stepSize: positive, ...flowShape },
  behaviour,
);
