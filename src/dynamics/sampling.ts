import * as z from "zod";
import { SpecError } from "../spec/errors.ts";
import { type Random, permutation } from "../kernel/random.ts";
import type { Batch } from "../objective/objective.ts";

/** How the examples of each minibatch are chosen. */
export const samplingSchema = z
  .union([
    z.enum(["reshuffle", "shuffle-once", "cyclic", "subset", "bootstrap", "partition-iid"]),
    z.strictObject({ kind: z.literal("batches"), batches: z.array(z.array(z.int().nonnegative()).min(1)).min(1) }),
  ])
  .describe("how batches are drawn: a name, or exactly the batches to use, again and again");

/**
 * - `reshuffle`: a new random order of all examples every epoch, cut into batches (what deep-learning loaders do)
 * - `shuffle-once`: one random order, kept for the whole run
 * - `cyclic`: the order of the data
 * - `subset`: every step a fresh subset, uniform among those of B different examples
 * - `bootstrap`: every step B examples drawn with replacement
 * - `partition-iid`: one random partition into batches; every step one of them, drawn independently and uniformly
 * - `batches`: exactly these, in this order, again and again
 *
 * Where B does not divide N, the last batch of an epoch (of the partition) holds the remaining N mod B examples, and its gradient is,
 * as always, the mean over that batch; no example is dropped.
 */
export type Sampling = z.output<typeof samplingSchema>;

/** Yields the batch of the next step; the array is valid until the next call. `null` stands for all examples in the order of the data. */
export type Sampler = () => Batch | null;

/** Whether every example is visited exactly once an epoch, which is what brings in the minibatch term of Smith et al. 2021. */
export function visitsEachOnce(sampling: Sampling): boolean {
  if (typeof sampling !== "string") return isPermutation(sampling.batches.flat());
  return sampling === "reshuffle" || sampling === "shuffle-once" || sampling === "cyclic";
}

/**
 * Opens a sampling. Draws come from `random` alone, so that two runs with the same stream see the same orders. All but `bootstrap` and `batches` take
 * the whole data in its own order when B = N: then SGD is GD, bit for bit. Nothing is allocated after the start.
 * Throws SpecError where the batches do not fit the number of examples.
 */
export function openSampling(sampling: Sampling, examples: number, batchSize: number, random: Random): Sampler {
  if (typeof sampling !== "string") return repeat(givenBatches(sampling.batches, examples));
  if (sampling === "bootstrap") return bootstrap(examples, batchSize, random);
  if (batchSize === examples) return () => null;
  const order = Int32Array.from({ length: examples }, (_, i) => i);
  if (sampling === "subset") return subset(order, batchSize, random);
  const batches = cut(order, batchSize);
  if (sampling === "cyclic") return repeat(batches);
  if (sampling === "reshuffle") return reshuffle(order, batches, random);
  permutation(random, order);
  return sampling === "shuffle-once" ? repeat(batches) : () => batches[random.integer(batches.length)];
}

/** Consecutive views of `order`, `batchSize` long, the last one shorter where it must be. */
function cut(order: Int32Array, batchSize: number): Batch[] {
  const batches: Batch[] = [];
  for (let start = 0; start < order.length; start += batchSize) batches.push(order.subarray(start, start + batchSize));
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

function isPermutation(indices: readonly number[]): boolean {
  const seen = new Set(indices);
  return seen.size === indices.length && indices.every((example) => example < indices.length);
}
