import type { Point } from "../objective/point.ts";
import type { Condition } from "./condition.ts";
import { preconditionedSharpness } from "./preconditionedSharpness.ts";
import { type ModifiedFlow, prediction } from "./prediction.ts";
import { stableSharpnessOfAverage } from "./stability.ts";

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
export function adam(rule: AdamRule): ModifiedFlow {
  const { stepSize, beta1, beta2, epsilon } = rule;
  const first = (1 + beta1) / (1 - beta1);
  const second = (1 + beta2) / (1 - beta2);
  let direction = new Float64Array(0);
  const velocity = (point: Point, out: Float64Array): void => {
    if (direction.length !== out.length) direction = new Float64Array(out.length);
    const gradient = point.gradient;
    for (let j = 0; j < out.length; j++) direction[j] = gradient[j] / Math.sqrt(gradient[j] * gradient[j] + epsilon);
    point.hessianVector(direction, out);
    for (let j = 0; j < out.length; j++) {
      const square = gradient[j] * gradient[j] + epsilon;
      const bracket = first - second + (second * epsilon) / square;
      out[j] = -(gradient[j] + (stepSize / 2) * bracket * out[j]) / Math.sqrt(square);
    }
  };
  return prediction(
    {
      name: "adam",
      order: 2,
      conditions: [shortMemory(stepSize, Math.max(first, second), epsilon), stableStep(rule)],
    },
    { velocity },
  );
}

/** The averages reach back over so many steps that g/s has changed by a part of 1 when this is not small; the correction b/s is at most this. */
function shortMemory(stepSize: number, memory: number, epsilon: number): Condition {
  return {
    name: "the memory is short",
    quantity: "(η/2)(1 + β)/(1 − β)·max_j |(H(g/s))_j|/s_j, the larger β",
    limit: 1,
    read(point) {
      const scale = preconditioner(point, epsilon);
      const change = new Float64Array(scale.length);
      point.hessianVector(
        point.gradient.map((g, j) => g / scale[j]),
        change,
      );
      let largest = 0;
      for (let j = 0; j < change.length; j++) largest = Math.max(largest, Math.abs(change[j]) / scale[j]);
      return (stepSize / 2) * memory * largest;
    },
  };
}

function stableStep({ stepSize, beta1, epsilon }: AdamRule): Condition {
  return {
    name: "the preconditioned step is stable",
    quantity: "η(1 − β₁)/(1 + β₁)·λ_max(H/s)",
    limit: 2,
    read: (point) => (2 * preconditionedSharpness(point, preconditioner(point, epsilon))) / stableSharpnessOfAverage(stepSize, beta1),
  };
}

/** s_j = √(g_j² + ε): what the root of the average of squares is where the gradient changes little over its memory. */
export function preconditioner(point: Point, epsilon: number): Float64Array {
  return point.gradient.map((g) => Math.sqrt(g * g + epsilon));
}
