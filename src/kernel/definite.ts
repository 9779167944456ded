import { NumericalError } from "../spec/errors.ts";
import { eigenSystem } from "./symmetric.ts";

/**
 * Solves A x = b for a symmetric positive definite n × n matrix (row-major, lower triangle read) by Cholesky.
 * Throws NumericalError when A is not positive definite. Meant for small systems.
 */
export function choleskySolve(matrix: Float64Array, n: number, b: Float64Array): Float64Array {
  const l = cholesky(matrix, n);
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) x[i] -= l[i * n + j] * x[j];
    x[i] /= l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i] -= l[j * n + i] * x[j];
    x[i] /= l[i * n + i];
  }
  return x;
}

/** The lower triangular L with L Lᵀ = A (row-major). Throws NumericalError when A is not positive definite. */
export function cholesky(matrix: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      if (j < i) l[i * n + j] = sum / l[j * n + j];
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
      else throw new NumericalError(`the matrix is not positive definite (pivot ${i} is ${sum})`);
    }
  }
  return l;
}

/** The symmetric positive semidefinite square root of such a matrix (row-major n × n); eigenvalues below 0 by rounding count as 0. */
export function symmetricSqrt(matrix: Float64Array, n: number): Float64Array {
  const { values, vectors } = eigenSystem(matrix, n);
  const out = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const root = Math.sqrt(Math.max(0, values[k]));
    for (let i = 0; i < n; i++) {
      const factor = root * vectors[k * n + i];
      for (let j = 0; j < n; j++) out[i * n + j] += factor * vectors[k * n + j];
    }
  }
  return out;
}
