import { eigenSystem } from "../kernel/symmetric.ts";

/** A quadratic bottom with constant noise: Hessian A and covariance C of the gradient's noise (that of one step), n × n row-major. */
export interface NoisyQuadratic {
  readonly size: number;
  readonly hessian: Float64Array;
  readonly covariance: Float64Array;
}

/**
 * The stationary covariance Σ of w ← w − η(Aw + ξ), Cov ξ = C: the discrete Lyapunov equation AΣ + ΣA − ηAΣA = ηC (exact; the continuous one, AΣ + ΣA = ηC of
 * Mandt, Hoffman & Blei 2017, lacks the last term on the left). In the eigenbasis of A Σ_ij = ηC_ij/(λ_i + λ_j − ηλ_iλ_j); in one dimension ησ²/(λ(2 − ηλ)).
 * Null where there is none: a noisy direction with λ ≤ 0 or ηλ ≥ 2.
 */
export function stationaryCovariance(problem: NoisyQuadratic, stepSize: number): Float64Array | null {
  return inEigenbasis(problem, (noise, a, b) => {
    const stable = a > 0 && b > 0 && stepSize * a < 2 && stepSize * b < 2;
    return stable ? (stepSize * noise) / (a + b - stepSize * a * b) : null;
  });
}

/** That of the continuous equation AΣ + ΣA = ηC, for comparison. */
export function continuousStationaryCovariance(problem: NoisyQuadratic, stepSize: number): Float64Array | null {
  return inEigenbasis(problem, (noise, a, b) => (a > 0 && b > 0 ? (stepSize * noise) / (a + b) : null));
}

/**
 * The stationary covariance of heavy ball, v ← βv + Aw + ξ, w ← w − ηv: exact, from the moments of each pair of eigendirections. In one dimension
 * ησ²(1 + β)/(λ(1 − β)(2(1 + β) − ηλ)).
 */
export function momentumStationaryCovariance(problem: NoisyQuadratic, stepSize: number, momentum: number): Float64Array | null {
  return inEigenbasis(problem, (noise, a, b) => pairMoment(noise, stepSize, momentum, a, b));
}

/**
 * M = E[w_i w_j] in the directions i and j, where w' = pw − βw₋ − ηξ with p = 1 + β − ηλ_i, q = 1 + β − ηλ_j: with F = E[w_i' w_j] and G = E[w_i w_j'],
 * F = pM − βG, G = qM − βF and M = pqM − β(pF + qG) + β²M + η²C_ij.
 */
function pairMoment(noise: number, stepSize: number, momentum: number, a: number, b: number): number | null {
  const p = 1 + momentum - stepSize * a;
  const q = 1 + momentum - stepSize * b;
  const limit = 2 * (1 + momentum);
  if (!(a > 0 && b > 0 && stepSize * a < limit && stepSize * b < limit)) return null;
  const f = (p - momentum * q) / (1 - momentum * momentum);
  const g = (q - momentum * p) / (1 - momentum * momentum);
  return (stepSize * stepSize * noise) / (1 - p * q - momentum * momentum + momentum * (p * f + q * g));
}

/** Applies an entrywise solution in the eigenbasis of A and turns back. */
function inEigenbasis(
  { size: n, hessian, covariance }: NoisyQuadratic,
  solve: (noise: number, a: number, b: number) => number | null,
): Float64Array | null {
  const { values, vectors } = eigenSystem(hessian, n);
  const turned = congruence(vectors, covariance, n, false);
  // Rounding leaves a trace of noise in directions that have none.
  let largest = 0;
  for (const value of turned) largest = Math.max(largest, Math.abs(value));
  const solved = new Float64Array(n * n);
  for (let k = 0; k < n * n; k++) {
    if (Math.abs(turned[k]) <= 1e-14 * largest) continue;
    const value = solve(turned[k], values[Math.floor(k / n)], values[k % n]);
    if (value === null) return null;
    solved[k] = value;
  }
  return congruence(vectors, solved, n, true);
}

/** V C Vᵀ with the rows of V, or Vᵀ C V. */
function congruence(v: Float64Array, c: Float64Array, n: number, transposed: boolean): Float64Array {
  const at = (i: number, k: number): number => (transposed ? v[k * n + i] : v[i * n + k]);
  const half = new Float64Array(n * n);
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) half[i * n + j] += at(i, k) * c[k * n + j];
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) out[i * n + j] += half[i * n + k] * at(j, k);
  return out;
}
