import * as z from "zod";
import { count, positive } from "../spec/scalars.ts";
import { SpecError } from "../spec/errors.ts";

/** When a run ends: the first of these that is reached. */
export const untilSchema = z
  .strictObject({
    steps: count.optional().describe("this many steps were taken (dynamics that step only)"),
    time: positive.optional().describe("step size × step, or the flow's time, is this"),
    loss: z.number().optional().describe("the loss is at most this"),
    gradientNorm: positive.optional().describe("‖∇L‖ is at most this"),
    sharpness: positive.optional().describe("the largest eigenvalue of the Hessian is at least this"),
  })
  .refine(
    (until) => Object.values(until).some((value) => value !== undefined),
    "name at least one of steps, time, loss, gradientNorm, sharpness",
  );

/** When a run ends: at the first of these that is reached. */
export type Until = z.output<typeof untilSchema>;
/** Why a run ended, when it ended by itself. */
export type Reason = keyof Until;

/** What is looked at to decide whether a run has ended. The getters are read only where the spec asks for them. */
export interface Progressing {
  readonly step: number;
  readonly time: number;
  readonly loss: number;
  readonly gradientNormSquared: number;
  readonly sharpness: number;
}

/** Times are sums of steps: one that is short by rounding alone counts as reached. */
export const roundingSlack = 1e-9;

/** The first entry of `until` that is reached, or null. */
export function reached(until: Until, now: Progressing): Reason | null {
  if (until.steps !== undefined && now.step >= until.steps) return "steps";
  if (until.time !== undefined && now.time >= until.time * (1 - roundingSlack)) return "time";
  if (until.loss !== undefined && now.loss <= until.loss) return "loss";
  if (until.gradientNorm !== undefined && now.gradientNormSquared <= until.gradientNorm * until.gradientNorm) return "gradientNorm";
  if (until.sharpness !== undefined && now.sharpness >= until.sharpness) return "sharpness";
  return null;
}

/** Throws SpecError where a flow is asked to count steps. */
export function checkUntil(until: Until, clock: "step" | "time"): void {
  if (clock === "time" && until.steps !== undefined)
    throw new SpecError("until.steps", "a flow has no steps: use time (step size × steps) instead");
}
