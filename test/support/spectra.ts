import type { Objective } from "../../src/objective/objective.ts";
import { openRandom, type Random } from "../../src/kernel/random.ts";
import type { Operator } from "../../src/kernel/subspace.ts";

/** A symmetric matrix (row-major) with exactly these eigenvalues, up to rounding: a product of n random reflections on both sides of the diagonal. */
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

export function randomSymmetric(n: number, seed: number): Float64Array {
  const random = openRandom(seed, "data");
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = random.normal();
  return a;
}

/** An objective whose Hessian at w is diagonal with the elements `diagonal(w[0])`, whatever its loss: for measures that read the Hessian alone. */
export function diagonalHessian(size: number, diagonal: (t: number, i: number) => number): Objective & { products: number } {
  return {
    size,
    examples: 1,
    blocks: [],
    products: 0,
    loss: () => 0,
    gradient: () => 0,
    hessianVector(w, v, out) {
      this.products++;
      for (let i = 0; i < size; i++) out[i] = diagonal(w[0], i) * v[i];
    },
    thirdDerivative: (_w, _u, out) => void out.fill(0),
    exampleGradientNorms: (_w, out) => void out.fill(0),
    mixedHessianVector: (_w, _v, _a, _b, out) => void out.fill(0),
  };
}
