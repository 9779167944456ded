import { NumericalError } from "../spec/errors.ts";
import { denseProblem, machineEpsilon } from "./denseKernel.ts";

/** Eigenvalues in descending order and, row by row, their orthonormal eigenvectors (n × n, row k belongs to values[k]). */
export interface EigenSystem {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Numbers of positive, negative and (within rounding) vanishing eigenvalues. */
export interface Inertia {
  readonly positive: number;
  readonly negative: number;
  readonly zero: number;
}

/**
 * Eigenvalues of a symmetric n × n matrix (row-major; only the lower triangle is read), in descending order:
 * Householder tridiagonalisation and implicit QL. Each is within a modest multiple of n·ulp(‖A‖) of an exact one.
 * Throws NumericalError when an element is not finite.
 */
export function eigenvalues(matrix: Float64Array, n: number): Float64Array {
  return solve(matrix, n, false).values;
}

/** Eigenvalues, descending, with orthonormal eigenvectors of a symmetric n × n matrix. See `eigenvalues`. */
export function eigenSystem(matrix: Float64Array, n: number): EigenSystem {
  return solve(matrix, n, true);
}

function solve(matrix: Float64Array, n: number, withVectors: boolean): EigenSystem {
  if (n === 0) return { values: new Float64Array(0), vectors: new Float64Array(0) };
  const { dense, arena } = denseProblem();
  const stride = (n + 3) & ~3;
  const a = arena.reserve(n * stride);
  const [d, e, h] = [arena.reserve(stride), arena.reserve(stride), arena.reserve(stride)];
  const work = arena.reserve(4 * stride);
  const q = withVectors ? arena.reserve(n * stride) : 0;
  const unit = load(matrix, n, 0, arena.view(a, n * stride), stride);
  dense.tridiagonalise(a, n, stride, d, e, h, work);
  if (withVectors) dense.accumulateReflections(a, n, stride, h, q);
  const failed = dense.tridiagonalEigen(d, e, n, q, stride, stride, work);
  if (failed > 0)
    throw new NumericalError(`the QL iteration found no eigenvalue ${failed - 1} of a symmetric ${n} × ${n} matrix in 60 sweeps`);
  const found = arena.view(d, n);
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => found[j] - found[i] || i - j);
  const values = Float64Array.from(order, (i) => found[i] * unit);
  const vectors = new Float64Array(withVectors ? n * n : 0);
  if (withVectors) order.forEach((from, to) => vectors.set(arena.view(q + from * stride * 8, n), to * n));
  return { values, vectors };
}

/**
 * Inertia of A − shift·I for a symmetric n × n matrix A (row-major, lower triangle read): blocked LDLᵀ with
 * Bunch–Kaufman pivoting, and Sylvester's law. Pivots within 4 n·ulp of the largest element count as `zero`: too
 * small to have a sign. The count is exact for a matrix within a modest multiple of n·ulp(‖A − shift·I‖) of the one given.
 * Throws NumericalError when an element is not finite.
 */
export function inertia(matrix: Float64Array, n: number, shift = 0): Inertia {
  if (n === 0) return { positive: 0, negative: 0, zero: 0 };
  const { dense, arena } = denseProblem();
  const stride = (n + 7) & ~7;
  const a = arena.reserve(n * stride);
  const work = arena.reserve(96 * stride);
  const view = arena.view(a, n * stride);
  load(matrix, n, shift, view, stride);
  mirror(view, n, stride);
  const positive = dense.inertia(a, n, stride, 4 * n * machineEpsilon, work);
  return { positive, negative: dense.inertiaNegative(), zero: dense.inertiaZero() };
}

/** Writes (A − shift·I) / unit with unit the power of two at its largest element; returns unit. Padding is cleared. */
function load(matrix: Float64Array, n: number, shift: number, out: Float64Array, stride: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const size = Math.abs(i === j ? matrix[i * n + i] - shift : matrix[i * n + j]);
      if (!(size <= Number.MAX_VALUE))
        throw new NumericalError(`the symmetric matrix has an element that is not finite (row ${i}, column ${j})`);
      if (size > largest) largest = size;
    }
  }
  const unit = powerOfTwoAt(largest);
  for (let i = 0; i < n; i++) {
    const row = i * stride;
    for (let j = 0; j <= i; j++) out[row + j] = (i === j ? matrix[i * n + i] - shift : matrix[i * n + j]) / unit;
    out.fill(0, row + i + 1, row + stride);
  }
  return unit;
}

/** The lower triangle reflected onto the upper one: the factorisation reads contiguous columns of the lower triangle. */
function mirror(a: Float64Array, n: number, stride: number): void {
  for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) a[j * stride + i] = a[i * stride + j];
}

/** The largest power of two ≤ x (1 for 0), so that scaling by it rounds nothing. */
function powerOfTwoAt(x: number): number {
  if (x === 0) return 1;
  let power = 1;
  while (power > x) power /= 2;
  while (power <= x / 2) power *= 2;
  return power;
}
