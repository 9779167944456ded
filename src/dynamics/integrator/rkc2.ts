import { member } from "../../spec/member.ts";
import type { Evaluate, Method, StepVectors, TakeStep } from "./integrator.ts";

/** Damping: the stability polynomial stays below about 1 − ε/3 in the interior of the interval. */
const damping = 2 / 13;
const mostStages = 200;

/** What the recurrence of s stages needs, for j = 2 … s (index j): Y_j = (1 − μ_j − ν_j) Y_0 + μ_j Y_{j−1} + ν_j Y_{j−2} + μ̃_j h F_{j−1} + γ̃_j h F_0. */
interface Coefficients {
  readonly first: number;
  readonly mu: Float64Array;
  readonly nu: Float64Array;
  readonly muTilde: Float64Array;
  readonly gammaTilde: Float64Array;
}

/** Coefficients of the s-stage method (Sommeijer, Shampine & Verwer 1997, eqs. 2.6–2.8). */
function coefficients(s: number): Coefficients {
  const w0 = 1 + damping / (s * s);
  const t = new Float64Array(s + 1);
  const dt = new Float64Array(s + 1);
  const ddt = new Float64Array(s + 1);
  t[0] = 1;
  t[1] = w0;
  dt[1] = 1;
  for (let j = 2; j <= s; j++) {
    t[j] = 2 * w0 * t[j - 1] - t[j - 2];
    dt[j] = 2 * t[j - 1] + 2 * w0 * dt[j - 1] - dt[j - 2];
    ddt[j] = 4 * dt[j - 1] + 2 * w0 * ddt[j - 1] - ddt[j - 2];
  }
  const w1 = dt[s] / ddt[s];
  const b = new Float64Array(s + 1);
  for (let j = 2; j <= s; j++) b[j] = ddt[j] / (dt[j] * dt[j]);
  b[0] = b[2];
  b[1] = b[2];
  const mu = new Float64Array(s + 1);
  const nu = new Float64Array(s + 1);
  const muTilde = new Float64Array(s + 1);
  const gammaTilde = new Float64Array(s + 1);
  for (let j = 2; j <= s; j++) {
    mu[j] = (2 * b[j] * w0) / b[j - 1];
    nu[j] = -b[j] / b[j - 2];
    muTilde[j] = (2 * b[j] * w1) / b[j - 1];
    gammaTilde[j] = -(1 - b[j - 1] * t[j - 1]) * muTilde[j];
  }
  return { first: b[1] * w1, mu, nu, muTilde, gammaTilde };
}

/** Length of the real stability interval: (w0 + 1) T″_s(w0) / T′_s(w0) exactly, ≈ (2/3)(s² − 1)(1 − 2ε/15). */
function interval(s: number): number {
  const w0 = 1 + damping / (s * s);
  let [t0, t1, d0, d1, e0, e1] = [1, w0, 0, 1, 0, 0];
  for (let j = 2; j <= s; j++) {
    const t = 2 * w0 * t1 - t0;
    const d = 2 * t1 + 2 * w0 * d1 - d0;
    const e = 4 * d1 + 2 * w0 * e1 - e0;
    [t0, t1, d0, d1, e0, e1] = [t1, t, d1, d, e1, e];
  }
  return ((w0 + 1) * e1) / d1;
}

const method: Method = {
  kind: "rkc2",
  order: 2,
  errorOrder: 3,
  fewestStages: 2,
  mostStages,
  interval,
  evaluations: (stages) => stages,
  open,
};

function open(vectors: StepVectors, evaluate: Evaluate, arrive: () => void): TakeStep {
  const { from, fromVelocity, to, toVelocity, error } = vectors;
  const size = from.length;
  const known: Coefficients[] = [];
  const velocity = new Float64Array(size);
  const spare = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  return (h, stages) => {
    const c = (known[stages] ??= coefficients(stages));
    let before = spare[0];
    let last = spare[1];
    let next = spare[2];
    before.set(from);
    for (let i = 0; i < size; i++) last[i] = from[i] + h * c.first * fromVelocity[i];
    for (let j = 2; j <= stages; j++) {
      evaluate(last, velocity);
      const mu = c.mu[j];
      const nu = c.nu[j];
      const rest = 1 - mu - nu;
      const muTilde = h * c.muTilde[j];
      const gammaTilde = h * c.gammaTilde[j];
      for (let i = 0; i < size; i++) next[i] = rest * from[i] + mu * last[i] + nu * before[i] + muTilde * velocity[i] + gammaTilde * fromVelocity[i];
      const free = before;
      before = last;
      last = next;
      next = free;
    }
    to.set(last);
    arrive();
    for (let i = 0; i < size; i++) error[i] = 0.8 * (from[i] - to[i]) + 0.4 * h * (fromVelocity[i] + toVelocity[i]);
  };
}

/**
 * RKC2, the second-order Runge-Kutta-Chebyshev method: s stages bear hλ up to ≈ 0.653 (s² − 1) on the negative real axis,
 * so that a step costs ~ sqrt(hλ) gradients where a classical method costs ~ hλ. Growing modes (negative curvature) are
 * integrated like by any second-order method.
 * Local error: (1/15)[12 (w_n − w_{n+1}) + 6h (f_n + f_{n+1})], O(h³); the last evaluation is the next step's first.
 * Source: Sommeijer, Shampine & Verwer 1997, "RKC: an explicit solver for parabolic PDEs"; ε = 2/13.
 */
export const rkc2 = member("rkc2", "Runge-Kutta-Chebyshev of order 2: s gradients bear h × sharpness up to 0.653 (s² − 1).", {}, { method: (): Method => method });
