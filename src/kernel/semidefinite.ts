import { choleskySolve, cholesky } from "./definite.ts";
import { eigenvalues } from "./symmetric.ts";

/**
 * A linear complementarity problem over symmetric k × k matrices: 0 ⪯ X ⟂ R(X) = C + Q[X] ⪰ 0, with Q symmetric and positive
 * semidefinite. Matrices stand as their upper triangles, row by row: entry p is (i, j), i ≤ j, p as in `pairs(k)`.
 */
export interface ComplementarityProblem {
  readonly k: number;
  /** C, k(k + 1)/2 entries. */
  readonly constant: Float64Array;
  /** ⟨E_p, Q[E_q]⟩ over the symmetric units E_ii and (E_ij + E_ji)/2, row-major: R_p = C_p + Σ_q m_q Q_pq X_q, m = 1 on the diagonal and 2 off it. */
  readonly operator: Float64Array;
}

/** The solution and how well it solves. */
export interface ComplementaritySolution {
  /** X, upper triangle: positive semidefinite by construction. */
  readonly solution: Float64Array;
  /** R(X), upper triangle. */
  readonly slack: Float64Array;
  /** max(|⟨X, R⟩| / (x ‖C‖), −λ_min(R) / ‖C‖) with x the larger of ‖X‖ and ‖C‖ / ‖Q‖: 0 where solved exactly. */
  readonly residual: number;
}

/** The entries (i, j), i ≤ j, of an upper triangle, row by row. */
export function pairs(k: number): readonly (readonly [number, number])[] {
  const all: [number, number][] = [];
  for (let i = 0; i < k; i++) for (let j = i; j < k; j++) all.push([i, j]);
  return all;
}

/** The barrier's last weight, which is the complementarity that is left, relative to ‖X‖ ‖C‖. */
const lastWeight = 1e-13;
const mostIterations = 40;
/** A solution larger than this, in units of ‖C‖ / ‖Q‖, is none: the problem has no solution, or is at the brink of that. */
const largest = 1e10;

/**
 * Solves it, or returns null where it has no solution (some direction of C ⋡ 0 that no Q[X] reaches). k = 1 is closed; otherwise the central path
 * R(X) = μX⁻¹ of the convex problem min ½⟨X, Q[X]⟩ + ⟨C, X⟩ over X ⪰ 0 is followed down by damped Newton steps (the barrier −log det is self-concordant:
 * Nesterov & Nemirovskii 1994), from a fixed start: the result is a function of the problem alone.
 * Meant for k ≤ 8 or so: a Newton step costs (k(k + 1)/2)³.
 */
export function solveComplementarity({ k, constant, operator }: ComplementarityProblem): ComplementaritySolution | null {
  const d = constant.length;
  const size = largestModulus(constant);
  const strength = largestModulus(operator);
  if (size === 0) return { solution: new Float64Array(d), slack: new Float64Array(d), residual: 0 };
  if (k === 1) return solveScalar(constant[0], operator[0]);
  if (!Number.isFinite(size) || !Number.isFinite(strength)) return null;
  if (eigenvalues(full(k, constant), k)[k - 1] >= 0)
    return { solution: new Float64Array(d), slack: Float64Array.from(constant), residual: 0 };
  const unit = strength > 0 ? size / strength : 1;
  const x = followPath(
    k,
    constant.map((value) => value / size),
    operator.map((value) => (strength > 0 ? value / strength : 0)),
  );
  if (x === null) return null;
  const solution = x.map((value) => value * unit);
  const slack = slackOf(k, constant, operator, solution);
  return { solution, slack, residual: residualOf(k, constant, unit, solution, slack) };
}

function solveScalar(constant: number, operator: number): ComplementaritySolution | null {
  if (constant >= 0) return { solution: Float64Array.of(0), slack: Float64Array.of(constant), residual: 0 };
  const value = -constant / operator;
  return Number.isFinite(value) ? { solution: Float64Array.of(value), slack: Float64Array.of(0), residual: 0 } : null;
}

function followPath(k: number, constant: Float64Array, operator: Float64Array): Float64Array | null {
  const entries = pairs(k);
  const x = Float64Array.from(entries, ([i, j]) => (i === j ? 1 : 0));
  for (let weight = 1; ; weight = Math.max(lastWeight, weight / 8)) {
    if (!centre(k, constant, operator, weight, x) || !(largestModulus(x) < largest)) return null;
    if (weight === lastWeight) return x;
  }
}

/** Newton's method for R(X) = weight × X⁻¹, in place; false where it does not arrive. */
function centre(k: number, constant: Float64Array, operator: Float64Array, weight: number, x: Float64Array): boolean {
  const entries = pairs(k);
  const d = entries.length;
  const slope = new Float64Array(d);
  const curvature = new Float64Array(d * d);
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const inverse = invert(k, x);
    if (inverse === null) return false;
    const slack = slackOf(k, constant, operator, x);
    for (let p = 0; p < d; p++) {
      const [i, j] = entries[p];
      const m = i === j ? 1 : 2;
      slope[p] = m * (weight * inverse[i * k + j] - slack[p]);
      for (let q = 0; q < d; q++) {
        const [a, b] = entries[q];
        const n = a === b ? 1 : 2;
        // tr(X⁻¹ E_p X⁻¹ E_q)
        const barrier = (inverse[i * k + a] * inverse[j * k + b] + inverse[i * k + b] * inverse[j * k + a]) / 2;
        curvature[p * d + q] = m * n * (operator[p * d + q] + weight * barrier);
      }
    }
    const step = tryCholeskySolve(curvature, d, slope);
    if (step === null) return false;
    let decrement = 0;
    for (let p = 0; p < d; p++) decrement += step[p] * slope[p];
    // In units in which the barrier is self-concordant.
    const length = Math.sqrt(Math.max(0, decrement) / weight);
    const damping = length > 0.25 ? 1 / (1 + length) : 1;
    for (let p = 0; p < d; p++) x[p] += damping * step[p];
    if (!Number.isFinite(length) || largestModulus(x) > largest) return false;
    if (length < 1e-3) return true;
  }
  return false;
}

/** X⁻¹ (k × k) of an upper triangle; null where X is not positive definite. */
function invert(k: number, x: Float64Array): Float64Array | null {
  const matrix = full(k, x);
  const inverse = new Float64Array(k * k);
  const unit = new Float64Array(k);
  for (let i = 0; i < k; i++) {
    unit[i] = 1;
    const column = tryCholeskySolve(matrix, k, unit);
    if (column === null) return null;
    inverse.set(column, i * k);
    unit[i] = 0;
  }
  return inverse;
}

function tryCholeskySolve(matrix: Float64Array, n: number, b: Float64Array): Float64Array | null {
  // A unit diagonal first: near the boundary the diagonal spans many orders of magnitude.
  const scales = Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(matrix[i * n + i]));
  const scaled = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) scaled[i * n + j] = matrix[i * n + j] * scales[i] * scales[j];
  try {
    cholesky(scaled, n);
  } catch {
    return null;
  }
  const x = choleskySolve(
    scaled,
    n,
    b.map((value, i) => value * scales[i]),
  );
  return x.map((value, i) => value * scales[i]);
}

/** R(X) = C + Q[X]. */
function slackOf(k: number, constant: Float64Array, operator: Float64Array, x: Float64Array): Float64Array {
  const entries = pairs(k);
  const d = entries.length;
  const slack = Float64Array.from(constant);
  for (let p = 0; p < d; p++)
    for (let q = 0; q < d; q++) slack[p] += (entries[q][0] === entries[q][1] ? 1 : 2) * operator[p * d + q] * x[q];
  return slack;
}

function residualOf(k: number, constant: Float64Array, unit: number, solution: Float64Array, slack: Float64Array): number {
  const entries = pairs(k);
  const inner = (a: Float64Array, b: Float64Array): number => {
    let sum = 0;
    for (let p = 0; p < a.length; p++) sum += (entries[p][0] === entries[p][1] ? 1 : 2) * a[p] * b[p];
    return sum;
  };
  const size = Math.sqrt(inner(constant, constant));
  const gap = Math.abs(inner(solution, slack)) / (Math.max(unit, Math.sqrt(inner(solution, solution))) * size);
  return Math.max(gap, -eigenvalues(full(k, slack), k)[k - 1] / size);
}

/** The whole symmetric matrix of an upper triangle, row-major. */
export function full(k: number, upper: Float64Array): Float64Array {
  const matrix = new Float64Array(k * k);
  pairs(k).forEach(([i, j], p) => {
    matrix[i * k + j] = upper[p];
    matrix[j * k + i] = upper[p];
  });
  return matrix;
}

function largestModulus(values: Float64Array): number {
  let most = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) return Infinity;
    most = Math.max(most, Math.abs(value));
  }
  return most;
}
