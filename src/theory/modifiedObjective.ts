import type { Point } from "../objective/point.ts";

/**
 * What theory says an optimiser really minimises: L plus terms in the step size. Its gradient flow follows the optimiser
 * more closely than the flow of L does.
 */
export interface ModifiedObjective {
  /** Order in the step size of the global error between the optimiser at time t and this objective's gradient flow at time t. */
  readonly order: number;
  /** L̃(w). */
  value(point: Point): number;
  /** `scale` × ∇L̃(w) into `out` (length P); `scale` is 1 unless given, −1 makes it the right-hand side of the flow. */
  gradient(point: Point, out: Float64Array, scale?: number): void;
}

/** A right-hand side that is not the gradient of any scalar: the flow ẇ = velocity(w). */
export interface ModifiedFlow {
  /** Order in the step size of the global error between the optimiser at time t and this flow at time t. */
  readonly order: number;
  /** ẇ into `out` (length P). */
  velocity(point: Point, out: Float64Array): void;
}
