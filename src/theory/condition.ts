/** A condition under which a prediction holds, checked at a place: a number and the limit that it must stay below. */
export interface Condition {
  /** What must be small, or must not pass its limit, in words. */
  readonly statement: string;
  readonly value: number;
  readonly limit: number;
  readonly holds: boolean;
}

/** Checks value < limit; not a number does not hold. */
export function below(statement: string, value: number, limit: number): Condition {
  return { statement, value, limit, holds: value < limit };
}
