import { edgeFlow } from "../dynamics/edgeFlow.ts";
import { behaviour as edgeFlowBehaviour } from "../dynamics/edgeFlowBehaviour.ts";
import { claim, type Paper } from "./claim.ts";
import { atTheEdge, cycleOver, cycleQuantities, cycleSetting, edgeQuantities, edgeSetting } from "./tools/edgePaths.ts";

const follows = claim({
  name: "follows-descent",
  statement:
    "A flow of the centre and the amplitude of a period-two oscillation overshoots the edge, comes back and stays there as gradient descent does.",
  source: "Marion 2026 (edge flow); its equations are derived here from the abstract: ċ = −(η/2)[g(c + au) + g(c − au)] and their kin",
  setting: edgeSetting,
  quantities: edgeQuantities,
  seconds: 3,
  compute: () => ({ values: atTheEdge(edgeFlowBehaviour, (stepSize) => edgeFlow({ stepSize })) }),
});

const cycle = claim({
  name: "first-cycle",
  statement:
    "A flow of the centre, the direction and the amplitude goes through the cycle of the sharpness about 2/η as gradient descent does, in height and in time, up to O(η).",
  source: "Marion 2026 (edge flow); the model is a choice made here",
  setting: cycleSetting,
  quantities: cycleQuantities,
  seconds: 2,
  compute: () => ({ values: cycleOver(edgeFlowBehaviour, (stepSize) => edgeFlow({ stepSize })) }),
});

/** Marion 2026. */
export const marion2026: Paper = {
  id: "marion-2026",
  citation: "Marion 2026, edge flow: a continuous-time model of gradient descent at the edge of stability",
  claims: [follows, cycle],
};
