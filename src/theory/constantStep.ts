import type { Point } from "../objective/point.ts";
import { optimalConstantStep } from "./noiseScale.ts";
import { type PredictedValue, prediction } from "./prediction.ts";
import { atRest } from "./stationaryConditions.ts";

/** The constant step size with which SGD samples best from the posterior ∝ e^(−NL) about a minimum: see `optimalConstantStep`; C is the covariance of one example's gradient at the Point. */
export function constantStep({ batchSize }: { readonly batchSize: number }): PredictedValue {
  const value = (point: Point): number =>
    optimalConstantStep(point.parameters.length, batchSize, point.objective.examples, point.noiseTrace);
  return prediction(
    {
      name: "constant-step",
      order: null,
      conditions: [
        {
          name: "the step is short: the continuous equation is off by ηλ/2",
          quantity: "ε*λ_max",
          limit: 0.2,
          read: (point) => value(point) * point.leadingEigenvalue(),
        },
        atRest,
      ],
    },
    { quantity: "step size", value },
  );
}
