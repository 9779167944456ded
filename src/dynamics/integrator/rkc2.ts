import type { Evaluate, Method, StepVectors, Stepper } from "./integrator.ts";
import { openStages } from "../../kernel/stages.ts";
import { sweeper, type Recurrence } from "./recurrence.ts";
import { chebyshevInterval, chebyshevRecurrence } from "./rungeKuttaChebyshev.ts";

const method: Method = {
  order: 2,
  errorOrder: 3,
  fewestStages: 2,
  mostStages: 200,
  largestGrowth: 5,
  interval: chebyshevInterval,
  open,
};

function open(vectors: StepVectors, evaluate: Evaluate, arrive: () => void): Stepper {
  const { from, fromVelocity, to, toVelocity, error } = vectors;
  const known: Recurrence[] = [];
  const work = openStages(from.length);
  const sweep = sweeper(work, evaluate);
  return {
    take(h, stages) {
      sweep((known[stages] ??= chebyshevRecurrence(stages, 1)), from, fromVelocity, h);
      work.way(error);
      for (let i = 0; i < to.length; i++) to[i] = from[i] + error[i];
      arrive();
      for (let i = 0; i < error.length; i++) error[i] = 0.4 * h * (fromVelocity[i] + toVelocity[i]) - 0.8 * error[i];
    },
  };
}

/**
 * RKC2, the second-order Runge-Kutta-Chebyshev method: s stages bear hλ up to ≈ 0.653 (s² − 1) on the negative real axis,
 * so that a step costs ~ sqrt(hλ) gradients where a classical method costs ~ hλ. Growing modes (negative curvature) are
 * integrated like by any second-order method.
 * Local error: (1/15)[12 (w_n − w_{n+1}) + 6h (f_n + f_{n+1})], O(h³); the last evaluation is the next step's first.
 * Source: Sommeijer, Shampine & Verwer 1997, "RKC: an explicit solver for parabolic PDEs", J. Comput. Appl. Math. 88; ε = 2/13.
 */
export const rkc2 = { method: (): Method => method };
