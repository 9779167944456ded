import type { Estimate } from "../kernel/estimate.ts";

/** A number as a record keeps it: null where it is not finite. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** An estimate as a record keeps it: value and error, and no error where there is no value. */
export function estimateOrNull({ value, error }: Estimate): [value: number | null, error: number | null] {
  return Number.isFinite(value) ? [value, finiteOrNull(error)] : [null, null];
}
