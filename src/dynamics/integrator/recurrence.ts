import type { StageWork } from "../../kernel/stages.ts";
import type { Evaluate } from "./integrator.ts";

/**
 * Coefficients of a stabilised step of s stages, for j = 2 … s (index j), in terms of the way from the start, D_j = Y_j − Y_0:
 * D_1 = μ̃_1 h F_0, D_j = μ_j D_{j−1} + ν_j D_{j−2} + μ̃_j h F_{j−1} + γ̃_j h F_0.
 */
export interface Recurrence {
  /** μ̃_1. */
  readonly first: number;
  readonly mu: Float64Array;
  readonly nu: Float64Array;
  readonly muTilde: Float64Array;
  readonly gammaTilde: Float64Array;
}

/** Runs the recurrence from `from`, where the velocity is `fromVelocity`, over h, and leaves D_s in the stages' vectors. */
export type Sweep = (recurrence: Recurrence, from: Float64Array, fromVelocity: Float64Array, h: number) => void;

/**
 * Makes a sweep that works on the vectors of stages: s − 1 evaluations each time. It carries the way from the start, not the place: what does not move
 * stays exactly where it is, and rounding is relative to the way.
 */
export function sweeper(stages: StageWork, evaluate: Evaluate): Sweep {
  return ({ first, mu, nu, muTilde, gammaTilde }, from, fromVelocity, h) => {
    stages.from.set(from);
    stages.fromVelocity.set(fromVelocity);
    stages.begin(h * first);
    for (let j = 2; j < mu.length; j++) {
      evaluate(stages.place, stages.velocity);
      stages.next(mu[j], nu[j], h * muTilde[j], h * gammaTilde[j]);
    }
  };
}
