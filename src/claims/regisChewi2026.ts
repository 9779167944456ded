import { rodFlow } from "../dynamics/rodFlow.ts";
import { behaviour as rodFlowBehaviour } from "../dynamics/rodFlowBehaviour.ts";
import { claim, type Paper } from "./claim.ts";
import { atTheEdge, cycleOver, cycleQuantities, cycleSetting, edgeQuantities, edgeSetting } from "./tools/edgePaths.ts";

const follows = claim({
  name: "follows-descent",
  statement:
    "A flow of a centre and a half-length vector, a rod whose ends are the two phases of the oscillation, overshoots the edge, comes back and stays there as gradient descent does.",
  source: "Regis & Chewi 2026 (rod flow); its equations are derived here from consecutive iterates",
  setting: edgeSetting,
  quantities: edgeQuantities,
  seconds: 3,
  compute: () => ({ values: atTheEdge(rodFlowBehaviour, (stepSize) => rodFlow({ stepSize })) }),
});

const cycle = claim({
  name: "first-cycle",
  statement:
    "A flow of the centre and the half-length vector goes through the cycle of the sharpness about 2/η as gradient descent does, in height and in time, up to O(η).",
  source: "Regis & Chewi 2026 (rod flow); the model is a choice made here",
  setting: cycleSetting,
  quantities: cycleQuantities,
  seconds: 2,
  compute: () => ({ values: cycleOver(rodFlowBehaviour, (stepSize) => rodFlow({ stepSize })) }),
});

/** Regis & Chewi 2026. */
export const regisChewi2026: Paper = {
  id: "regis-chewi-2026",
  citation: "Regis & Chewi 2026, rod flow: a continuous-time model of gradient descent at the edge of stability",
  claims: [follows, cycle],
};
