import type { Point } from "../objective/point.ts";
import { type About, type PredictedValue, prediction } from "./prediction.ts";
import { stableSharpness, stableSharpnessOfAverage, type StepRule } from "./stability.ts";

const quantity = "the largest curvature at which a step is stable, in 1 / step size";

/** Makes a threshold: the curvature that a step meets, as `met` reads it, must stay below the value at the Point. */
export function threshold(
  about: Omit<About, "order" | "conditions">,
  value: (point: Point) => number,
  met: { readonly quantity: string; read(point: Point): number },
): PredictedValue {
  const below = {
    name: "the step is stable here",
    quantity: met.quantity,
    limit: 1,
    read: (point: Point) => met.read(point) / value(point),
  };
  return prediction({ ...about, order: null, conditions: [below] }, { quantity, value });
}

const sharpness = { quantity: "λ_max over the threshold", read: (point: Point) => point.leadingEigenvalue() };

/** The threshold of GD, of heavy ball and of Nesterov's form, from the quadratic model at a Point: see `stableSharpness`. */
export function descentStability(rule: StepRule): PredictedValue {
  return threshold(
    {
      name: "descent-stability",
    },
    () => stableSharpness(rule),
    sharpness,
  );
}

/** The threshold where momentum is an average of gradients, v ← βv + (1 − β)g: see `stableSharpnessOfAverage`. */
export function averagedStability({ stepSize, momentum }: { readonly stepSize: number; readonly momentum: number }): PredictedValue {
  return threshold({ name: "averaged-stability" }, () => stableSharpnessOfAverage(stepSize, momentum), sharpness);
}
