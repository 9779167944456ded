import { axpy, norm2 } from "../kernel/vector.ts";
import type { Objective } from "./objective.ts";

type Derivatives = Pick<Objective, "size" | "examples" | "gradient" | "hessianVector">;

/**
 * `exampleGradientNorms` and `mixedHessianVector` of an objective that has no fast path for them: one batch of one
 * example after another, N gradients and (where each example has its own direction) N Hessian-vector products.
 */
export function examplewise(objective: Derivatives): Pick<Objective, "exampleGradientNorms" | "mixedHessianVector"> {
  const { size, examples } = objective;
  const one = new Int32Array(1);
  const gradient = new Float64Array(size);
  const direction = new Float64Array(size);
  const product = new Float64Array(size);

  return {
    exampleGradientNorms(w, out) {
      for (let i = 0; i < examples; i++) {
        one[0] = i;
        objective.gradient(w, gradient, one);
        out[i] = norm2(gradient);
      }
    },
    mixedHessianVector(w, v, alpha, beta, out) {
      if (beta === 0) {
        for (let p = 0; p < size; p++) direction[p] = alpha * v[p];
        objective.hessianVector(w, direction, out);
        return;
      }
      out.fill(0);
      for (let i = 0; i < examples; i++) {
        one[0] = i;
        objective.gradient(w, gradient, one);
        for (let p = 0; p < size; p++) direction[p] = alpha * v[p] + beta * gradient[p];
        objective.hessianVector(w, direction, product, one);
        axpy(1 / examples, product, out);
      }
    },
  };
}
