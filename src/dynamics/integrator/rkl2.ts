import type { Evaluate, Method, StepVectors, Stepper } from "./integrator.ts";
import { openStages } from "../../kernel/stages.ts";
import { sweeper, type Recurrence } from "./recurrence.ts";

/** Coefficients of the s-stage method (Meyer, Balsara & Aslam 2014, eqs. 16 and 17): P_j(z) = 1 − b_j + b_j L_j(1 + w1 z), L_j Legendre. */
function legendreRecurrence(s: number): Recurrence {
  const w1 = 4 / (s * s + s - 2);
  const b = new Float64Array(s + 1).fill(1 / 3);
  for (let j = 2; j <= s; j++) b[j] = (j * j + j - 2) / (2 * j * (j + 1));
  const mu = new Float64Array(s + 1);
  const nu = new Float64Array(s + 1);
  const muTilde = new Float64Array(s + 1);
  const gammaTilde = new Float64Array(s + 1);
  for (let j = 2; j <= s; j++) {
    mu[j] = ((2 * j - 1) * b[j]) / (j * b[j - 1]);
    nu[j] = (-(j - 1) * b[j]) / (j * b[j - 2]);
    muTilde[j] = mu[j] * w1;
    gammaTilde[j] = -(1 - b[j - 1]) * muTilde[j];
  }
  return { first: b[1] * w1, mu, nu, muTilde, gammaTilde };
}

/** The local error of a step is this × h³w‴: 1/6 less the coefficient of z³ in the stability polynomial; 1/18 for many stages. */
function errorConstant(s: number): number {
  const product = s * s + s;
  return 1 / 6 - (product - 6) / (9 * (product - 2));
}

/** An even number of stages bears no more than the odd one below: L_s(−1) = 1 is not damped. */
function interval(stages: number): number {
  const s = stages % 2 === 0 ? stages - 1 : stages;
  return (s * s + s - 2) / 2;
}

const method: Method = {
  order: 2,
  errorOrder: 3,
  fewestStages: 3,
  mostStages: 201,
  largestGrowth: 5,
  interval,
  open,
};

function open(vectors: StepVectors, evaluate: Evaluate, arrive: () => void): Stepper {
  const { from, fromVelocity, to, toVelocity, error } = vectors;
  const known: Recurrence[] = [];
  const work = openStages(from.length);
  const sweep = sweeper(work, evaluate);
  return {
    take(h, stages) {
      sweep((known[stages] ??= legendreRecurrence(stages)), from, fromVelocity, h);
      work.way(error);
      for (let i = 0; i < to.length; i++) to[i] = from[i] + error[i];
      arrive();
      // The defect of the trapezoidal rule is (c + 1/12) h³w‴, the local error c h³w‴.
      const c = errorConstant(stages);
      const weight = c / (c + 1 / 12);
      for (let i = 0; i < error.length; i++) error[i] = weight * ((h / 2) * (fromVelocity[i] + toVelocity[i]) - error[i]);
    },
  };
}

/**
 * RKL2, the second-order Runge-Kutta-Legendre method: an odd number s of stages bears hλ ≤ (s² + s − 2)/2 on the negative real axis;
 * the interval is a quarter shorter than RKC2's and needs no damping parameter.
 * Source: Meyer, Balsara & Aslam 2014, "A stabilized Runge-Kutta-Legendre method for explicit super-time-stepping of parabolic and mixed equations",
 * J. Comput. Phys. 257. It gives no error estimate; here the defect of the trapezoidal rule over the step, scaled to the method's
 * local error, O(h³), as in RKC2.
 */
export const rkl2 = { method: (): Method => method };
