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
  const path = openPath(k, constant, operator);
  for (let weight = 1; ; weight = Math.max(lastWeight, weight / 30)) {
    const last = weight === lastWeight;
    if (!path.centre(weight, last ? 1e-3 : 0.3)) return null;
    if (last) return path.x;
  }
}

/** Newton's method along the central path, from X = I. */
function openPath(k: number, constant: Float64Array, operator: Float64Array) {
  const entries = pairs(k);
  const d = entries.length;
  const multiplicity = Float64Array.from(entries, ([i, j]) => (i === j ? 1 : 2));
  const rows = Int32Array.from(entries, ([i]) => i);
  const columns = Int32Array.from(entries, ([, j]) => j);
  const x = Float64Array.from(entries, ([i, j]) => (i === j ? 1 : 0));
  const matrix = new Float64Array(k * k);
  const inverse = new Float64Array(k * k);
  const curvature = new Float64Array(d * d);
  const slope = new Float64Array(d);
  const step = new Float64Array(d);
  const small = openCholesky(k);
  const large = openCholesky(d);

  /** X⁻¹; false where X is not positive definite. */
  function invert(): boolean {
    for (let p = 0; p < d; p++) matrix[rows[p] * k + columns[p]] = matrix[columns[p] * k + rows[p]] = x[p];
    if (!small.factor(matrix)) return false;
    for (let i = 0; i < k; i++) {
      const row = inverse.subarray(i * k, (i + 1) * k);
      row.fill(0)[i] = 1;
      small.solve(row);
    }
    return true;
  }

  /** Slope and curvature of −½⟨X, Q[X]⟩ − ⟨C, X⟩ + weight × log det X. */
  function expand(weight: number): void {
    for (let p = 0; p < d; p++) {
      const i = rows[p];
      const j = columns[p];
      let slack = constant[p];
      for (let q = 0; q < d; q++) {
        const a = rows[q];
        const b = columns[q];
        slack += multiplicity[q] * operator[p * d + q] * x[q];
        // tr(X⁻¹ E_p X⁻¹ E_q)
        const barrier = (inverse[i * k + a] * inverse[j * k + b] + inverse[i * k + b] * inverse[j * k + a]) / 2;
        curvature[p * d + q] = multiplicity[p] * multiplicity[q] * (operator[p * d + q] + weight * barrier);
      }
      slope[p] = multiplicity[p] * (weight * inverse[i * k + j] - slack);
    }
  }

  return {
    x,
    /** Goes to R(X) = weight × X⁻¹, to so long a Newton step in the metric of the barrier; false where it does not arrive. */
    centre(weight: number, length: number): boolean {
      for (let iteration = 0; iteration < mostIterations; iteration++) {
        if (!invert()) return false;
        expand(weight);
        if (!large.factor(curvature)) return false;
        step.set(slope);
        large.solve(step);
        let decrement = 0;
        for (let p = 0; p < d; p++) decrement += step[p] * slope[p];
        const taken = Math.sqrt(Math.max(0, decrement) / weight);
        const damping = taken > 0.25 ? 1 / (1 + taken) : 1;
        for (let p = 0; p < d; p++) x[p] += damping * step[p];
        if (!(largestModulus(x) < largest)) return false;
        if (taken < length) return true;
      }
      return false;
    },
  };
}

/** Cholesky factors of small matrices, brought to a unit diagonal first: near the boundary the diagonal spans many orders of magnitude. */
function openCholesky(n: number) {
  const l = new Float64Array(n * n);
  const scales = new Float64Array(n);
  return {
    /** False where the matrix is not positive definite. */
    factor(matrix: Float64Array): boolean {
      for (let i = 0; i < n; i++) {
        if (!(matrix[i * n + i] > 0)) return false;
        scales[i] = 1 / Math.sqrt(matrix[i * n + i]);
        for (let j = 0; j <= i; j++) {
          let sum = matrix[i * n + j] * scales[i] * scales[j];
          for (let m = 0; m < j; m++) sum -= l[i * n + m] * l[j * n + m];
          if (j < i) l[i * n + j] = sum / l[j * n + j];
          else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
          else return false;
        }
      }
      return true;
    },
    /** b ← matrix⁻¹ b. */
    solve(b: Float64Array): void {
      for (let i = 0; i < n; i++) {
        let sum = b[i] * scales[i];
        for (let m = 0; m < i; m++) sum -= l[i * n + m] * b[m];
        b[i] = sum / l[i * n + i];
      }
      for (let i = n - 1; i >= 0; i--) {
        let sum = b[i];
        for (let m = i + 1; m < n; m++) sum -= l[m * n + i] * b[m];
        b[i] = sum / l[i * n + i];
      }
      for (let i = 0; i < n; i++) b[i] *= scales[i];
    },
  };
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
  for (let i = 0; i < values.length; i++) {
    const modulus = Math.abs(values[i]);
    if (!(modulus <= most)) most = modulus === modulus ? modulus : Infinity;
  }
  return most;
}
