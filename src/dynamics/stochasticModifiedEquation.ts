import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { count, positive } from "../spec/scalars.ts";
import type { DynamicsBehaviour } from "./dynamics.ts";

/** The options of `sme`, as parsed. */
export interface StochasticModifiedEquationOptions {
  readonly stepSize: number;
  readonly batchSize: number;
  readonly order: 1 | 2;
  readonly withReplacement: boolean;
  readonly substeps: number;
}

const behaviour: OnDemand<DynamicsBehaviour<StochasticModifiedEquationOptions>> = {
  load: async () => (await import("./stochasticModifiedEquationBehaviour.ts")).behaviour,
};

/**
 * Stochastic modified equations of SGD with independent batches (Li, Tai & E 2017): dW = −∇L dt + √η Σ_B^{1/2} dB (order 1), dW = −∇(L + (η/4)‖∇L‖²) dt + √η Σ_B^{1/2} dB (order 2), Itô, at time η a step; averages of functions of W are
 * those of SGD up to O(η), O(η²). Σ_B is the covariance of a batch's mean gradient (a subset, or with replacement).
 * Solved on a grid of η / `substeps` by Strang's splitting: half the drift by the midpoint rule, the noise with its coefficient frozen, half the drift; what that adds is of second order in η as well, its
 * constant falling with the substeps. A time that is asked for within a cell is reached by a Brownian bridge; the increment of the whole cell stays what it was.
 */
export const sme = member(
  "sme",
  "The stochastic modified equation of SGD, of weak order 1 or 2 in the step size (Li, Tai & E 2017).",
  {
    stepSize: positive,
    batchSize: count,
    order: z.union([z.literal(1), z.literal(2)]).default(2),
    withReplacement: z.boolean().default(false).describe("batches drawn with replacement"),
    substeps: count.max(1_000_000).default(2).describe("cells of the grid in a time η"),
  },
  behaviour,
);
