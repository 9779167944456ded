import { norm } from "../kernel/vector.ts";
import type { PredictedValue } from "./prediction.ts";
import { threshold } from "./stabilityThreshold.ts";

/** Full-batch SAM: step size, radius, and whether the climb is ρg/‖g‖ (unless given) or ρg. */
export interface ClimbingStep {
  readonly stepSize: number;
  readonly radius: number;
  readonly normalized?: boolean | undefined;
}

/**
 * SAM's edge of stability, the root of λ(1 + ρλ/‖g‖) = 2/η: (‖g‖/2ρ)(√(1 + 8ρ/(η‖g‖)) − 1), below 2/η and falling with the gradient (Long & Bartlett 2024); for the climb ρg with 1 in the place of ‖g‖, where it is
 * exact on a quadratic. 0, the limit, at a critical point, where the climb ρg/‖g‖ has no direction.
 */
export function sharpnessAwareStability({ stepSize, radius, normalized = true }: ClimbingStep): PredictedValue {
  return threshold(
    {
      name: "sharpness-aware-stability",
    },
    (point) => {
      const scale = normalized ? norm(point.gradient) : 1;
      return 4 / stepSize / (1 + Math.sqrt(1 + (8 * radius) / (stepSize * scale)));
    },
    { quantity: "λ_max over the threshold", read: (point) => point.leadingEigenvalue() },
  );
}
