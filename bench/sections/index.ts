import { flow } from "./flow.ts";
import { curvature, descent } from "./network.ts";
import { rightHandSide } from "./rightHandSide.ts";
import type { Section } from "./section.ts";
import { certifiedSharpness } from "./sharpness.ts";
import { pool } from "./sweep.ts";
import { trial } from "./trial.ts";

/** The parts of the report, in order. */
export const sections: readonly Section[] = [descent, curvature, certifiedSharpness, flow, rightHandSide, trial, pool];
