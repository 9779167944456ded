import { axpy } from "../kernel/vector.ts";
import type { Mover } from "../dynamics/dynamics.ts";
import { Point } from "../objective/point.ts";

/** The mean iterate of the last whole epoch, followed along a run. */
export interface EpochAverage {
  /** Where the mean is; the start of the run until the first epoch has ended. */
  readonly point: Point;
  /** Called once after every step. */
  follow(): void;
}

/**
 * Follows the mean of the iterates over each epoch of `steps` steps: (1/m) Σ w after each of the epoch's m steps. Minibatch
 * noise moves an iterate to and fro within an epoch and raises its loss; the mean is the place that theory of the mean path speaks of.
 */
export function followEpochs(mover: Mover, steps: number): EpochAverage {
  const { parameters, objective } = mover.point;
  const point = new Point(objective, parameters);
  const sum = new Float64Array(parameters.length);
  let taken = 0;
  return {
    point,
    follow() {
      axpy(1, parameters, sum);
      if (++taken < steps) return;
      for (let i = 0; i < sum.length; i++) point.parameters[i] = sum[i] / steps;
      point.moved(steps);
      sum.fill(0);
      taken = 0;
    },
  };
}
