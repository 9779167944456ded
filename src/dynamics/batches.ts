import type { Random } from "../kernel/random.ts";
import type { BatchFacts } from "../measure/dynamicsFacts.ts";
import type { Batch } from "../objective/objective.ts";
import { SpecError } from "../spec/errors.ts";
import { count } from "../spec/scalars.ts";
import type { Setting } from "./dynamics.ts";
import {
  fixedBatches,
  type LastBatch,
  lastBatchSchema,
  openSampling,
  orderOf,
  type Sampler,
  type Sampling,
  samplingSchema,
} from "./sampling.ts";

/** Options of dynamics that may take minibatches: all examples where neither is given. */
export interface BatchOptions {
  readonly batchSize?: number | undefined;
  readonly sampling?: Sampling | undefined;
  readonly lastBatch?: LastBatch | undefined;
}

/** The options of minibatches, as a spec has them. */
export const batchShape = {
  batchSize: count.optional().describe("B; all examples unless given, or the length of the longest of the given batches"),
  sampling: samplingSchema.optional(),
  lastBatch: lastBatchSchema.optional(),
};

/** B where there are batches; null for the full batch. */
export const batchSizeOf = ({ batchSize, sampling }: BatchOptions): number | null =>
  batchSize ?? (sampling === undefined || typeof sampling === "string" ? null : longest(sampling.batches));

/** What a step multiplies the estimate of its gradient with: 1, or for weighted batches the size over B. */
export function weightOf({ lastBatch }: BatchOptions, batchSize: number, batch: Batch): number {
  return lastBatch === "weighted" ? batch.length / batchSize : 1;
}

/** How the batches of a dynamics are drawn; null for the full batch. The options fit the data: `openBatches` has looked. */
export function batchFacts(options: BatchOptions, examples: number, random: () => Random): BatchFacts | null {
  const batchSize = batchSizeOf(options);
  const { sampling, lastBatch } = options;
  if (batchSize === null || sampling === undefined) return null;
  const fixed = fixedBatches(sampling, examples, batchSize, random, lastBatch);
  const rest = examples % batchSize;
  return {
    batchSize,
    epoch: fixed?.length ?? batchesPerEpoch(lastBatch, examples, batchSize),
    lastWeight: lastBatch === "weighted" && rest > 0 ? rest / batchSize : 1,
    order: orderOf(sampling),
    withReplacement: sampling === "bootstrap",
    fixed: fixed && fixed.map((batch) => ({ batch, weight: weightOf(options, batchSize, batch) })),
  };
}

/**
 * Opens the batches of a run; all examples at every step where neither a batch size nor a sampling is given. Draws come from the stream
 * "sampling" alone. Throws SpecError where the batch size does not fit the data or the sampling.
 */
export function openBatches(options: BatchOptions, examples: number, { random }: Setting): Sampler {
  const { sampling, lastBatch } = options;
  if (sampling === undefined) {
    if (options.batchSize !== undefined)
      throw new SpecError("sampling", `is missing: say how the batches of ${options.batchSize} are drawn, such as "reshuffle"`);
    if (lastBatch !== undefined)
      throw new SpecError("lastBatch", "is for minibatches, and this dynamics takes all examples at every step: leave it out");
    return () => null;
  }
  checkLastBatch(sampling, lastBatch);
  return openSampling(sampling, examples, checkedBatchSize(options.batchSize, sampling, examples), random("sampling"), lastBatch);
}

function checkLastBatch(sampling: Sampling, lastBatch: LastBatch | undefined): void {
  if (lastBatch === undefined) return;
  if (sampling === "subset" || sampling === "bootstrap")
    throw new SpecError("lastBatch", `means nothing with sampling "${sampling}", whose batches all hold B examples: leave it out`);
  if (typeof sampling !== "string" && lastBatch === "drop")
    throw new SpecError("lastBatch", 'is "drop", but the batches are given one by one: leave out of them what is to be dropped');
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

/** Batches of an epoch that no fixed partition makes; what is left over is dropped, or a smaller one. */
export const batchesPerEpoch = (lastBatch: unknown, examples: number, batchSize: number): number =>
  lastBatch === "drop" ? Math.floor(examples / batchSize) : Math.ceil(examples / batchSize);
