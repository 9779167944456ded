/** Derivative of x^depth of the given order. */
function powerDerivative(x: number, depth: number, order: number): number {
  if (order > depth) return 0;
  let value = 1;
  for (let j = 0; j < order; j++) value *= depth - j;
  for (let j = order; j < depth; j++) value *= x;
  return value;
}

/** The coefficients β of a diagonal linear network: entry j is u_j^D − v_j^D, or u_j^D without signs. */
export interface Coefficients {
  /** Number of parameters: u, then v. */
  readonly size: number;
  /** β at w into `out` (length d). */
  value(w: Float64Array, out: Float64Array): void;
  /** The derivative of its own entry of β with respect to each parameter, of order 1, 2 or 3, into `out` (length P). */
  derivative(w: Float64Array, order: number, out: Float64Array): void;
}

/** The coefficients of depth D over d inputs. Powers are repeated products, from the left. */
export function coefficients(dimension: number, depth: number, signs: boolean): Coefficients {
  const size = signs ? 2 * dimension : dimension;
  return {
    size,
    value(w, out) {
      for (let j = 0; j < dimension; j++) out[j] = powerDerivative(w[j], depth, 0);
      for (let k = dimension; k < size; k++) out[k - dimension] -= powerDerivative(w[k], depth, 0);
    },
    derivative(w, order, out) {
      for (let k = 0; k < size; k++) out[k] = (k < dimension ? 1 : -1) * powerDerivative(w[k], depth, order);
    },
  };
}
