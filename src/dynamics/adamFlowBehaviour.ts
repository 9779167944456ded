import { adam } from "../theory/adam.ts";
import type { AdamFlowOptions } from "./adamFlow.ts";
import { standingFor } from "./facts.ts";
import { flowBehaviour } from "./flowBehaviour.ts";

/** The flow on the integrators of all flows. */
export const behaviour = flowBehaviour<AdamFlowOptions>({
  facts: (options) =>
    standingFor(options, {
      descends: false,
      noModifiedLoss: "theory knows no modified loss for adam-flow: it is not the flow of a function",
    }),
  theory: adam,
});
