import { axpy, dot, norm2 } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import { below, type Condition } from "./condition.ts";

/** The self-stabilisation of GD at the edge of stability, at a place. */
export interface SelfStabilisation {
  /** S = λ_max. */
  readonly sharpness: number;
  /** α = −∇L·∇S⊥: the rate at which gradient flow sharpens, 1/time². */
  readonly sharpening: number;
  /** β = ‖∇S⊥‖²: an oscillation x along the top eigenvector lowers S at the rate βx²/2. */
  readonly stabilisation: number;
  /** δ = √(2α/β), the root mean square of x in the cycle; 0 where nothing sharpens (α ≤ 0) and nothing needs to oscillate. */
  readonly amplitude: number;
  readonly conditions: readonly Condition[];
}

/**
 * Damian, Nichani & Lee 2023, "Self-stabilization": near S = 2/η the displacement x along the top eigenvector u and y = S − 2/η obey, per step of GD,
 * x' = −(1 + ηy)x, y' = y + η(α − βx²/2), with α = −∇L·∇S⊥, β = ‖∇S⊥‖², ∇S⊥ = ∇³L[u, u] less its part along u (S moves with x itself at first order too, but
 * x changes sign every step). Where something damps the cycle it comes to rest at E[x²] = δ² = 2α/β, S = 2/η. One third derivative beside the top eigenpair.
 */
export function selfStabilisation(point: Point, stepSize: number): SelfStabilisation {
  const { values, vectors } = point.eigenpairs(2, 1e-8);
  const sharpness = values[0];
  const u = Float64Array.from(vectors[0]);
  const slope = new Float64Array(u.length);
  point.objective.thirdDerivative(point.parameters, u, slope);
  axpy(-dot(slope, u), u, slope);
  const sharpening = -dot(point.gradient, slope);
  const stabilisation = norm2(slope);
  const amplitude = sharpening > 0 && stabilisation > 0 ? Math.sqrt((2 * sharpening) / stabilisation) : 0;
  const conditions = [
    below("the sharpness is near 2 / step size: |ηS/2 − 1|", Math.abs((stepSize * sharpness) / 2 - 1), 0.2),
    below("gradient flow sharpens: −α", -sharpening, 0),
    below("a single eigenvalue is at the edge: ηλ₂/2", values.length > 1 ? (stepSize * values[1]) / 2 : 0, 0.95),
    below("the cycle is slow: η√(2α)", stepSize * Math.sqrt(Math.max(0, 2 * sharpening)), 1),
  ];
  return { sharpness, sharpening, stabilisation, amplitude, conditions };
}
