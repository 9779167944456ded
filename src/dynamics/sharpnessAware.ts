import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { count, nonnegative } from "../spec/scalars.ts";
import { batchShape, type BatchOptions } from "./batches.ts";
import { discreteShape, type DiscreteOptions } from "./discrete.ts";
import type { DynamicsBehaviour } from "./dynamics.ts";

const shape = {
  ...discreteShape,
  ...batchShape,
  radius: nonnegative.describe("ρ, length of the climb (of ρ‖g‖ when not normalized)"),
  normalized: z.boolean().default(true).describe("climb by ρg/‖g‖; else by ρg"),
  groupSize: count
    .optional()
    .describe("m: each run of m examples of the batch climbs along its own gradient; the whole batch climbs as one unless given"),
};

/** The options of sharpness-aware minimization, as parsed. */
export interface SharpnessAwareOptions extends DiscreteOptions, BatchOptions {
  readonly radius: number;
  readonly normalized: boolean;
  readonly groupSize?: number | undefined;
}

const behaviour: OnDemand<DynamicsBehaviour<SharpnessAwareOptions>> = {
  load: async () => (await import("./sharpnessAwareBehaviour.ts")).behaviour,
};

/**
 * Sharpness-aware minimization (Foret et al. 2021): w ← w − η∇L(w + ρg/‖g‖), g = ∇L(w), both gradients over the same examples: all of them, or a
 * batch where `batchSize` and `sampling` are given. The direction is g + ρHg/‖g‖ + O(ρ²), that of the penalty ρ‖g‖; not normalized, the climb is ρg and
 * the penalty (ρ/2)‖g‖². With `groupSize` m the batch is cut into runs of m examples (the last may be shorter) that climb each along its own
 * gradient, and the step takes their mean: m-SAM (Andriushchenko & Flammarion 2022). Where g = 0 there is no climb.
 * Penalty and noise are taken at w. Its time is the sum of the step sizes. Its modified loss, for the
 * full batch, is that of the theory sharpness-aware. A step costs two gradients, with groups three.
 */
export const sam = member(
  "sam",
  "Sharpness-aware minimization: a step along the gradient at w + ρg/‖g‖, or w + ρg; in groups of m examples (m-SAM) if asked for.",
  shape,
  behaviour,
);
