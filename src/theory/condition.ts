import type { Point } from "../objective/point.ts";
import { NumericalError } from "../spec/errors.ts";

/** A condition under which a prediction holds: a quantity that must stay below a limit. */
export interface Condition {
  /** What is so when it holds, in words; unique within a prediction. */
  readonly name: string;
  /** What must stay below the limit, in signs: "ηλ_max". */
  readonly quantity: string;
  readonly limit: number;
  /** The quantity at a place. */
  read(point: Point): number;
}

/** What a condition says at one place. */
export interface CheckedCondition {
  readonly name: string;
  readonly quantity: string;
  /** Name and quantity: what must stay below its limit, in words. */
  readonly statement: string;
  /** NaN where it has no finite value. */
  readonly value: number;
  readonly limit: number;
  /** value < limit; not a number does not hold. */
  readonly holds: boolean;
}

/** Checks conditions at a place, in their order. Where the numbers there are not finite, nothing holds. */
export function checked(conditions: readonly Condition[], point: Point): CheckedCondition[] {
  return conditions.map((condition) => {
    const { name, quantity, limit } = condition;
    const value = finiteOrNaN(() => condition.read(point));
    return { name, quantity, statement: `${name}: ${quantity}`, value, limit, holds: value < limit };
  });
}

/** The condition scale × λ_max < limit; λ_max as the Point knows it, or to a relative residual of 1e-3. */
export function curvatureBelow(name: string, quantity: string, scale: number, limit: number): Condition {
  return { name, quantity, limit, read: (point) => scale * point.leadingEigenvalue() };
}

/** A number relative to λ_max; NaN where λ_max is not positive, as there is no minimum to compare it with. */
export function perCurvature(point: Point, value: number): number {
  const curvature = point.leadingEigenvalue();
  return curvature > 0 ? value / curvature : NaN;
}

function finiteOrNaN(read: () => number): number {
  try {
    const value = read();
    return Number.isFinite(value) ? value : NaN;
  } catch (error) {
    if (error instanceof NumericalError) return NaN;
    throw error;
  }
}
