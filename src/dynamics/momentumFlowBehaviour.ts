import { momentum as modified } from "../theory/momentum.ts";
import { standingFor } from "./facts.ts";
import { flowBehaviour } from "./flowBehaviour.ts";
import type { MomentumFlowOptions } from "./momentumFlow.ts";

/** The flow on the integrators of all flows. */
export const behaviour = flowBehaviour<MomentumFlowOptions>({
  facts: (options) => standingFor(options, { momentum: options.momentum, nesterov: options.nesterov ?? false }),
  theory: ({ stepSize, momentum, nesterov }) => modified(stepSize, momentum, nesterov),
});
