import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { nonnegative } from "../spec/scalars.ts";
import { batchShape, type BatchOptions } from "./batches.ts";
import { discreteShape, type DiscreteOptions } from "./discrete.ts";
import type { DynamicsBehaviour } from "./dynamics.ts";

const average = z.number().min(0).lt(1);

const shape = {
  ...discreteShape,
  ...batchShape,
  beta1: average.default(0.9).describe("β₁, of the mean gradient"),
  beta2: average.default(0.999).describe("β₂, of the mean squared gradient"),
  epsilon: nonnegative.default(1e-8).describe("ε, beside the root or (epsilonInside) under it"),
  epsilonInside: z.boolean().default(false).describe("√(v̂ + ε) instead of √v̂ + ε"),
  biasCorrection: z.boolean().default(true).describe("whether m and v are divided by 1 − βᵏ"),
};

/** The options of Adam, as parsed. */
export interface AdamOptions extends DiscreteOptions, BatchOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly epsilonInside: boolean;
  readonly biasCorrection: boolean;
}

const behaviour: OnDemand<DynamicsBehaviour<AdamOptions>> = {
  load: async () => (await import("./adamBehaviour.ts")).behaviour,
};

/**
 * Adam (Kingma & Ba 2015) after PyTorch: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − η m̂/(√v̂ + ε), m̂ = m/(1 − β₁ᵏ), v̂ = v/(1 − β₂ᵏ) at
 * step k = 1, 2, …; all examples at every step unless `batchSize` and `sampling` are given. With `epsilonInside` the quotient is m̂/√(v̂ + ε),
 * and without `biasCorrection` m̂ = m, v̂ = v: the form of Cattaneo, Klusowski & Shigida 2024. A parameter whose gradients were all 0 stays where
 * it is, with ε = 0 too. Its time is the sum of the step sizes. There is no modified loss for it: those of descent do not hold.
 */
export const adam = member(
  "adam",
  "Adam after PyTorch: w ← w − η m̂/(√v̂ + ε); full batch unless batchSize and sampling are given.",
  shape,
  behaviour,
);
