import { axpy, norm2 } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import type { BatchFacts, WeightedBatch } from "./dynamicsFacts.ts";

/**
 * tr Σ_B / Γ for a batch drawn without replacement: (N − B) / ((N − 1)B), with Γ = (1/N)Σ‖g_i − g‖² and Σ_B the covariance of
 * the mean gradient of B of N examples (finite-population correction; Smith, Dherin, Barrett & De 2021). 0 for the full batch.
 */
export function subsetVarianceFactor(examples: number, batchSize: number): number {
  return examples === 1 ? 0 : (examples - batchSize) / ((examples - 1) * batchSize);
}

/** The same with or without replacement; with it tr Σ_B = Γ/B, the full batch included. */
export function drawVarianceFactor(examples: number, batchSize: number, withReplacement: boolean): number {
  return withReplacement ? 1 / batchSize : subsetVarianceFactor(examples, batchSize);
}

/**
 * What stands before Γ in the modified loss of an epoch that visits every example once: (m − 1) / (N − 1) with m = ⌈N/B⌉ batches.
 * Where B divides N this is `subsetVarianceFactor`. Where it does not, the last batch of an epoch is smaller; then any two batches of
 * a random partition still have covariance −Cov_i(H_i, g_i)/(N − 1) whatever their sizes, so that the mean of Σ_{j<k} H_k g_j
 * over all orders, which is what sets the drift, depends on m alone.
 */
export function epochVarianceFactor(examples: number, batchSize: number): number {
  return examples === 1 ? 0 : (Math.ceil(examples / batchSize) - 1) / (examples - 1);
}

/** `times` × tr Σ_B at a Point, Σ_B the covariance of the gradient that a step of these batches takes: from Γ for random draws, from every batch's gradient where the batches are fixed. */
export function batchVariance(point: Point, { batchSize, withReplacement, fixed }: BatchFacts, times = 1): number {
  if (fixed !== null) return times * fixedVariance(point, fixed);
  const factor = times * drawVarianceFactor(point.objective.examples, batchSize, withReplacement);
  return factor === 0 ? 0 : factor * point.noiseTrace;
}

/** (1/m) Σ_k ‖ω_k g_k‖² − ‖ḡ‖², ḡ the mean of the ω_k g_k: one pass over the batches. */
function fixedVariance({ objective, parameters }: Point, batches: readonly WeightedBatch[]): number {
  const mean = new Float64Array(objective.size);
  const own = new Float64Array(objective.size);
  let sum = 0;
  for (const { batch, weight } of batches) {
    objective.gradient(parameters, own, batch);
    axpy(weight / batches.length, own, mean);
    sum += weight * weight * norm2(own);
  }
  return Math.max(0, sum / batches.length - norm2(mean));
}
