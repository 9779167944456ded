import { subsetVarianceFactor } from "../measure/batchVariance.ts";

/** The step of gradient descent or SGD: η, and β in PyTorch's form v ← βv + g. */
export interface StepRule {
  readonly stepSize: number;
  readonly momentum?: number | undefined;
  readonly nesterov?: boolean | undefined;
}

/**
 * The largest curvature at which the step is stable on a quadratic, in the unit 1 / step size (Cohen et al. 2021, section 2 and appendix B):
 * 2/η for gradient descent, (2 + 2β)/η for heavy ball, (2 + 2β)/(η(1 + 2β)) for Nesterov.
 */
export function stableSharpness({ stepSize, momentum = 0, nesterov = false }: StepRule): number {
  const heavyBall = (2 + 2 * momentum) / stepSize;
  return nesterov ? heavyBall / (1 + 2 * momentum) : heavyBall;
}

/**
 * The largest curvature λ of L at which the step is stable on a quadratic with μ‖∇L‖² added to L: the step then meets λ + 2μλ², which `without`
 * bounds (the threshold without a penalty), so that λ = 2T/(1 + √(1 + 8μT)). Where μ < 0 is so strong that it never gets there (μ < −1/(8T), among them μ = −η/4 of plain descent),
 * what bounds λ is that the curvature met turns negative, at −1/(2μ). Derived here; see `gradientNorm` for the penalty.
 */
export function stableSharpnessPenalised(without: number, coefficient: number): number {
  const discriminant = 1 + 8 * coefficient * without;
  return discriminant < 0 ? -1 / (2 * coefficient) : (2 * without) / (1 + Math.sqrt(discriminant));
}

/**
 * The same where the momentum is an average, v ← βv + (1 − β)g, as in Adam with its preconditioner frozen at the identity:
 * (2 + 2β)/((1 − β)η), which is 38/η at β = 0.9 (Cohen et al. 2022).
 */
export function stableSharpnessOfAverage(stepSize: number, momentum: number): number {
  return (2 + 2 * momentum) / ((1 - momentum) * stepSize);
}

/** Mean a and variance s² of the examples' curvatures h_i at a common minimum, in one dimension. */
export interface CurvatureSpread {
  readonly examples: number;
  readonly mean: number;
  readonly variance: number;
}

/**
 * E[w'²]/w² of one step of SGD near a minimum common to all examples, in one dimension, the batch a fresh subset of B of n:
 * (1 − ηa)² + η²s²(n − B)/(B(n − 1)) (Wu, Ma & E 2018). Stable in mean square when it is at most 1.
 */
export function meanSquareGrowth({ examples, mean, variance }: CurvatureSpread, stepSize: number, batchSize: number): number {
  const contraction = 1 - stepSize * mean;
  return contraction * contraction + stepSize * stepSize * variance * subsetVarianceFactor(examples, batchSize);
}

/** The step size at which `meanSquareGrowth` is 1: 2a/(a² + s²(n − B)/(B(n − 1))); 2/a for the full batch. */
export function meanSquareStepSize({ examples, mean, variance }: CurvatureSpread, batchSize: number): number {
  return (2 * mean) / (mean * mean + variance * subsetVarianceFactor(examples, batchSize));
}

/**
 * The box of Wu, Ma & E 2018: stability in mean square needs a ≤ 2/η and s ≤ (1/η)√(B(n − 1)/(n − B)); needs, and is not implied by it.
 * Infinite non-uniformity is allowed to the full batch.
 */
export function stabilityBox(
  examples: number,
  stepSize: number,
  batchSize: number,
): { readonly sharpness: number; readonly nonUniformity: number } {
  return { sharpness: 2 / stepSize, nonUniformity: 1 / (stepSize * Math.sqrt(subsetVarianceFactor(examples, batchSize))) };
}
