import { subsetVarianceFactor } from "../measure/batchVariance.ts";
import type { Point } from "../objective/point.ts";
import { curvatureBelow, perCurvature } from "./condition.ts";
import { exampleCovariance } from "./exampleCovariance.ts";
import { type PredictedValue, prediction } from "./prediction.ts";
import { momentumStationaryCovariance } from "./stationaryCovariance.ts";
import { atRest } from "./stationaryConditions.ts";

/** SGD with independent batches, with or without momentum. */
export interface NoisyDescent {
  readonly stepSize: number;
  readonly batchSize: number;
  readonly momentum?: number | undefined;
  /** Batches drawn with replacement; subsets unless given. */
  readonly withReplacement?: boolean | undefined;
}

/**
 * How far SGD spreads about a minimum, from the quadratic model and the noise at a Point: tr Σ of the discrete Lyapunov equation AΣ + ΣA − ηAΣA = ηC_B (with momentum its counterpart: see `momentumStationaryCovariance`), C_B the covariance of
 * a batch's mean gradient. Exact where Hessian and noise do not change with the place. NaN where there is no stationary state. A dense Hessian and N gradients of one example.
 */
export function stationarySpread({ stepSize, batchSize, momentum = 0, withReplacement = false }: NoisyDescent): PredictedValue {
  const value = (point: Point): number => {
    const { size, examples } = point.objective;
    const share = withReplacement ? 1 / batchSize : subsetVarianceFactor(examples, batchSize);
    const covariance = exampleCovariance(point).map((entry) => share * entry);
    const spread = momentumStationaryCovariance({ size, hessian: point.hessian(), covariance }, stepSize, momentum);
    let trace = spread === null ? NaN : 0;
    if (spread !== null) for (let i = 0; i < size; i++) trace += spread[i * size + i];
    return trace;
  };
  return prediction(
    {
      name: "stationary-spread",
      order: null,
      conditions: [
        curvatureBelow("the step is stable", "ηλ_max/(1 + β)", stepSize / (1 + momentum), 2),
        { name: "no direction falls", quantity: "−λ_min/λ_max", limit: 1e-6, read: fall },
        atRest,
      ],
    },
    { quantity: "tr Σ, in parameters²", value },
  );
}

const fall = (point: Point): number => perCurvature(point, -point.smallestEigenpairs(1, 1e-3).values[0]);
