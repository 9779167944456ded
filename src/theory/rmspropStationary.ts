import type { Point } from "../objective/point.ts";
import type { Condition } from "./condition.ts";
import { type PredictedValue, prediction } from "./prediction.ts";

/** RMSProp that oscillates about a minimum. */
export interface OscillatingRmsprop {
  readonly stepSize: number;
  /** ε beside the root; 0 unless given. */
  readonly epsilon?: number | undefined;
}

/**
 * Where RMSProp comes to rest about a minimum: the average of squares of each parameter falls until its effective sharpness ηH_jj/√ν_j is 2; then w_j changes sign every step, and with ν_j = H_jj²E[x_j²] follows
 * E[x_j²] = η²/4, whatever the curvature and whatever α (Cohen et al. 2025 have the flow, dν ∝ g² + (4ν/η²)diag Σ − ν; its stationary state: derived). Exact where the Hessian is diagonal, without ε.
 */
export function rmspropStationary({ stepSize, epsilon = 0 }: OscillatingRmsprop): PredictedValue {
  return prediction(
    {
      name: "rmsprop-stationary",
      order: null,
      conditions: [
        { name: "the parameters are separate", quantity: "max_j Σ_{i≠j}|H_ij| / H_jj", limit: 0.01, read: coupling },
        { name: "there is a minimum in each", quantity: "−min_j H_jj", limit: 0, read: (point) => -Math.min(...diagonal(point)) },
        negligible(stepSize, epsilon),
      ],
    },
    { quantity: "E[x_j²], the mean square of each parameter about the minimum", value: () => (stepSize * stepSize) / 4 },
  );
}

const negligible = (stepSize: number, epsilon: number): Condition => ({
  name: "ε is negligible",
  quantity: "max_j 2ε/(ηH_jj)",
  limit: 0.01,
  read(point) {
    const smallest = Math.min(...diagonal(point));
    if (epsilon === 0) return 0;
    return smallest > 0 ? (2 * epsilon) / (stepSize * smallest) : NaN;
  },
});

function diagonal(point: Point): Float64Array {
  const n = point.parameters.length;
  const hessian = point.hessian();
  return Float64Array.from({ length: n }, (_, j) => hessian[j * n + j]);
}

function coupling(point: Point): number {
  const n = point.parameters.length;
  const hessian = point.hessian();
  let largest = 0;
  for (let j = 0; j < n; j++) {
    let beside = 0;
    for (let i = 0; i < n; i++) if (i !== j) beside += Math.abs(hessian[j * n + i]);
    largest = Math.max(largest, beside / Math.abs(hessian[j * n + j]));
  }
  return largest;
}
