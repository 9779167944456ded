import { symmetricSqrt } from "../kernel/definite.ts";
import { axpy } from "../kernel/vector.ts";
import type { Objective } from "../objective/objective.ts";

/** A square root of the covariance Σ of the examples' gradients: R Rᵀ = Σ, R of P rows and `dimension` columns. */
export interface CovarianceRoot {
  readonly dimension: number;
  /** out ← R(w) z. */
  apply(w: Float64Array, z: Float64Array, out: Float64Array): void;
}

/** Up to so many parameters the symmetric root is cheap beside the gradients of the examples. */
const denseLimit = 64;

/**
 * A root of Σ = (1/N) Σ_k (g_k − g)(g_k − g)ᵀ at any place, exact in both forms: for few parameters (and more examples) the symmetric one, Σ^{1/2} z with z of length P; otherwise N^{−1/2} Σ_k z_k (g_k − g), z of length N.
 * N gradients of one example each.
 */
export function covarianceRoot(objective: Objective): CovarianceRoot {
  const { size, examples } = objective;
  const gradient = new Float64Array(size);
  const mean = new Float64Array(size);
  const one = new Int32Array(1);
  const each = (w: Float64Array, visit: (k: number) => void): void => {
    objective.gradient(w, mean);
    for (let k = 0; k < examples; k++) {
      one[0] = k;
      objective.gradient(w, gradient, one);
      for (let i = 0; i < size; i++) gradient[i] -= mean[i];
      visit(k);
    }
  };
  if (size <= denseLimit && size < examples) {
    const covariance = new Float64Array(size * size);
    return {
      dimension: size,
      apply(w, z, out) {
        covariance.fill(0);
        each(w, () => {
          for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) covariance[i * size + j] += (gradient[i] * gradient[j]) / examples;
        });
        const root = symmetricSqrt(covariance, size);
        for (let i = 0; i < size; i++) {
          out[i] = 0;
          for (let j = 0; j < size; j++) out[i] += root[i * size + j] * z[j];
        }
      },
    };
  }
  return {
    dimension: examples,
    apply(w, z, out) {
      out.fill(0);
      each(w, (k) => axpy(z[k] / Math.sqrt(examples), gradient, out));
    },
  };
}
