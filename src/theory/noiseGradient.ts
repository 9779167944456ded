import { subsetVarianceFactor } from "../measure/batchVariance.ts";
import type { Point } from "../objective/point.ts";

/**
 * ∇ tr Σ_B into `out`, Σ_B the covariance of the mean gradient of B examples: κ∇Γ with ∇Γ = 2[(1/N)Σ H_i g_i − Hg] and
 * κ = (N − B)/((N − 1)B) without replacement, 1/B with (Smith, Dherin, Barrett & De 2021). One pass over the data.
 * SGD in a fresh order each epoch drifts by −(η/4) of it per unit time in the mean; the probability current of independent draws by −(η/2)∇·Σ_B,
 * where ∇·Σ = ½∇tr Σ + Cov_i(tr H_i, g_i).
 */
export function noiseGradient(point: Point, batchSize: number, out: Float64Array, withReplacement = false): void {
  noiseGradientTimes(point, withReplacement ? 1 / batchSize : subsetVarianceFactor(point.objective.examples, batchSize), out);
}

/** κ∇Γ into `out`, for any κ. */
export function noiseGradientTimes(point: Point, share: number, out: Float64Array): void {
  point.objective.mixedHessianVector(point.parameters, point.gradient, -2 * share, 2 * share, out);
}
