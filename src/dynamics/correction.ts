import type { Batch } from "../objective/objective.ts";

/**
 * Adds its part to the gradient of a step: a penalty's, or noise. `batch` is that of the step (null for all examples) and `gradient` the
 * mean gradient over it at the present point.
 */
export type Correction = (estimate: Float64Array, batch: Batch | null, gradient: Float64Array) => void;
