import { preconditioner } from "./adam.ts";
import { preconditionedSharpness } from "./preconditionedSharpness.ts";
import type { PredictedValue } from "./prediction.ts";
import { stableSharpnessOfAverage } from "./stability.ts";
import { threshold } from "./stabilityThreshold.ts";

/** Adam, or RMSProp (β₁ = 0), with its preconditioner frozen. */
export interface FrozenAdam {
  readonly stepSize: number;
  readonly beta1: number;
  /** ε, under the root. */
  readonly epsilon: number;
  /** v, the average of squared gradients that the run has (divided by 1 − β₂ᵏ where it is corrected), length P; g² at the Point unless given. */
  readonly squares?: Float64Array | undefined;
}

/**
 * The threshold of Adam and RMSProp, (2 + 2β₁)/((1 − β₁)η), which is 38/η at β₁ = 0.9 and 2/η for RMSProp: it bounds the *preconditioned* sharpness λ_max(D⁻¹H), D = diag √(v + ε) (Cohen et al. 2022). The average v is
 * a run's own; where the gradient changes little over its memory it is g². At the edge it is fed by the oscillation instead, see `rmspropStationary`.
 */
export function adamStability({ stepSize, beta1, epsilon, squares }: FrozenAdam): PredictedValue {
  return threshold(
    {
      name: "adam-stability",
    },
    () => stableSharpnessOfAverage(stepSize, beta1),
    {
      quantity: "λ_max(D⁻¹H) over the threshold",
      read: (point) => preconditionedSharpness(point, squares?.map((v) => Math.sqrt(v + epsilon)) ?? preconditioner(point, epsilon)),
    },
  );
}
