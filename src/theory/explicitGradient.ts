import { type Condition, curvatureBelow } from "./condition.ts";
import { gradientNormPenalty } from "./implicitGradient.ts";
import { type ModifiedObjective, modifiedObjective } from "./prediction.ts";

/** GD on L + μ‖∇L‖². */
export interface PenalisedDescent {
  readonly stepSize: number;
  /** μ; −η/4 cancels the implicit term. */
  readonly coefficient: number;
}

/**
 * Explicit gradient regularisation: GD with step η on L + μ‖∇L‖² follows the gradient flow of L + (μ + η/4)‖∇L‖² (Barrett & Dherin 2021, section 5; their μ stands before
 * R_IG = ‖∇L‖²/P), to second order where μ is of the order of η. At a minimum the curvature λ of L becomes λ(1 + 2μλ).
 */
export function explicitGradient({ stepSize, coefficient }: PenalisedDescent): ModifiedObjective {
  return modifiedObjective(
    {
      name: "explicit-gradient",
      order: 2,
      conditions: [
        curvatureBelow("the penalty is weak", "2|μ|λ_max", 2 * Math.abs(coefficient), 1),
        penalisedBelow("the expansion in the step size converges", stepSize, coefficient, 1),
        penalisedBelow("GD is stable", stepSize, coefficient, 2),
      ],
    },
    gradientNormPenalty(coefficient + stepSize / 4),
  );
}

function penalisedBelow(name: string, stepSize: number, coefficient: number, limit: number): Condition {
  return {
    name,
    quantity: "ηλ_max(1 + 2μλ_max)",
    limit,
    read(point) {
      const curvature = point.leadingEigenvalue();
      return stepSize * curvature * (1 + 2 * coefficient * curvature);
    },
  };
}
