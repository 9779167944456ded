import { log } from "../kernel/elementary.ts";
import { eigenvalues } from "../kernel/symmetric.ts";

/**
 * The noise scale of Smith & Le 2018, g = ε(N/B − 1)/(1 − m), m the momentum: SGD on the *sum* C of the losses, Δω = −(ε/N)dĈ/dω, behaves like dω/dt = −dC/dω + η(t) with ⟨ηη⟩ = gF.
 * With the mean loss and time ε a step the temperature is g/N = ε(1/B − 1/N). The exact covariance of a batch without replacement has the factor N/(N − 1) beside.
 */
export function noiseScale(stepSize: number, batchSize: number, examples: number, momentum = 0): number {
  return (stepSize * (examples / batchSize - 1)) / (1 - momentum);
}

/** The batch size that has a given noise scale: B = εN/(g(1 − m) + ε); for B ≪ N it is proportional to ε, to N and to 1/(1 − m) (Smith & Le 2018). */
export function batchSizeOfNoise(scale: number, stepSize: number, examples: number, momentum = 0): number {
  return (stepSize * examples) / (scale * (1 - momentum) + stepSize);
}

/**
 * Jastrzębski et al. 2017: where the covariance of one example's gradient is the Hessian, C = σ²H, the stationary excess loss in the limit of small steps is (η/4B)σ² tr H: a function of η/B alone.
 */
export function excessLoss(stepSize: number, batchSize: number, variance: number, hessianTrace: number): number {
  return (stepSize * variance * hessianTrace) / (4 * batchSize);
}

/**
 * The constant step size with which SGD samples best from the posterior, ε* = 2DB/(N tr C) (Mandt, Hoffman & Blei 2017, theorem 1): D parameters, C the covariance of one example's gradient of the mean loss,
 * posterior ∝ e^(−NL). It minimises the Kullback–Leibler divergence of the stationary normal of the continuous equation to the posterior.
 * NaN without noise, where there is no best one.
 */
export function optimalConstantStep(parameters: number, batchSize: number, examples: number, covarianceTrace: number): number {
  return covarianceTrace > 0 ? (2 * parameters * batchSize) / (examples * covarianceTrace) : NaN;
}

/**
 * The logarithm of the evidence P(y | x; M) at a minimum of the regularised cost C (the sum over examples and the L2 term ½λ‖ω‖²), by Laplace's method (Smith & Le 2018, section 2):
 * −[C(ω₀) + ½ Σ ln(λ_i/λ)] plus `constant`, λ_i the eigenvalues of the Hessian of C, that of the L2 term included. Exact for Bayesian linear regression, where `constant` is −(n/2) ln 2π for unit noise.
 * NaN where an eigenvalue is not positive: no minimum.
 */
export function logEvidence(cost: number, hessian: Float64Array, size: number, regularisation: number, constant = 0): number {
  let sum = 0;
  for (const eigenvalue of eigenvalues(hessian, size)) sum += eigenvalue > 0 ? log(eigenvalue / regularisation) : NaN;
  return constant - cost - sum / 2;
}
