import { SpecError } from "../spec/errors.ts";
import { member } from "../spec/member.ts";
import { count } from "../spec/scalars.ts";
import type { DynamicsBehaviour, Mover } from "./dynamics.ts";
import { type DescentOptions, descentShape } from "./gradientDescent.ts";
import { type Sampling, openSampling, samplingSchema, visitsEachOnce } from "./sampling.ts";
import { descend, divergence, momentumDirection } from "./update.ts";

/** Options of SGD; B may be left out only where the batches are given. */
export interface StochasticOptions extends DescentOptions {
  readonly batchSize?: number | undefined;
  readonly sampling: Sampling;
}

const behaviour: DynamicsBehaviour<StochasticOptions> = {
  clock: "step",
  stepSize: (spec) => spec.stepSize,
  batchSize: ({ batchSize, sampling }) => batchSize ?? (typeof sampling === "string" ? null : longest(sampling.batches)),
  visitsEachOnce: (spec) => visitsEachOnce(spec.sampling),
  start(spec, { point, random }): Mover {
    const { stepSize, sampling } = spec;
    const { objective, parameters } = point;
    const next = openSampling(sampling, objective.examples, checkedBatchSize(spec, objective.examples), random("sampling"));
    const direct = momentumDirection(parameters.length, spec);
    const batchGradient = new Float64Array(parameters.length);
    let step = 0;
    return {
      point,
      get step() {
        return step;
      },
      get time() {
        return stepSize * step;
      },
      advance() {
        const batch = next();
        const gradient = batch === null ? point.gradient : batchGradient;
        const loss = batch === null ? point.loss : objective.gradient(parameters, batchGradient, batch);
        if (!Number.isFinite(loss)) throw divergence("the loss", step);
        descend(parameters, direct(gradient), stepSize, step + 1);
        point.moved();
        step++;
      },
    };
  },
};

function checkedBatchSize({ batchSize, sampling }: StochasticOptions, examples: number): number {
  if (typeof sampling !== "string") {
    const size = longest(sampling.batches);
    if (size > examples)
      throw new SpecError("sampling.batches", `a batch of ${size} is larger than the data: there are ${examples} examples`);
    if (batchSize !== undefined && batchSize !== size) {
      throw new SpecError("batchSize", `the longest of the given batches holds ${size} examples: leave batchSize out or make it ${size}`);
    }
    return size;
  }
  if (batchSize === undefined) throw new SpecError("batchSize", `sampling "${sampling}" needs a batch size from 1 to ${examples}`);
  if (batchSize > examples)
    throw new SpecError("batchSize", `a batch of ${batchSize} is larger than the data: there are ${examples} examples`);
  return batchSize;
}

function longest(batches: readonly (readonly number[])[]): number {
  return batches.reduce((size, batch) => Math.max(size, batch.length), 0);
}

/**
 * Stochastic gradient descent: a step of `gd` along the mean gradient of a minibatch of B examples, chosen by `sampling` (see `Sampling`).
 * Its time is η × step. Draws come from the run's stream "sampling" alone: runs with one seed see the same batches whatever else differs.
 * Throws SpecError where B does not fit the data; NumericalError, with the step, when a batch's loss or a parameter is no longer finite.
 */
export const sgd = member(
  "sgd",
  "Stochastic gradient descent: each step goes along the mean gradient of a minibatch, chosen by `sampling`; momentum as in gd.",
  { ...descentShape, batchSize: count.optional().describe("B; may be left out where the batches are given"), sampling: samplingSchema },
  behaviour,
);
