import type { BatchFacts, WeightedBatch } from "./dynamicsFacts.ts";
import type { StatedCondition } from "./measure.ts";

/** Weights are counted in whole examples and divided a few times. */
export const weightRounding = 1e-9;
/** What is read of weights. */
export const weightExcess = "the largest weight of an example in an epoch over the mean weight, less 1";
/** What equal epochs are good for. */
export const equalEpochs = "every example weighs the same in each epoch; else the order at a fixed time is 1";

/**
 * That batches which are the same all along weigh every example alike. The loss that is followed is Σ_i ω_i ℓ_i, ω_i the part of Σ_k (weight of batch k)/(its size) that falls to example i; it is L only where all ω_i are 1/N.
 * With a smaller last batch its examples weigh more, dropped examples nothing, repeated ones more. None where the weights are equal: there is nothing to say then.
 */
export function sameWeights(batches: readonly WeightedBatch[], examples: number): StatedCondition[] {
  const weights = new Float64Array(examples);
  for (const { batch, weight } of batches) for (const i of batch) weights[i] += weight / batch.length;
  let [sum, largest] = [0, 0];
  for (const weight of weights) {
    sum += weight;
    largest = Math.max(largest, weight);
  }
  const value = (examples * largest) / sum - 1;
  return value < weightRounding ? [] : [unequal("every example weighs the same, so that the loss that is followed is L", value)];
}

/** `weightExcess` of an epoch in a fresh order. */
export function freshExcess(
  { batchSize, epoch, lastWeight }: Pick<BatchFacts, "batchSize" | "epoch" | "lastWeight">,
  examples: number,
): number {
  const rest = examples % batchSize;
  if (rest === 0 || lastWeight !== 1) return 0;
  return epoch * batchSize < examples ? examples / (epoch * batchSize) - 1 : examples / (epoch * rest) - 1;
}

/** The condition of equal weights where it does not hold. */
export const unequal = (name: string, value: number): StatedCondition => ({
  name,
  quantity: weightExcess,
  limit: weightRounding,
  read: () => value,
});
