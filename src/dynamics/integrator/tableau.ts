import type { Evaluate, StepVectors, Stepper } from "./integrator.ts";

/** An explicit Runge-Kutta method whose last stage is the end of the step (first same as last). */
export interface Tableau {
  /** Weights of the earlier stages' velocities, a row for each stage after the first; the last row gives the end of the step. */
  readonly stages: readonly (readonly number[])[];
  /** Weights of all velocities, the end's included, in the error estimate. */
  readonly error: readonly number[];
}

/** Steps with a tableau. */
export function openTableau(tableau: Tableau, vectors: StepVectors, evaluate: Evaluate, arrive: () => void): Stepper {
  const { from, fromVelocity, to, toVelocity, error } = vectors;
  const { stages } = tableau;
  const velocities = [fromVelocity];
  for (let j = 1; j < stages.length; j++) velocities.push(new Float64Array(from.length));
  velocities.push(toVelocity);
  return {
    take(h) {
      for (let j = 0; j < stages.length; j++) {
        to.set(from);
        add(h, stages[j], velocities, to);
        if (j < stages.length - 1) evaluate(to, velocities[j + 1]);
      }
      arrive();
      error.fill(0);
      add(h, tableau.error, velocities, error);
    },
  };
}

/** out += h Σ weights[j] velocities[j], summed in order of j. */
export function add(h: number, weights: readonly number[], velocities: readonly Float64Array[], out: Float64Array): void {
  for (let j = 0; j < weights.length; j++) {
    const weight = h * weights[j];
    if (weight === 0) continue;
    const velocity = velocities[j];
    for (let i = 0; i < out.length; i++) out[i] += weight * velocity[i];
  }
}
