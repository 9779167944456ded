import { negate } from "../kernel/vector.ts";
import type { FlowOptions } from "./flow.ts";
import { flowBehaviour } from "./flowBehaviour.ts";

/** The flow on the integrators of all flows. */
export const behaviour = flowBehaviour<FlowOptions>({ velocity: () => (point, out) => negate(point.gradient, out) });
