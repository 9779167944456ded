import type { Point } from "../objective/point.ts";

/** C = (1/N) Σ (g_i − g)(g_i − g)ᵀ, the covariance of one example's gradient (population form), P × P row-major. N gradients of one example. */
export function exampleCovariance({ objective, parameters, gradient }: Point): Float64Array {
  const { size: n, examples } = objective;
  const covariance = new Float64Array(n * n);
  const own = new Float64Array(n);
  const one = new Int32Array(1);
  for (let k = 0; k < examples; k++) {
    one[0] = k;
    objective.gradient(parameters, own, one);
    for (let i = 0; i < n; i++) own[i] -= gradient[i];
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) covariance[i * n + j] += (own[i] * own[j]) / examples;
  }
  return covariance;
}
