import { dot, norm } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import { exampleCovariance } from "./exampleCovariance.ts";
import { excessLoss } from "./noiseScale.ts";
import { type PredictedValue, prediction } from "./prediction.ts";
import { atRest, shortStep } from "./stationaryConditions.ts";

/**
 * The loss that SGD with independent batches has in the mean above a minimum, (η/4B) tr C: a function of η/B alone (Jastrzębski et al. 2017; see `excessLoss`, σ² tr H being tr C where the covariance of one example's gradient is C = σ²H).
 * The condition on the noise's shape takes a dense Hessian and N gradients of one example.
 */
export function stationaryExcess({ stepSize, batchSize }: { readonly stepSize: number; readonly batchSize: number }): PredictedValue {
  return prediction(
    {
      name: "stationary-excess",
      order: null,
      conditions: [
        shortStep(stepSize),
        { name: "the noise has the shape of the curvature", quantity: "1 − ⟨C, H⟩/(‖C‖‖H‖)", limit: 0.05, read: misalignment },
        atRest,
      ],
    },
    { quantity: "loss above the minimum", value: (point: Point) => excessLoss(stepSize, batchSize, point.noiseTrace, 1) },
  );
}

function misalignment(point: Point): number {
  const covariance = exampleCovariance(point);
  const hessian = point.hessian();
  return 1 - dot(covariance, hessian) / (norm(covariance) * norm(hessian));
}
