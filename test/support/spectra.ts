import type { Objective } from "../../src/objective/objective.ts";
import { openRandom } from "../../src/kernel/random.ts";

export { operatorOf, withSpectrum } from "../../src/claims/tools/spectra.ts";

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
