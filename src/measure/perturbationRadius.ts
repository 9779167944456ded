import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { count, positive, text } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

const shape = {
  accuracyDrop: positive.max(1).optional().describe("how much of the training accuracy may be lost; 0.1 unless this or lossRise is given"),
  lossRise: positive.optional().describe("how much the training loss may rise, instead of a drop of accuracy"),
  samples: count.optional().describe("perturbations to average over; 10 unless given"),
  steps: count.max(1100).optional().describe("halvings of the interval; 15 unless given, and float64 has no more than 1100"),
  largest: positive.optional().describe("the largest σ to look for; 2 unless given"),
  floor: positive.optional().describe("ε, the part of the magnitude-aware deviations that all parameters share; 1e-3 unless given"),
  to: z
    .union([text, z.looseObject({})])
    .optional()
    .describe("w0 of the bounds: the id or the spec of the run whose end it is; the first point of this run unless given"),
};

/** What deterioration is allowed, and how the largest perturbation that keeps to it is found. */
export interface PerturbationRadiusOptions {
  /** How much of the training accuracy may be lost; 0.1 unless this or lossRise is given. */
  readonly accuracyDrop?: number | undefined;
  /** How much the training loss may rise, instead of a drop of accuracy. */
  readonly lossRise?: number | undefined;
  /** Perturbations to average over; 10 unless given. */
  readonly samples?: number | undefined;
  /** Halvings of the interval; 15 unless given. */
  readonly steps?: number | undefined;
  /** The largest σ to look for; 2 unless given. */
  readonly largest?: number | undefined;
  /** ε, the part of the magnitude-aware deviations that all parameters share; 1e-3 unless given. */
  readonly floor?: number | undefined;
  /** w0 of the bounds in a run: the id or the spec of the run whose end it is; the run's first point unless given. */
  readonly to?: unknown;
}

const behaviour: OnDemand<MeasureBehaviour<PerturbationRadiusOptions>> = {
  load: async () => (await import("./perturbationRadiusAt.ts")).behaviour,
};

/** The largest random perturbation that a point bears, and the PAC-Bayes bounds that follow from it (Jiang et al. 2020; Dziugaite et al. 2020): see the function `perturbationRadiusAt`. */
export const perturbationRadius = member(
  "perturbation-radius",
  "The largest σ of Gaussian perturbations that the accuracy or the loss bears, also in proportion to the parameters, with PAC-Bayes bounds (Jiang et al. 2020).",
  shape,
  behaviour,
);
