import { member, type OnDemand } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import { type FlowBehaviour, type FlowOptions, flowShape } from "./flow.ts";

/** The options of the flow, as parsed. */
export interface EdgeFlowOptions extends FlowOptions {
  readonly stepSize: number;
}

const behaviour: OnDemand<FlowBehaviour<EdgeFlowOptions>> = {
  load: async () => (await import("./edgeFlowBehaviour.ts")).behaviour,
};

/**
 * GD at the edge of stability as w_t ≈ c + (−1)^t a u (Edge Flow; Marion 2026, after its abstract; derived here from two consecutive iterates):
 * ċ = −½[g(c + au) + g(c − au)], u̇ = Hu − (uᵀHu)u, d(log a)/dt = log|1 − ηs|/η, s = uᵀ[g(c + au) − g(c − au)]/(2a),
 * with H at c and s = uᵀHu where a is too small to tell. The parameters are c; u starts at the top eigenvector, a at η|u·g|/2, and a does not fall below what rounding leaves
 * in GD itself, so that the oscillation sets in when GD's does. Nothing pins the sharpness: it goes in cycles about 2/η, as GD's own does. Two gradients, one Hessian-vector product an evaluation.
 * Holds with one direction at the edge.
 */
export const edgeFlow = member(
  "edge-flow",
  "The flow of the centre, direction and amplitude of gradient descent's oscillation at the edge of stability, one direction (Marion 2026).",
  { stepSize: positive, ...flowShape },
  behaviour,
);
