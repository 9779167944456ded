import type { Random } from "./random.ts";
import { refine } from "./rayleighRitz.ts";
import { Subspace, type Operator } from "./subspace.ts";

/** Leading Ritz pairs of a symmetric operator, largest first, each to its relative residual. */
export interface FollowedPairs {
  readonly values: Float64Array;
  readonly residuals: Float64Array;
  /** Orthonormal; owned by the follower and valid until it follows again. */
  readonly vectors: readonly Float64Array[];
  readonly products: number;
}

export interface FollowOptions {
  /** Places that are remembered. */
  readonly remembered: number;
  /** Fills in where nothing is remembered. */
  readonly random: Random;
  /** Error of a product relative to the operator's norm, where it is more than float64's rounding. */
  readonly productError?: number | undefined;
}

const roomToGrow = 24;
const mostProducts = { exact: 2000, inexact: 200 };

/**
 * Follows leading eigenpairs of an operator that moves smoothly, to many digits: Rayleigh–Ritz on the span of the vectors at the last m places, which extrapolates from
 * them with an error of order m in the distance, whichever way a nearly degenerate space is turned, and at whatever intervals the places lie.
 * Where `LeadingPairs` is made for a pair or two to a few digits, this is made for small groups to many. It has memory of its own, so that what else
 * the process computes does not change a bit of what it finds.
 *
 * What it follows it knows; a branch that overtakes it without having been met stays unknown, as there is no random part. `anew` takes the place of all that is remembered: vectors near the
 * leading ones, from elsewhere.
 */
export function followPairs(
  size: number,
  { remembered, random, productError = 0 }: FollowOptions,
): (operator: Operator, count: number, tolerance: number, anew?: readonly Float64Array[]) => FollowedPairs {
  const maximumProducts = productError > 0 ? mostProducts.inexact : mostProducts.exact;
  const history: Float64Array[][] = [];
  let space: Subspace | null = null;
  return (operator, count, tolerance, anew) => {
    if (anew !== undefined)
      history.splice(
        0,
        history.length,
        anew.map((vector) => Float64Array.from(vector)),
      );
    const wanted = Math.min(count, size);
    const starts = history.flat().slice(0, remembered * wanted);
    const rows = Math.min(size, (remembered + 1) * wanted + roomToGrow);
    if (space === null || space.images !== rows) space = new Subspace(size, rows, rows);
    const found = refine(operator, space, { starts, count: wanted, tolerance, maximumProducts, room: rows, random, productError });
    const { residuals, order, products } = found;
    const ritz = space.ritz;
    const vectorOf = (k: number): Float64Array => Float64Array.from(space!.ritzVector(found.rows, k));
    const vectors = Array.from(residuals, (_, i) => vectorOf(order[i]));
    history.unshift(vectors);
    if (history.length > remembered) history.pop();
    return { values: Float64Array.from(residuals, (_, i) => ritz[order[i]]), residuals, vectors, products };
  };
}
