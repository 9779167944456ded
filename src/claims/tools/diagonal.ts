import { log1p, sin } from "../../kernel/elementary.ts";
import { distance, norm } from "../../kernel/vector.ts";
import { diagonalLinearObjective } from "../../objective/diagonal/objective.ts";
import type { Objective } from "../../objective/objective.ts";

/** An underdetermined regression of sparse truth, 8 examples in 20 dimensions, and the network β = u² − v² on it, loss ½ mean. */
export function sparseProblem(): { x: Float64Array[]; y: Float64Array; objective: Objective } {
  const [count, dimension] = [8, 20];
  const x = Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length: dimension }, (_, j) => 1.4 * sin(1 + 2.3 * i + 5.7 * j + 1.1 * i * j)),
  );
  const y = Float64Array.from(x, (row) => row[0] - 0.8 * row[1] + 0.5 * row[2]);
  const table = { count, inputs: dimension, outputs: 1, x: Float64Array.from(x.flatMap((row) => [...row])), y };
  return { x, y, objective: diagonalLinearObjective({ depth: 2, signs: true }, table, 0.5) };
}

/** β of the parameters u, v. */
export function betaOf(w: ArrayLike<number>): Float64Array {
  const dimension = w.length / 2;
  return Float64Array.from({ length: dimension }, (_, j) => w[j] * w[j] - w[dimension + j] * w[dimension + j]);
}

/** The part of q that is in the span of the rows of x, by the normal equations. */
export function inRowSpace(x: readonly Float64Array[], q: Float64Array): Float64Array {
  const n = x.length;
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, j) => sum + value * b[j], 0);
  const system = x.map((row) => [...x.map((other) => dot(row, other)), dot(row, q)]);
  for (let k = 0; k < n; k++) {
    const pivot = system.slice(k).reduce((best, row, i) => (Math.abs(row[k]) > Math.abs(system[best][k]) ? k + i : best), k);
    [system[k], system[pivot]] = [system[pivot], system[k]];
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = system[i][k] / system[k][k];
      for (let j = k; j <= n; j++) system[i][j] -= factor * system[k][j];
    }
  }
  const out = new Float64Array(q.length);
  x.forEach((row, k) => row.forEach((value, j) => (out[j] += (system[k][n] / system[k][k]) * value)));
  return out;
}

/** Inverse hyperbolic sine, to a relative error of about 1e-15. */
function asinh(x: number): number {
  const size = Math.abs(x);
  return Math.sign(x) * log1p(size + (size * size) / (1 + Math.sqrt(1 + size * size)));
}

/**
 * How far asinh(β_j/(scale α_j²)) is from the row space, as a part of its length: 0 where β minimises Q_α among the interpolating ones
 * (`scale` 2; Woodworth et al. 2020). `square(j)` is α_j².
 */
export function outsideRowSpace(x: readonly Float64Array[], beta: Float64Array, square: (j: number) => number, scale = 2): number {
  const q = beta.map((value, j) => asinh(value / (scale * square(j))));
  return distance(q, inRowSpace(x, q)) / norm(q);
}
