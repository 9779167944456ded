import type { Point } from "../objective/point.ts";
import { below, type Condition } from "./condition.ts";
import type { ModifiedFlow } from "./modifiedObjective.ts";

/** Adam as theory has it: ε under the root, no bias correction, full batch. RMSProp is β₁ = 0. */
export interface AdamRule {
  readonly stepSize: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * Adam late in training, by backward error analysis (Cattaneo, Klusowski & Shigida 2024): ẇ_j = −(g_j + b_j)/s_j, s_j = √(g_j² + ε),
 * b_j = (η/2)[(1 + β₁)/(1 − β₁) − (1 + β₂)/(1 − β₂) + ((1 + β₂)/(1 − β₂))·ε/s_j²]·∂_j Σ_i s_i, at time η a step; ∇Σ_i s_i = H(g/s).
 * Where ε ≪ g² and β₂ > β₁ the bracket is negative: Adam then *raises* the smoothed 1-norm of the gradient. Not the gradient of any scalar. One Hessian-vector product.
 */
export function adam({ stepSize, beta1, beta2, epsilon }: AdamRule): ModifiedFlow & {
  /** What must hold for the prediction, with its value and whether it holds at the point. */
  conditions(point: Point): readonly Condition[];
} {
  const first = (1 + beta1) / (1 - beta1);
  const second = (1 + beta2) / (1 - beta2);
  let direction = new Float64Array(0);
  return {
    order: 2,
    velocity(point, out) {
      if (direction.length !== out.length) direction = new Float64Array(out.length);
      const gradient = point.gradient;
      for (let j = 0; j < out.length; j++) direction[j] = gradient[j] / Math.sqrt(gradient[j] * gradient[j] + epsilon);
      point.hessianVector(direction, out);
      for (let j = 0; j < out.length; j++) {
        const square = gradient[j] * gradient[j] + epsilon;
        const bracket = first - second + (second * epsilon) / square;
        out[j] = -(gradient[j] + (stepSize / 2) * bracket * out[j]) / Math.sqrt(square);
      }
    },
    conditions: (point) => [
      below(
        "the memory is short: η(1 + β₂)/(1 − β₂) × the rate of change of the preconditioned gradient, λ_max/√ε at most",
        (stepSize * Math.max(first, second) * point.leadingEigenvalue()) / Math.sqrt(epsilon),
        1,
      ),
    ],
  };
}
