import type { ModifiedObjective } from "./modifiedObjective.ts";

/**
 * Gradient descent's implicit regularisation: L̃ = L + (η/4)‖∇L‖², with gradient g + (η/2)Hg
 * (Barrett & Dherin 2021). Their λR_IG is the whole of the second term: λ = ηP/4 and R_IG = ‖∇L‖²/P.
 * A step of GD and this gradient flow over a time η part by O(η³), the paths at a fixed time by O(η²).
 */
export function implicitGradient(stepSize: number): ModifiedObjective {
  return gradientNormPenalty(stepSize / 4);
}

/**
 * L + μ‖∇L‖² with gradient g + 2μHg: explicit gradient regularisation (Barrett & Dherin 2021; their
 * μ stands before R_IG = ‖∇L‖²/P). GD with step η on this objective regularises like μ + η/4 altogether; μ = −η/4 cancels the implicit term.
 */
export function gradientNormPenalty(coefficient: number): ModifiedObjective {
  return {
    order: 2,
    value: (point) => point.loss + coefficient * point.gradientNormSquared,
    gradient(point, out, scale = 1) {
      const gradient = point.gradient;
      point.hessianVector(gradient, out);
      const weight = 2 * coefficient;
      for (let i = 0; i < out.length; i++) out[i] = scale * (gradient[i] + weight * out[i]);
    },
  };
}
