import { member } from "../spec/member.ts";
import { batchShape } from "./batches.ts";
import { discrete } from "./discrete.ts";
import type { DynamicsBehaviour } from "./dynamics.ts";
import { type DescentOptions, descentFacts, descentRule, descentShape } from "./gradientDescent.ts";
import { type LastBatch, type Sampling, samplingSchema } from "./sampling.ts";

/** Options of SGD; B may be left out only where the batches are given. */
export interface StochasticOptions extends DescentOptions {
  readonly batchSize?: number | undefined;
  readonly sampling: Sampling;
  readonly lastBatch?: LastBatch | undefined;
}

const behaviour: DynamicsBehaviour<StochasticOptions> = {
  clock: "step",
  facts: descentFacts,
  start: (spec, setting) => discrete(spec, setting, descentRule(setting.point.parameters, spec)),
};

/**
 * Stochastic gradient descent: a step of `gd` along the mean gradient of a minibatch of B examples, chosen by `sampling` (see `Sampling`).
 * Its time is the sum of the step sizes taken (of a weighted batch, that part of it). Batches come from the run's stream "sampling" alone: runs with one seed see the same
 * batches whatever else differs. Throws SpecError where B does not fit the data; NumericalError, with the step, when a batch's loss or a
 * parameter is no longer finite.
 */
export const sgd = member(
  "sgd",
  "Stochastic gradient descent: each step goes along the mean gradient of a minibatch, chosen by `sampling`; momentum as in gd.",
  {
    ...descentShape,
    batchSize: batchShape.batchSize.describe("B; may be left out where the batches are given"),
    sampling: samplingSchema,
    lastBatch: batchShape.lastBatch,
  },
  behaviour,
);
