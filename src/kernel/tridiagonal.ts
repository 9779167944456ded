import { NumericalError } from "../spec/errors.ts";
import { denseProblem } from "./denseKernel.ts";

/** Eigenvalues of a symmetric tridiagonal matrix, unordered, with parts of their orthonormal eigenvectors. */
export interface TridiagonalEigen {
  readonly values: Float64Array;
  /** First component of each eigenvector: its square is the weight of Gauss quadrature (Golub & Welsch 1969). */
  readonly first: Float64Array;
  /** Last component of each eigenvector: times the next off-diagonal element of Lanczos it is a Ritz pair's residual. */
  readonly last: Float64Array;
}

/** Eigenvalues of the tridiagonal matrix with this diagonal (its first n elements) and off-diagonal (n − 1), O(n²). */
export function tridiagonalEigenvalues(diagonal: Float64Array, offDiagonal: Float64Array, n: number): TridiagonalEigen {
  const { d, rows } = solve(diagonal, offDiagonal, n, 4, (z) => {
    z[0] = 1;
    z[4 * (n - 1) + 1] = 1;
  });
  const pick = (column: number): Float64Array => Float64Array.from({ length: n }, (_, i) => rows[4 * i + column]);
  return { values: Float64Array.from(d), first: pick(0), last: pick(1) };
}

/** Eigenvalues, unordered, and eigenvectors (row k of n × n belongs to values[k]) of the tridiagonal matrix, O(n³). */
export function tridiagonalEigenSystem(
  diagonal: Float64Array,
  offDiagonal: Float64Array,
  n: number,
): { values: Float64Array; vectors: Float64Array } {
  const stride = (n + 3) & ~3;
  const { d, rows } = solve(diagonal, offDiagonal, n, stride, (z) => {
    for (let i = 0; i < n; i++) z[i * stride + i] = 1;
  });
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors.set(rows.subarray(i * stride, i * stride + n), i * n);
  return { values: Float64Array.from(d), vectors };
}

/** Rotates the rows that `fill` writes (n × columns, cleared before) along with the QL sweeps; views are valid until the next dense problem. */
function solve(
  diagonal: Float64Array,
  offDiagonal: Float64Array,
  n: number,
  columns: number,
  fill: (rows: Float64Array) => void,
): { d: Float64Array; rows: Float64Array } {
  const { dense, arena } = denseProblem();
  const [d, e, z, work] = [arena.reserve(n), arena.reserve(n), arena.reserve(n * columns), arena.reserve(2 * n)];
  arena.view(d, n).set(diagonal.subarray(0, n));
  arena.view(e, n).set(offDiagonal.subarray(0, n - 1));
  const rows = arena.view(z, n * columns);
  rows.fill(0);
  fill(rows);
  if (dense.tridiagonalEigen(d, e, n, z, columns, columns, work) > 0)
    throw new NumericalError(
      `the QL iteration did not converge on a tridiagonal ${n} × ${n} matrix; it may hold numbers that are not finite`,
    );
  return { d: arena.view(d, n), rows };
}
