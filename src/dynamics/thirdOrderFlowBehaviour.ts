import { thirdOrder } from "../theory/thirdOrder.ts";
import { standingFor } from "./facts.ts";
import { flowBehaviour } from "./flowBehaviour.ts";
import type { ThirdOrderFlowOptions } from "./thirdOrderFlow.ts";

/** The flow on the integrators of all flows. */
export const behaviour = flowBehaviour<ThirdOrderFlowOptions>({
  facts: (options) => standingFor(options),
  theory: ({ stepSize }) => thirdOrder(stepSize),
});
