import { log1p } from "../kernel/elementary.ts";
import { eigenSystem } from "../kernel/symmetric.ts";
import { dot } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import type { Condition } from "./condition.ts";
import { type ModifiedFlow, prediction } from "./prediction.ts";

/** What stands for log|1 − ηλ| at ηλ = 1, where GD annihilates a component in one step and the logarithm is −∞ (Rosca et al. 2022). */
const mostContraction = -100;

/** −log|1 − ηλ| / (ηλ), the factor on a component of the gradient: 1 at λ = 0. */
export function principalFactor(stepSize: number, eigenvalue: number): number {
  const scaled = stepSize * eigenvalue;
  if (Math.abs(scaled) < 1e-12) return 1 + scaled / 2;
  const rate = scaled < 1 ? log1p(-scaled) : log1p(scaled - 2);
  return -Math.max(mostContraction, rate) / scaled;
}

/**
 * The principal flow of Rosca, Wu, Qin & Dherin 2022: ẇ = Σ_i log(1 − ηλ_i)/(ηλ_i) ⟨g, u_i⟩ u_i, (λ_i, u_i) the eigenpairs of the Hessian; exact on a quadratic at
 * times that are multiples of η. For ηλ > 1 the logarithm is complex, log(ηλ − 1) + iπ, and its imaginary part makes a component change sign
 * every step: this flow keeps the real part, so that the moduli of GD's components are followed and their signs are not. At ηλ = 1 the
 * logarithm is taken as −100. Costs a dense Hessian and its eigenvectors an evaluation, and so do its conditions.
 */
export function principal(stepSize: number): ModifiedFlow {
  const velocity = (point: Point, out: Float64Array): void => {
    const n = out.length;
    const gradient = point.gradient;
    const { values, vectors } = eigenSystem(point.hessian(), n);
    out.fill(0);
    for (let k = 0; k < n; k++) {
      const u = vectors.subarray(k * n, (k + 1) * n);
      const share = principalFactor(stepSize, values[k]) * dot(u, gradient);
      for (let i = 0; i < n; i++) out[i] -= share * u[i];
    }
  };
  const largest: Condition["read"] = (point) => stepSize * eigenSystem(point.hessian(), point.parameters.length).values[0];
  return prediction(
    {
      name: "principal",
      order: 2,
      conditions: [
        { name: "no component changes sign", quantity: "ηλ_max", limit: 1, read: largest },
        { name: "GD is stable", quantity: "ηλ_max", limit: 2, read: largest },
      ],
    },
    { velocity },
  );
}
