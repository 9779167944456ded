import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

const shape = {
  std: positive.describe("σ, the standard deviation of the perturbation"),
  multiplicative: z.boolean().optional().describe("w(1 + σξ) instead of w + σξ"),
  samples: z
    .int()
    .min(4)
    .multipleOf(2)
    .optional()
    .describe("number of perturbed losses, half of them the mirror images of the others; 100 unless given"),
};

export interface PerturbationSensitivityOptions {
  readonly std: number;
  readonly multiplicative?: boolean | undefined;
  readonly samples?: number | undefined;
}

const behaviour: OnDemand<MeasureBehaviour<PerturbationSensitivityOptions>> = {
  load: async () => (await import("./perturbationSensitivityBehaviour.ts")).behaviour,
};

/**
 * What flatness means in everyday words: the mean rise of the training loss, E[L(w + σξ)] − L(w), under independent standard normal
 * ξ (additive), or with w(1 + σξ) in the form of Barrett & Dherin's 2021 robustness test (multiplicative). For small σ it is (σ²/2) tr H,
 * or (σ²/2) Σ w_i² H_ii, where the loss is smooth; at the kinks of relu it is more.
 * Perturbations come in mirrored pairs ±ξ, which cancels the part linear in ξ exactly; the error is that of the mean over
 * pairs, by Student's t. They are drawn once, from the stream "perturbation" alone: rows of a run and runs of one seed see the same ones.
 */
export const perturbationSensitivity = member(
  "perturbation-sensitivity",
  "Mean rise of the training loss under Gaussian perturbations of the parameters, with its error.",
  shape,
  behaviour,
);
