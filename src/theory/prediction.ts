import type { Point } from "../objective/point.ts";
import { checked, type CheckedCondition, type Condition } from "./condition.ts";

/** What a prediction says of itself. */
export interface About {
  /** Its name in the family, such as "implicit-gradient". */
  readonly name: string;
  /**
   * Order in the step size of the error at a fixed time between the optimiser and what is predicted of it (weak order, of means, where either is random);
   * null where theory states none: limits, thresholds, stationary laws.
   */
  readonly order: number | null;
  /** The conditions under which it holds. */
  readonly conditions: readonly Condition[];
}

/** What every member of the family `theories` has; beyond it a prediction is a flow, a modified objective or a number. */
export interface Prediction extends About {
  /** All conditions at a Point. It costs what the Point does not know yet, in most cases two Hessian-vector products for λ_max. */
  check(point: Point): readonly CheckedCondition[];
}

/** What a member of `theories` has beside: words for readers. */
export interface Described {
  /** What is predicted, in one line. */
  readonly formula: string;
  /** Paper and equation; "derived" where the form is this project's own. */
  readonly source: string;
}

/** A path that is predicted: the flow ẇ = velocity(w), at time η a step. */
export interface ModifiedFlow extends Prediction {
  /** ẇ into `out` (length P). */
  velocity(point: Point, out: Float64Array): void;
}

/**
 * What theory says an optimiser really minimises: L plus terms in the step size. The flow −∇L̃, at the rate that `velocity` has, follows the optimiser
 * more closely than the flow of L does.
 */
export interface ModifiedObjective extends ModifiedFlow {
  /** L̃(w). */
  value(point: Point): number;
  /** `scale` × ∇L̃(w) into `out` (length P); `scale` is 1 unless given. */
  gradient(point: Point, out: Float64Array, scale?: number): void;
}

/** A number that is predicted: a threshold, or something of the stationary state. */
export interface PredictedValue extends Prediction {
  /** What the number is, with its unit. */
  readonly quantity: string;
  /** The number at a Point; NaN where there is none. */
  value(point: Point): number;
}

/** Makes a prediction out of what it says of itself and what it computes. */
export function prediction<Kind extends object>(about: About, kind: Kind): Prediction & Kind {
  return { ...about, check: (point) => checked(about.conditions, point), ...kind };
}

/** A modified objective whose flow is ẇ = −rate × ∇L̃; the rate is 1 unless given. */
export function modifiedObjective(
  about: About,
  { value, gradient }: Pick<ModifiedObjective, "value" | "gradient">,
  rate = 1,
): ModifiedObjective {
  return prediction(about, { value, gradient, velocity: (point: Point, out: Float64Array) => gradient(point, out, -rate) });
}
