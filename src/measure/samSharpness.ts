import { member, type OnDemand } from "../spec/member.ts";
import { count, positive } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

const shape = {
  radius: positive.optional().describe("ρ, the ball's radius; 0.05 unless given"),
  steps: count.max(1_000_000).optional().describe("ascents, one gradient each; 1, that of Foret et al., unless given"),
};

/** The ball of the sharpness that sharpness-aware minimization lowers. */
export interface SamSharpnessOptions {
  /** ρ, the ball's radius; 0.05 unless given. */
  readonly radius?: number | undefined;
  /** Ascents, one gradient each; 1 unless given, which is that of Foret et al. */
  readonly steps?: number | undefined;
}

const behaviour: OnDemand<MeasureBehaviour<SamSharpnessOptions>> = {
  load: async () => (await import("./samSharpnessAt.ts")).behaviour,
};

/** Foret et al.'s 2021 sharpness, L(w + ρg/‖g‖) − L(w): see the function `samSharpnessAt`. */
export const samSharpness = member(
  "sam-sharpness",
  "The sharpness that SAM lowers: the rise of the loss at distance ρ along the gradient (Foret et al. 2021).",
  shape,
  behaviour,
);
