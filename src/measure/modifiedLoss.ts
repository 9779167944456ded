import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { count, positive } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

const shape = {
  stepSize: positive.optional().describe("η; that of the dynamics at each step unless given"),
  momentum: z.number().min(0).lt(1).optional().describe("β; that of the dynamics unless given"),
  nesterov: z.boolean().optional().describe("Nesterov's form of momentum; as the dynamics has it unless given"),
  batchSize: count.optional().describe("B; that of the dynamics unless given"),
  visitsEachOnce: z
    .boolean()
    .optional()
    .describe(
      "whether the minibatch term is part of the modified loss; unless given where batches come in a fresh order each epoch, and where the batch size is given for a dynamics without batches",
    ),
};

/** Options of the modified loss. */
export interface ModifiedLossOptions {
  readonly stepSize?: number | undefined;
  readonly momentum?: number | undefined;
  readonly nesterov?: boolean | undefined;
  readonly batchSize?: number | undefined;
  readonly visitsEachOnce?: boolean | undefined;
}

const behaviour: OnDemand<MeasureBehaviour<ModifiedLossOptions>> = {
  load: async () => (await import("./modifiedLossBehaviour.ts")).behaviour,
};

/**
 * The loss that theory says the dynamics minimises, and its parts: L + (μ + η f/4)‖∇L‖² + (η c/4)Γ. η is that of the present step under a schedule (of one that changes little within the 1/(1 − β) steps of momentum's
 * memory), μ the coefficient of a penalty, f = 1 (Barrett & Dherin 2021), (1 + β)/(1 − β)² with heavy ball or (1 − β + 2β²)/(1 − β)² with Nesterov's form (`implicitFactor`). For full-batch SAM what its climb adds is part of it.
 * The last term, c = (m − 1)/(N − 1) with m batches an epoch (Smith, Dherin, Barrett & De 2021; with momentum and weights `shufflingFactor`), is added where batches come in a fresh random order each epoch. For
 * independent draws and fixed orders `minibatchTerm` is (η/4) tr Σ_B and not added: the first have it not in their mean over a fixed number of steps (at a fixed time the spread of the paths adds −½∇³L:S, of the same order),
 * the second have the drift of their own order beside it. Flows stand for their discrete dynamics.
 * Options take the place of what the dynamics says: with a step size, a dynamics for which there is no modified loss is taken for plain descent.
 * Throws SpecError where no step size is known, where theory knows no modified loss (Adam, RMSProp, Langevin dynamics, added noise, SAM on minibatches, and their flows), or B is larger than N.
 */
export const modifiedLoss = member(
  "modified-loss",
  "The loss that theory says is minimised, L + (η/4)‖∇L‖² with the factors of momentum and penalties, and for batches in a fresh order each epoch the minibatch term; with its parts.",
  shape,
  behaviour,
);
