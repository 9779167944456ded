import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { nonnegative } from "../spec/scalars.ts";
import { batchShape, type BatchOptions } from "./batches.ts";
import { discreteShape, type DiscreteOptions } from "./discrete.ts";
import type { DynamicsBehaviour } from "./dynamics.ts";

const shape = {
  ...discreteShape,
  ...batchShape,
  alpha: z.number().min(0).lt(1).default(0.99).describe("α (β₂ elsewhere), of the mean squared gradient"),
  epsilon: nonnegative.default(1e-8).describe("ε, beside the root or (epsilonInside) under it"),
  epsilonInside: z.boolean().default(false).describe("√(v + ε) instead of √v + ε"),
  biasCorrection: z.boolean().default(false).describe("whether v is divided by 1 − αᵏ"),
  scalar: z.boolean().default(false).describe("one mean, of ‖g‖², for all parameters"),
};

/** The options of RMSProp, as parsed. */
export interface RmspropOptions extends DiscreteOptions, BatchOptions {
  readonly alpha: number;
  readonly epsilon: number;
  readonly epsilonInside: boolean;
  readonly biasCorrection: boolean;
  readonly scalar: boolean;
}

const behaviour: OnDemand<DynamicsBehaviour<RmspropOptions>> = {
  load: async () => (await import("./rmspropBehaviour.ts")).behaviour,
};

/**
 * RMSProp (Hinton 2012) after PyTorch: v ← αv + (1 − α)g², w ← w − ηg/(√v + ε), v = 0 at the start and no bias correction unless asked for;
 * all examples at every step unless `batchSize` and `sampling` are given. `scalar` keeps one mean for all parameters,
 * ν ← αν + (1 − α)‖g‖², w ← w − ηg/(√ν + ε): the model of Cohen et al. 2025 (central flows), whose effective step size is η/√ν.
 * Its time is the sum of the step sizes. There is no modified loss for it: those of descent do not hold.
 */
export const rmsprop = member(
  "rmsprop",
  "RMSProp after PyTorch: w ← w − ηg/(√v + ε); one mean for all parameters with `scalar`; full batch unless batchSize and sampling are given.",
  shape,
  behaviour,
);
