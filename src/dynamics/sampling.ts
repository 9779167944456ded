import * as z from "zod";
import { SpecError } from "../spec/errors.ts";
import { type Random, permutation } from "../kernel/random.ts";
import type { BatchFacts } from "../measure/dynamicsFacts.ts";
import type { Batch } from "../objective/objective.ts";

/** How the examples of each minibatch are chosen. */
export const samplingSchema = z
  .union([
    z.enum(["reshuffle", "shuffle-once", "cyclic", "subset", "bootstrap", "partition-iid"]),
    z.strictObject({ kind: z.literal("batches"), batches: z.array(z.array(z.int().nonnegative()).min(1)).min(1) }),
  ])
  .describe("how batches are drawn: a name, or exactly the batches to use, again and again");

/** What becomes of the last batch of an epoch where B does not divide N. */
export const lastBatchSchema = z
  .enum(["smaller", "drop", "weighted"])
  .describe(
    'the last batch of an epoch where B does not divide N: taken as it is ("smaller", unless given), left out ("drop"), or its gradient multiplied with its size over B ("weighted")',
  );

/**
 * - `reshuffle`: a new random order of all examples every epoch, cut into batches (what deep-learning loaders do)
 * - `shuffle-once`: one random order, kept for the whole run
 * - `cyclic`: the order of the data
 * - `subset`: every step a fresh subset, uniform among those of B different examples
 * - `bootstrap`: every step B examples drawn with replacement
 * - `partition-iid`: one random partition into batches; every step one of them, drawn independently and uniformly
 * - `batches`: exactly these, in this order, again and again; examples may be missing from them or repeated, and weigh so much less or more
 *
 * Where B does not divide N, the last batch of an epoch (of the partition) holds the remaining N mod B examples, and its gradient is,
 * as always, the mean over that batch: its examples weigh more than the others in that epoch. With `reshuffle` they are others each time; in a fixed order or partition
 * they are the same, and the loss that is followed is not L but one that weighs them more. `lastBatch` says otherwise: "drop" leaves that batch out, a fresh random choice of
 * examples each epoch with `reshuffle`, the same for ever in a fixed order or partition; "weighted" multiplies the estimate of the gradient of that step (penalty and noise included) with
 * (N mod B)/B and counts that part of η as its time: over an epoch, which takes (N/B)η, every example weighs the same. Given batches may be weighted, by their size over that of the largest.
 */
export type Sampling = z.output<typeof samplingSchema>;

/** What is done with the last batch. */
export type LastBatch = z.output<typeof lastBatchSchema>;

/** Yields the batch of the next step; the array is valid until the next call. `null` stands for all examples in the order of the data. */
export type Sampler = () => Batch | null;

/** How the batches of a sampling follow one another. */
export function orderOf(sampling: Sampling): BatchFacts["order"] {
  if (sampling === "reshuffle") return "fresh";
  return sampling === "subset" || sampling === "bootstrap" || sampling === "partition-iid" ? "independent" : "fixed";
}

/**
 * The batches where these stay the same for the whole run: given ones, and those of `cyclic`, `shuffle-once` and `partition-iid`; null for the others. `random` is the stream that `openSampling` takes, opened anew.
 * Throws SpecError where they do not fit the number of examples.
 */
export function fixedBatches(
  sampling: Sampling,
  examples: number,
  batchSize: number,
  random: () => Random,
  lastBatch?: LastBatch,
): Batch[] | null {
  if (typeof sampling !== "string") return givenBatches(sampling.batches, examples);
  if (sampling === "reshuffle" || sampling === "subset" || sampling === "bootstrap") return null;
  const order = inOrder(examples);
  if (sampling !== "cyclic" && batchSize < examples) permutation(random(), order);
  return cut(order, batchSize, lastBatch);
}

/**
 * Opens a sampling. Draws come from `random` alone, so that two runs with the same stream see the same orders. All but `bootstrap` and `batches` take
 * the whole data in its own order when B = N: then SGD is GD, bit for bit. Nothing is allocated after the start.
 * Throws SpecError where the batches do not fit the number of examples.
 */
export function openSampling(sampling: Sampling, examples: number, batchSize: number, random: Random, lastBatch?: LastBatch): Sampler {
  if (sampling === "bootstrap") return bootstrap(examples, batchSize, random);
  if (typeof sampling === "string" && batchSize === examples) return () => null;
  if (sampling === "subset") return subset(inOrder(examples), batchSize, random);
  if (sampling === "reshuffle") {
    const order = inOrder(examples);
    return reshuffle(order, cut(order, batchSize, lastBatch), random);
  }
  const batches = fixedBatches(sampling, examples, batchSize, () => random, lastBatch)!;
  return sampling === "partition-iid" ? () => batches[random.integer(batches.length)] : repeat(batches);
}

const inOrder = (examples: number): Int32Array => new Int32Array(examples).map((_, i) => i);

/** Consecutive views of `order`, `batchSize` long, the last one shorter where it must be, or left out. */
function cut(order: Int32Array, batchSize: number, lastBatch?: LastBatch): Batch[] {
  const batches: Batch[] = [];
  for (let start = 0; start < order.length; start += batchSize) batches.push(order.subarray(start, start + batchSize));
  if (lastBatch === "drop" && batches[batches.length - 1].length < batchSize) batches.pop();
  return batches;
}

function repeat(batches: readonly Batch[]): Sampler {
  let position = 0;
  return () => {
    const batch = batches[position];
    position = position + 1 === batches.length ? 0 : position + 1;
    return batch;
  };
}

function reshuffle(order: Int32Array, batches: readonly Batch[], random: Random): Sampler {
  let position = batches.length;
  return () => {
    if (position === batches.length) {
      permutation(random, order);
      position = 0;
    }
    return batches[position++];
  };
}

/** The first B places of a Fisher–Yates shuffle are a uniform subset, whatever order it starts from. */
function subset(order: Int32Array, batchSize: number, random: Random): Sampler {
  const batch = order.subarray(0, batchSize);
  return () => {
    for (let i = 0; i < batchSize; i++) {
      const j = i + random.integer(order.length - i);
      const chosen = order[j];
      order[j] = order[i];
      order[i] = chosen;
    }
    return batch;
  };
}

function bootstrap(examples: number, batchSize: number, random: Random): Sampler {
  const batch = new Int32Array(batchSize);
  return () => {
    for (let i = 0; i < batchSize; i++) batch[i] = random.integer(examples);
    return batch;
  };
}

function givenBatches(batches: readonly (readonly number[])[], examples: number): Batch[] {
  return batches.map((batch, k) => {
    const wrong = batch.findIndex((example) => example >= examples);
    if (wrong >= 0) {
      throw new SpecError(`sampling.batches.${k}.${wrong}`, `there is no example ${batch[wrong]}: the examples are 0 to ${examples - 1}`);
    }
    return Int32Array.from(batch);
  });
}
