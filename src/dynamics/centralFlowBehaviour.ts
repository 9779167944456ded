import { central } from "../theory/central.ts";
import type { CentralFlowOptions } from "./centralFlow.ts";
import { standingFor } from "./facts.ts";
import { flowBehaviour } from "./flowBehaviour.ts";

/** The flow on the integrators of all flows. */
export const behaviour = flowBehaviour<CentralFlowOptions>({
  facts: (options) => standingFor(options),
  theory: ({ stepSize }, { objective }) => central(stepSize, objective),
});
