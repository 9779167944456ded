import { SpecError } from "../spec/errors.ts";
import { count } from "../spec/scalars.ts";
import type { Setting } from "./dynamics.ts";
import { type Sampler, type Sampling, openSampling, samplingSchema, visitsEachOnce } from "./sampling.ts";

/** Options of dynamics that may take minibatches: all examples where neither is given. */
export interface BatchOptions {
  readonly batchSize?: number | undefined;
  readonly sampling?: Sampling | undefined;
}

/** The options of minibatches, as a spec has them. */
export const batchShape = {
  batchSize: count.optional().describe("B; all examples unless given, or the length of the longest of the given batches"),
  sampling: samplingSchema.optional(),
};

/** What modified losses and their kin need to know of batches. */
export const batchBehaviour = {
  batchSize: ({ batchSize, sampling }: BatchOptions): number | null =>
    batchSize ?? (sampling === undefined || typeof sampling === "string" ? null : longest(sampling.batches)),
  visitsEachOnce: ({ sampling }: BatchOptions): boolean => sampling !== undefined && visitsEachOnce(sampling),
};

/**
 * Opens the batches of a run; all examples at every step where neither a batch size nor a sampling is given. Draws come from the stream
 * "sampling" alone. Throws SpecError where the batch size does not fit the data or the sampling.
 */
export function openBatches(options: BatchOptions, examples: number, { random }: Setting): Sampler {
  const { sampling } = options;
  if (sampling === undefined) {
    if (options.batchSize === undefined) return () => null;
    throw new SpecError("sampling", `is missing: say how the batches of ${options.batchSize} are drawn, such as "reshuffle"`);
  }
  return openSampling(sampling, examples, checkedBatchSize(options.batchSize, sampling, examples), random("sampling"));
}

function checkedBatchSize(batchSize: number | undefined, sampling: Sampling, examples: number): number {
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
