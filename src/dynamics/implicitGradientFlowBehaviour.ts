import { implicitGradient } from "../theory/implicitGradient.ts";
import { standingFor } from "./facts.ts";
import { flowBehaviour } from "./flowBehaviour.ts";
import type { ImplicitGradientFlowOptions } from "./implicitGradientFlow.ts";

/** The flow on the integrators of all flows. */
export const behaviour = flowBehaviour<ImplicitGradientFlowOptions>({
  facts: (options) => standingFor(options),
  theory: ({ stepSize }) => implicitGradient(stepSize),
});
