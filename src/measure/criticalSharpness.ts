import { member, type OnDemand } from "../spec/member.ts";
import { count, positive } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

const shape = {
  bracketWidth: positive.max(1).optional().describe("relative width of the bracket to reach; 1e-3 unless given"),
  passes: count.min(3).max(1_000_000).optional().describe("forward passes that a value may take; 9 unless given"),
};

/** How the critical sharpness is computed. */
export interface CriticalSharpnessOptions {
  /** Relative width of the bracket of the critical step size to reach; 1e-3 unless given. */
  readonly bracketWidth?: number | undefined;
  /** Forward passes that a value may take, beside the loss and gradient at the point; 9 unless given. */
  readonly passes?: number | undefined;
}

const behaviour: OnDemand<MeasureBehaviour<CriticalSharpnessOptions>> = {
  load: async () => (await import("./criticalSharpnessAt.ts")).behaviour,
};

/** Kalra et al.'s 2026 critical sharpness along the gradient: see the function `criticalSharpnessAt`, which takes other directions too. */
export const criticalSharpness = member(
  "critical-sharpness",
  "Critical sharpness 2 / η_c, η_c the step along the gradient at which the loss stops falling (Kalra et al. 2026); forward passes only.",
  shape,
  behaviour,
);
