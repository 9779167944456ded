import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { nonnegative, positive } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

const shape = {
  radius: positive.optional().describe("ρ, the radius in units of the parameters' own sizes; 0.5 unless given"),
  per: z
    .enum(["element", "filter"])
    .optional()
    .describe("whose size: each weight's own (unless given), or the norm of the row of weights into a unit"),
  offset: nonnegative.optional().describe("η, added to every size; 0 unless given, and invariance needs 0"),
  biases: z.boolean().optional().describe("whether biases are measured by their own size too; they are not unless given"),
  tolerance: positive.max(1).optional().describe("relative residual of the eigenvalue; 1e-6 unless given"),
};

/** How sizes enter the adaptive sharpness. */
export interface AdaptiveSharpnessOptions {
  /** ρ, the radius in units of the parameters' own sizes; 0.5 unless given. */
  readonly radius?: number | undefined;
  /** Whose size: each weight's own (unless given), or the norm of the row of weights into a unit. */
  readonly per?: "element" | "filter" | undefined;
  /** η, added to every size; 0 unless given, and invariance needs 0. */
  readonly offset?: number | undefined;
  /** Whether biases are measured by their own size too; they are not unless given. */
  readonly biases?: boolean | undefined;
  /** Relative residual of the eigenvalue; 1e-6 unless given. */
  readonly tolerance?: number | undefined;
}

const behaviour: OnDemand<MeasureBehaviour<AdaptiveSharpnessOptions>> = {
  load: async () => (await import("./adaptiveSharpnessAt.ts")).behaviour,
};

/** Kwon et al.'s 2021 adaptive sharpness and the curvature λ_max(THT) that goes with it: see the function `adaptiveSharpnessAt`. */
export const adaptiveSharpness = member(
  "adaptive-sharpness",
  "Adaptive sharpness (ASAM, Kwon et al. 2021) and the largest eigenvalue of THT, T the sizes of the parameters: unchanged by rescaling layers.",
  shape,
  behaviour,
);
