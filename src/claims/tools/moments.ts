import type { Mover } from "../../dynamics/dynamics.ts";

/** Covariance about the origin, E[wwᵀ], of the parameters over so many samples, `apart` steps from one to the next, after a start that is not counted. */
export function secondMoments(mover: Mover, count: number, { warm = 1000, apart = 1 } = {}): Float64Array {
  const w = mover.point.parameters;
  const n = w.length;
  const moments = new Float64Array(n * n);
  for (let k = 0; k < warm; k++) mover.advance(Infinity);
  for (let k = 0; k < count; k++) {
    for (let j = 0; j < apart; j++) mover.advance(Infinity);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) moments[i * n + j] += (w[i] * w[j]) / count;
  }
  return moments;
}

/** ‖a − b‖ / ‖b‖ of two matrices, Frobenius. */
export function relativeDifference(a: Float64Array, b: Float64Array): number {
  let [above, below] = [0, 0];
  for (let e = 0; e < a.length; e++) {
    above += (a[e] - b[e]) * (a[e] - b[e]);
    below += b[e] * b[e];
  }
  return Math.sqrt(above / below);
}
