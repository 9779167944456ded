import { machineEpsilon } from "./denseKernel.ts";
import { appendRandom } from "./lanczos.ts";
import type { Random } from "./random.ts";
import type { Operator, Subspace } from "./subspace.ts";

/** Where `refine` got: the leading Ritz pairs of the subspace it leaves, by their indices in `space.ritz`, largest first. */
export interface Refined {
  /** Rows of V. */
  readonly rows: number;
  readonly order: readonly number[];
  readonly residuals: Float64Array;
  readonly products: number;
}

export interface RefineOptions {
  readonly starts: readonly Float64Array[];
  /** Leading pairs wanted. */
  readonly count: number;
  /** Stop where every wanted residual is at most this fraction of its Ritz value's modulus. */
  readonly tolerance: number;
  readonly maximumProducts: number;
  /** Rows after which to restart. Not what the subspace happens to hold: results must not depend on what it was made for. */
  readonly room: number;
  /** Fills in where the starts span too little. */
  readonly random: Random;
  /** Error of a product relative to ‖A‖, where it is more than float64's rounding. */
  readonly productError?: number;
}

/**
 * Rayleigh–Ritz on the span of the starts, which grows by the residual of the first unconverged wanted pair until all
 * have converged: from one start this is the Krylov space of Lanczos, from several it is the block method that follows a warm
 * start best. Where room runs out it restarts with the leading Ritz vectors (thick restart, Wu & Simon 2000). Costs one
 * product a row, and every value and residual comes of products of this very operator. Residuals at rounding level,
 * 8 ulp(‖A‖)√n, or at the level of the products' own errors, count as converged.
 */
export function refine(operator: Operator, space: Subspace, options: RefineOptions): Refined {
  const count = Math.min(options.count, space.size);
  const residuals = new Float64Array(count);
  let m = begin(operator, space, count, options);
  let products = m;
  for (;;) {
    space.solve(m);
    const order = leading(space.ritz, m, Math.min(m, count + 1));
    const unconverged = firstUnconverged(space, m, order, options, residuals);
    if (unconverged < 0 || m === space.size || products >= options.maximumProducts || (m < options.room && !space.append(m))) {
      for (let i = 0; i < count; i++) residuals[i] = space.ritzResidual(m, order[i]);
      return { rows: m, order, residuals, products };
    }
    if (m >= options.room) {
      m = restart(space, m, count + 4);
    } else {
      multiply(operator, space, m);
      m++;
      products++;
    }
  }
}

/** Makes the starts, filled up with random vectors to `count`, the basis; returns how many rows it has. */
function begin(operator: Operator, space: Subspace, count: number, { starts, random }: RefineOptions): number {
  let m = 0;
  for (const start of starts) {
    space.residual.set(start);
    if (m < space.size && space.append(m)) multiply(operator, space, m++);
  }
  for (let missing = count - m; missing > 0 && appendRandom(space, m, random); missing--) multiply(operator, space, m++);
  return m;
}

/** Row m of W and of the projected matrix. */
function multiply(operator: Operator, space: Subspace, m: number): void {
  operator(space.vector(m), space.image(m));
  space.project(m);
}

/** Index of the first wanted pair whose residual is too large, which is left in `space.residual`; −1 when there is none. */
function firstUnconverged(
  space: Subspace,
  m: number,
  order: readonly number[],
  { tolerance, productError = 0 }: RefineOptions,
  residuals: Float64Array,
): number {
  let scale = 0;
  for (let i = 0; i < m; i++) scale = Math.max(scale, Math.abs(space.ritz[i]));
  const floor = Math.max(8 * machineEpsilon * Math.sqrt(space.size), productError) * scale;
  for (let i = 0; i < residuals.length; i++) {
    residuals[i] = space.ritzResidual(m, order[i]);
    if (residuals[i] > Math.max(floor, tolerance * Math.abs(space.ritz[order[i]]))) return i;
  }
  return -1;
}

/** Indices of the `count` largest of the first m values, largest first; the lower index first where they are equal. */
function leading(values: Float64Array, m: number, count: number): number[] {
  const order: number[] = [];
  while (order.length < count) {
    let best = -1;
    for (let i = 0; i < m; i++) if (!order.includes(i) && (best < 0 || values[i] > values[best])) best = i;
    order.push(best);
  }
  return order;
}

/** Replaces V and W by the `keep` leading Ritz vectors and their images; returns the new number of rows. */
function restart(space: Subspace, m: number, keep: number): number {
  const order = leading(space.ritz, m, Math.min(keep, m - 1));
  const values = order.map((k) => space.ritz[k]);
  const vectors = order.map((k) => Float64Array.from(space.ritzVector(m, k)));
  const images = order.map((k) => Float64Array.from(space.shiftedImage(m, k, 0)));
  vectors.forEach((vector, i) => space.vector(i).set(vector));
  images.forEach((image, i) => space.image(i).set(image));
  space.projectDiagonal(values);
  return order.length;
}
