import type { Point } from "../objective/point.ts";
import { descentConditions } from "./descentConditions.ts";
import { type ModifiedFlow, prediction } from "./prediction.ts";

/**
 * The modified flow of gradient descent to second order in the step size,
 * ẇ = −g − (η/2)Hg − η²[(1/3)H²g + (1/12)∇³L[g, g]]
 * (backward error analysis of the explicit Euler method: Hairer, Lubich & Wanner, Geometric Numerical Integration,
 * chapter IX; Miyagawa 2022, ξ₀ and ξ₁). The η² term is not the gradient of a scalar: its Jacobian is not symmetric in general,
 * because H²g and ∇³L[g, g] would have to stand in the ratio 2 : 1, the gradient of (1/2)gᵀHg being H²g + (1/2)∇³L[g, g].
 * Two Hessian-vector products and one third derivative per evaluation.
 */
export function thirdOrder(stepSize: number): ModifiedFlow {
  let first = new Float64Array(0);
  let second = new Float64Array(0);
  const velocity = (point: Point, out: Float64Array): void => {
    if (first.length !== out.length) {
      first = new Float64Array(out.length);
      second = new Float64Array(out.length);
    }
    const gradient = point.gradient;
    point.hessianVector(gradient, first);
    point.hessianVector(first, second);
    point.objective.thirdDerivative(point.parameters, gradient, out);
    const square = stepSize * stepSize;
    for (let i = 0; i < out.length; i++) {
      out[i] = -(gradient[i] + (stepSize / 2) * first[i] + square * (second[i] / 3 + out[i] / 12));
    }
  };
  return prediction(
    {
      name: "third-order",
      order: 3,
      conditions: descentConditions(stepSize),
    },
    { velocity },
  );
}
