import type { Recurrence } from "./recurrence.ts";

/** ε: the stability polynomial stays below about 1 − ε/3 in the interior of the interval. */
const damping = 2 / 13;

/** T_j and its first three derivatives at w0 = 1 + ε/s², for j = 0 … s. */
function chebyshev(s: number, w0: number): [Float64Array, Float64Array, Float64Array, Float64Array] {
  const t = new Float64Array(s + 1);
  const d = new Float64Array(s + 1);
  const dd = new Float64Array(s + 1);
  const ddd = new Float64Array(s + 1);
  t[0] = 1;
  t[1] = w0;
  d[1] = 1;
  for (let j = 2; j <= s; j++) {
    t[j] = 2 * w0 * t[j - 1] - t[j - 2];
    d[j] = 2 * t[j - 1] + 2 * w0 * d[j - 1] - d[j - 2];
    dd[j] = 4 * d[j - 1] + 2 * w0 * dd[j - 1] - dd[j - 2];
    ddd[j] = 6 * dd[j - 1] + 2 * w0 * ddd[j - 1] - ddd[j - 2];
  }
  return [t, d, dd, ddd];
}

/**
 * The second-order Runge-Kutta-Chebyshev method with s stages (Sommeijer, Shampine & Verwer 1997, eqs. 2.6 to 2.8):
 * P_j(z) = 1 − b_j T_j(w0) + b_j T_j(w0 + w1 z), consistent of order 2 at every inner stage from the second on.
 * b_1 does not enter the stability polynomial; it is b_2 × `firstWeight`. With 1, as in the paper, the first stage is not consistent of order 2, which shows in the
 * local error of few stages; a small value makes the local error h³ w‴ × `errorConstant`, all but exactly, for any number of stages.
 */
export function chebyshevRecurrence(s: number, firstWeight: number): Recurrence {
  const w0 = 1 + damping / (s * s);
  const [t, d, dd] = chebyshev(s, w0);
  const w1 = d[s] / dd[s];
  const b = new Float64Array(s + 1);
  for (let j = 2; j <= s; j++) b[j] = dd[j] / (d[j] * d[j]);
  b[0] = b[2];
  b[1] = b[2] * firstWeight;
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
export function chebyshevInterval(s: number): number {
  const w0 = 1 + damping / (s * s);
  const [, d, dd] = chebyshev(s, w0);
  return ((w0 + 1) * dd[s]) / d[s];
}

/** The local error of a step is this × h³ w‴: 1/6 less the coefficient of z³ in the stability polynomial; 1/15 for many stages. */
export function errorConstant(s: number): number {
  const [, d, dd, ddd] = chebyshev(s, 1 + damping / (s * s));
  const w1 = d[s] / dd[s];
  return 1 / 6 - ((dd[s] / (d[s] * d[s])) * w1 * w1 * w1 * ddd[s]) / 6;
}
