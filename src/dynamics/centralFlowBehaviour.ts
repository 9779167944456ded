import { central } from "../theory/central.ts";
import type { CentralFlowOptions } from "./centralFlow.ts";
import { flowBehaviour } from "./flow.ts";

/** The flow on the integrators of all flows. */
export const behaviour = flowBehaviour<CentralFlowOptions>({
  stepSize: ({ stepSize }) => stepSize,
  theory: ({ stepSize }, { objective }) => central(stepSize, objective),
});
