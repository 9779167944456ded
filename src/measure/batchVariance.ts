/**
 * tr Σ_B / Γ for a batch drawn without replacement: (N − B) / ((N − 1)B), with Γ = (1/N)Σ‖g_i − g‖² and Σ_B the covariance of
 * the mean gradient of B of N examples (finite-population correction; Smith, Dherin, Barrett & De 2021). 0 for the full batch.
 */
export function subsetVarianceFactor(examples: number, batchSize: number): number {
  return examples === 1 ? 0 : (examples - batchSize) / ((examples - 1) * batchSize);
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
