import { LeadingPairs } from "../kernel/leadingPairs.ts";
import { openRandom } from "../kernel/random.ts";
import type { Point } from "../objective/point.ts";

/** Relative residual of the eigenvalue. */
const tolerance = 1e-4;

/**
 * λ_max(D⁻¹H), D = diag(scale) positive: the largest eigenvalue of D^{−1/2} H D^{−1/2}, whose curvature a step −ηD⁻¹g meets (Cohen et al. 2022). Lanczos from a random start, some tens of Hessian-vector products.
 * Throws NumericalError where the numbers are not finite.
 */
export function preconditionedSharpness(point: Point, scale: Float64Array): number {
  const { size, arithmetic } = point.objective;
  const root = scale.map((value) => 1 / Math.sqrt(value));
  const inner = new Float64Array(size);
  const multiply = (v: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < size; i++) inner[i] = root[i] * v[i];
    point.hessianVector(inner, out);
    for (let i = 0; i < size; i++) out[i] *= root[i];
  };
  return new LeadingPairs(size, openRandom(0, "probes"), arithmetic?.productError).cold(multiply, 1, tolerance).values[0];
}
