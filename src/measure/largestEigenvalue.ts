import { machineEpsilon } from "../kernel/denseKernel.ts";
import { LeadingPairs } from "../kernel/leadingPairs.ts";
import type { Random } from "../kernel/random.ts";
import type { Operator } from "../kernel/subspace.ts";
import { eigenvalues } from "../kernel/symmetric.ts";
import { NumericalError } from "../spec/errors.ts";

/** A largest eigenvalue, never above the true one; an eigenvalue lies within `residual` of it. NaN where the operator is not finite. */
export interface LargestEigenvalue {
  readonly value: number;
  readonly residual: number;
}

/** Up to this size all eigenvalues cost no more than a cold start. */
const denseLimit = 64;
/** What a random start may miss: one per cent of the spectrum's width, with probability 0.001. */
const exclusion = { fraction: 0.01, probability: 1e-3 };

/**
 * Opens the largest eigenvalue of a symmetric operator that changes along a run: all eigenvalues up to 64 dimensions, beyond that Lanczos from a random start that
 * misses a larger one by more than 1 % of the spectrum's width with probability at most 0.001, to a relative residual. `productError` is the error of its products
 * relative to its norm, where that is more than float64's rounding.
 */
export function openLargestEigenvalue(
  size: number,
  tolerance: number,
  random: () => Random,
  productError = 0,
): (operator: Operator) => LargestEigenvalue {
  const follower = size > denseLimit ? new LeadingPairs(size, random(), productError) : null;
  const find = (operator: Operator): LargestEigenvalue => {
    if (follower === null) return dense(operator, size, productError);
    const { values, residuals } = follower.cold(operator, 1, tolerance, exclusion);
    return { value: values[0], residual: residuals[0] };
  };
  return (operator) => {
    try {
      return find(operator);
    } catch (error) {
      if (error instanceof NumericalError) return { value: NaN, residual: NaN };
      throw error;
    }
  };
}

function dense(operator: Operator, n: number, productError: number): LargestEigenvalue {
  const matrix = new Float64Array(n * n);
  const unit = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    unit[i] = 1;
    operator(unit, matrix.subarray(i * n, (i + 1) * n));
    unit[i] = 0;
  }
  const all = eigenvalues(matrix, n);
  return { value: all[0], residual: Math.max(n * machineEpsilon, productError) * Math.max(Math.abs(all[0]), Math.abs(all[n - 1])) };
}
