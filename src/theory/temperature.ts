import type { Point } from "../objective/point.ts";
import { noiseScale } from "./noiseScale.ts";
import { type PredictedValue, prediction } from "./prediction.ts";
import { shortStep } from "./stationaryConditions.ts";

/** SGD as Smith & Le have it. */
export interface ScaledNoise {
  readonly stepSize: number;
  readonly batchSize: number;
  readonly momentum?: number | undefined;
}

/** The noise scale g = ε(N/B − 1)/(1 − m) of Smith & Le 2018 for the data at a Point: see `noiseScale`. It leaves out the factor N/(N − 1) of batches without replacement. */
export function temperature({ stepSize, batchSize, momentum = 0 }: ScaledNoise): PredictedValue {
  return prediction(
    {
      name: "noise-scale",
      order: null,
      conditions: [
        shortStep(stepSize / (1 - momentum)),
        { name: "the examples are many", quantity: "1/N", limit: 0.05, read: (point) => 1 / point.objective.examples },
      ],
    },
    {
      quantity: "noise scale, in step sizes",
      value: (point: Point) => noiseScale(stepSize, batchSize, point.objective.examples, momentum),
    },
  );
}
