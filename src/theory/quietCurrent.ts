import type { Point } from "../objective/point.ts";
import { descentConditions } from "./descentConditions.ts";
import { driftToQuiet } from "./driftToQuiet.ts";
import { type ModifiedFlow, prediction } from "./prediction.ts";

/** SGD with independent batches. */
export interface IndependentBatches {
  readonly stepSize: number;
  readonly batchSize: number;
  /** Batches drawn with replacement; subsets unless given. */
  readonly withReplacement?: boolean | undefined;
}

/**
 * The drift of the probability current of SGD with independent batches, −∇L − (η/2)∇·Σ_B: from noisy to quiet regions (Wentworth 2021; see `driftToQuiet` for the halves of ∇·Σ and what it costs). The *mean* of
 * SGD does not follow it: over a fixed number of steps it follows −∇(L + (η/4)‖∇L‖²) to this order; at a fixed time the spread S of the paths adds −½∇³L:S, which is of the same order.
 */
export function quietCurrent({ stepSize, batchSize, withReplacement }: IndependentBatches): ModifiedFlow {
  const velocity = (point: Point, out: Float64Array): void => {
    const { divergence } = driftToQuiet(point, batchSize, withReplacement);
    const gradient = point.gradient;
    for (let i = 0; i < out.length; i++) out[i] = -(gradient[i] + (stepSize / 2) * divergence[i]);
  };
  return prediction(
    {
      name: "quiet-current",
      order: null,
      conditions: descentConditions(stepSize),
    },
    { velocity },
  );
}
