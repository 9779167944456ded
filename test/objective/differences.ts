import type { Objective } from "../../src/objective/objective.ts";

/** Weights of central differences on −4 … 4 for the first two derivatives, eighth order (Fornberg 1988, table 1). */
const first = [1 / 280, -4 / 105, 1 / 5, -4 / 5, 0, 4 / 5, -1 / 5, 4 / 105, -1 / 280];
const second = [-1 / 560, 8 / 315, -1 / 5, 8 / 5, -205 / 72, 8 / 5, -1 / 5, 8 / 315, -1 / 560];

/** The derivative of the given order (1 or 2) along u of a vector function at w, by eighth-order central differences of step h. */
export function along(f: (w: Float64Array) => ArrayLike<number>, w: Float64Array, u: Float64Array, h: number, order: 1 | 2): Float64Array {
  let sum: Float64Array | null = null;
  (order === 1 ? first : second).forEach((weight, k) => {
    const value = f(w.map((x, i) => x + (k - 4) * h * u[i]));
    sum ??= new Float64Array(value.length);
    for (let i = 0; i < sum.length; i++) sum[i] += (weight * value[i]) / h ** order;
  });
  return sum!;
}

/** ∇L by eighth-order central differences of the loss. */
export function gradientByDifferences(objective: Objective, w: Float64Array, h: number, batch?: Int32Array): Float64Array {
  return w.map((_, p) => along((x) => [objective.loss(x, batch)], w, unit(w.length, p), h, 1)[0]);
}

export function unit(size: number, index: number): Float64Array {
  const e = new Float64Array(size);
  e[index] = 1;
  return e;
}

/** The gradient as a function that returns a fresh vector. */
export function gradientOf(objective: Objective, batch?: Int32Array): (w: Float64Array) => Float64Array {
  return (w) => {
    const out = new Float64Array(objective.size);
    objective.gradient(w, out, batch);
    return out;
  };
}

/** Largest difference of two vectors relative to the largest element of the second (at least `floor`). */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>, floor = 1e-300): number {
  let difference = 0;
  let scale = floor;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(found[i] - expected[i]));
    scale = Math.max(scale, Math.abs(expected[i]));
  }
  return difference / scale;
}
