import type { Evaluate } from "./integrator.ts";

/**
 * Coefficients of a stabilised step of s stages, for j = 2 … s (index j):
 * Y_1 = Y_0 + μ̃_1 h F_0, Y_j = (1 − μ_j − ν_j) Y_0 + μ_j Y_{j−1} + ν_j Y_{j−2} + μ̃_j h F_{j−1} + γ̃_j h F_0.
 */
export interface Recurrence {
  readonly first: number;
  readonly mu: Float64Array;
  readonly nu: Float64Array;
  readonly muTilde: Float64Array;
  readonly gammaTilde: Float64Array;
}

/** Runs the recurrence from `from`, where the velocity is `fromVelocity`, over h, and writes Y_s into `out`. */
export type Sweep = (recurrence: Recurrence, from: Float64Array, fromVelocity: Float64Array, h: number, out: Float64Array) => void;

/** Makes a sweep with its workspaces: s − 1 evaluations each time. */
export function sweeper(size: number, evaluate: Evaluate): Sweep {
  const velocity = new Float64Array(size);
  const spare = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  return ({ first, mu, nu, muTilde, gammaTilde }, from, fromVelocity, h, out) => {
    let before = spare[0];
    let last = spare[1];
    let next = spare[2];
    before.set(from);
    for (let i = 0; i < size; i++) last[i] = from[i] + h * first * fromVelocity[i];
    for (let j = 2; j < mu.length; j++) {
      evaluate(last, velocity);
      const a = mu[j];
      const b = nu[j];
      const rest = 1 - a - b;
      const c = h * muTilde[j];
      const d = h * gammaTilde[j];
      for (let i = 0; i < size; i++) next[i] = rest * from[i] + a * last[i] + b * before[i] + c * velocity[i] + d * fromVelocity[i];
      const free = before;
      before = last;
      last = next;
      next = free;
    }
    out.set(last);
  };
}
