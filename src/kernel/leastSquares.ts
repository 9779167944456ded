import { eigenSystem } from "./symmetric.ts";
import { dot, norm } from "./vector.ts";

/** A least-squares problem min ‖y − Σ a_j c_j‖ that was prepared for many right-hand sides. */
export interface LeastSquares {
  /** Condition number of the columns after each was scaled to length 1. */
  readonly conditionNumber: number;
  /** The coefficients a_j for y. */
  solve(y: Float64Array): Float64Array;
}

/** Prepares the least-squares problem of a few columns, by the spectrum of their scaled normal matrix (accurate while the condition number is below 1e6). Columns must not be zero. */
export function leastSquares(columns: readonly Float64Array[]): LeastSquares {
  const k = columns.length;
  const lengths = columns.map(norm);
  const normal = new Float64Array(k * k);
  for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) normal[i * k + j] = dot(columns[i], columns[j]) / (lengths[i] * lengths[j]);
  const { values, vectors } = eigenSystem(normal, k);
  return {
    conditionNumber: Math.sqrt(values[0] / values[k - 1]),
    solve(y) {
      const right = columns.map((column, j) => dot(column, y) / lengths[j]);
      const out = new Float64Array(k);
      for (let e = 0; e < k; e++) {
        let along = 0;
        for (let j = 0; j < k; j++) along += vectors[e * k + j] * right[j];
        for (let j = 0; j < k; j++) out[j] += (vectors[e * k + j] * along) / values[e] / lengths[j];
      }
      return out;
    },
  };
}
