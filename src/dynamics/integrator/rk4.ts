import type { Evaluate, Method, StepVectors, Stepper } from "./integrator.ts";
import { add, openTableau } from "./tableau.ts";

const stages = [[1 / 2], [0, 1 / 2], [0, 0, 1], [1 / 6, 1 / 3, 1 / 3, 1 / 6]];
/** The real z > 0 with R(−z) = 1, R(z) = 1 + z + z²/2 + z³/6 + z⁴/24. */
const realLimit = 2.785293563405282;

/** One step, no estimate. */
const fixed: Method = {
  order: 4,
  errorOrder: 5,
  fewestStages: 4,
  mostStages: 4,
  largestGrowth: 5,
  interval: () => realLimit,
  open: (vectors, evaluate, arrive) => openTableau({ stages, error: [] }, vectors, evaluate, arrive),
};

/** Two steps of h/2; the error estimate is a fifteenth of their difference from one step of h. */
const doubling: Method = { ...fixed, fewestStages: 11, mostStages: 11, interval: () => realLimit, open };

function open(vectors: StepVectors, evaluate: Evaluate, arrive: () => void): Stepper {
  const { from, fromVelocity, to, error } = vectors;
  const middle = new Float64Array(from.length);
  const middleVelocity = new Float64Array(from.length);
  const spare = [0, 1, 2].map(() => new Float64Array(from.length));
  const step = (start: Float64Array, velocity: Float64Array, h: number, out: Float64Array): void => {
    const velocities = [velocity, ...spare];
    for (let j = 0; j < 4; j++) {
      out.set(start);
      add(h, stages[j], velocities, out);
      if (j < 3) evaluate(out, spare[j]);
    }
  };
  return {
    take(h) {
      step(from, fromVelocity, h, error);
      step(from, fromVelocity, h / 2, middle);
      evaluate(middle, middleVelocity);
      step(middle, middleVelocity, h / 2, to);
      for (let i = 0; i < to.length; i++) error[i] = (to[i] - error[i]) / 15;
      arrive();
    },
  };
}

/**
 * The classical Runge-Kutta method of order 4: four gradients a step, stable on the real axis for h × sharpness ≤ 2.785293563.
 * With `step`, steps of exactly that length (the last before an asked-for time excepted), whatever the error; without, step doubling, eleven gradients
 * a pair of steps, whose error estimate is O(h⁵). For comparison.
 */
export const rk4 = {
  method: (spec: { readonly step?: number | undefined }): Method => (spec.step === undefined ? doubling : fixed),
  fixedStep: (spec: { readonly step?: number | undefined }): number | null => spec.step ?? null,
};
