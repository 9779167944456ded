import { curvature, descent } from "./network.ts";
import type { Section } from "./section.ts";

/** The parts of the report, in order. */
export const sections: readonly Section[] = [descent, curvature];
