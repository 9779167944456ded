import type { Random } from "../../kernel/random.ts";
import type { Operator } from "../../kernel/subspace.ts";

/** A symmetric matrix (row-major) with exactly these eigenvalues, up to rounding: a product of random reflections on both sides of the diagonal. */
export function withSpectrum(values: ArrayLike<number>, random: Random): Float64Array {
  const n = values.length;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) a[i * n + i] = values[i];
  const u = new Float64Array(n);
  for (let round = 0; round < Math.min(n, 6); round++) {
    random.normals(u);
    const square = u.reduce((sum, x) => sum + x * x, 0);
    reflect(a, n, u, 2 / square);
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j];
  return a;
}

/** A ← (I − c uuᵀ) A (I − c uuᵀ). */
function reflect(a: Float64Array, n: number, u: Float64Array, c: number): void {
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += a[i * n + j] * u[j];
    for (let j = 0; j < n; j++) a[i * n + j] -= c * sum * u[j];
  }
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += a[i * n + j] * u[i];
    for (let i = 0; i < n; i++) a[i * n + j] -= c * sum * u[i];
  }
}

/** The operator of a row-major n × n matrix. */
export function operatorOf(a: Float64Array, n: number): Operator {
  return (v, out) => {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += a[i * n + j] * v[j];
      out[i] = sum;
    }
  };
}

/** Probes of random signs. */
export const signs =
  (random: Random) =>
  (_k: number, out: Float64Array): void => {
    for (let i = 0; i < out.length; i++) out[i] = random.sign();
  };
