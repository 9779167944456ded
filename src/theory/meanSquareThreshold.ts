import { eigenvalues } from "../kernel/symmetric.ts";
import type { Point } from "../objective/point.ts";
import { type Condition, perCurvature } from "./condition.ts";
import { type BatchDraw, exampleCurvaturesAt, meanSquareStability } from "./meanSquareStability.ts";
import { type PredictedValue, prediction } from "./prediction.ts";

const common: Condition = {
  name: "the minimum is one of all examples: the steepest gradient of one is small beside curvature times parameters",
  quantity: "max‖∇ℓ_i‖ / (λ_max max(1, |w|_∞))",
  limit: 1e-3,
  read: (point) =>
    perCurvature(point, Math.sqrt(largest(point.exampleGradientNorms)) / Math.max(1, largest(point.parameters.map(Math.abs)))),
};

const convex: Condition = {
  name: "no example curves downwards",
  quantity: "−min λ_min(H_i) / λ_max",
  limit: 1e-3,
  read(point) {
    const { size, hessians } = exampleCurvaturesAt(point);
    return perCurvature(point, largest(hessians.map((hessian) => -eigenvalues(hessian, size)[size - 1])));
  },
};

/**
 * The largest step size with which SGD stays, in mean square, at a minimum that all examples share: see `meanSquareStability`; N × P products of single examples. Infinity where there is no curvature, NaN at a maximum.
 * Throws SpecError where there is curvature in more than 40 directions.
 */
export function meanSquareThreshold({ stepSize, ...draw }: BatchDraw & { readonly stepSize: number }): PredictedValue {
  const value = (point: Point): number => meanSquareStability(exampleCurvaturesAt(point), draw).threshold;
  const stable: Condition = { name: "the step is stable here", quantity: "η/η*", limit: 1, read: (point) => stepSize / value(point) };
  return prediction(
    {
      name: "mean-square-stability",
      order: null,
      conditions: [common, convex, stable],
    },
    { quantity: "step size", value },
  );
}

/** The largest entry; NaN where one is not a number. */
function largest(values: ArrayLike<number>): number {
  return Math.max(...Array.from(values));
}
