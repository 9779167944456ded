import { pairs } from "../kernel/semidefinite.ts";
import type { Point } from "../objective/point.ts";

/** ∇³L[u_i, u_j] of every pair i ≤ j, those of different vectors by polarisation. */
export function thirdDerivatives(
  point: Point,
  vectors: readonly Float64Array[],
  k: number,
  out: readonly Float64Array[],
  sum: Float64Array,
): void {
  const { objective, parameters } = point;
  const entries = pairs(k);
  const diagonal = entries.map(([i, j], p) => (i === j ? p : -1)).filter((p) => p >= 0);
  entries.forEach(([i, j], p) => {
    if (i === j) objective.thirdDerivative(parameters, vectors[i], out[p]);
  });
  entries.forEach(([i, j], p) => {
    if (i === j) return;
    for (let a = 0; a < sum.length; a++) sum[a] = vectors[i][a] + vectors[j][a];
    objective.thirdDerivative(parameters, sum, out[p]);
    const [own, other] = [out[diagonal[i]], out[diagonal[j]]];
    for (let a = 0; a < sum.length; a++) out[p][a] = 0.5 * (out[p][a] - own[a] - other[a]);
  });
}
