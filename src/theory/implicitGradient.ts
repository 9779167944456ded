import type { Point } from "../objective/point.ts";
import { descentConditions } from "./descentConditions.ts";
import { type ModifiedObjective, modifiedObjective } from "./prediction.ts";

/**
 * Gradient descent's implicit regularisation: L̃ = L + (η/4)‖∇L‖², with gradient g + (η/2)Hg
 * (Barrett & Dherin 2021). Their λR_IG is the whole of the second term: λ = ηP/4 and R_IG = ‖∇L‖²/P.
 * A step of GD and this gradient flow over a time η part by O(η³), the paths at a fixed time by O(η²).
 */
export function implicitGradient(stepSize: number): ModifiedObjective {
  return modifiedObjective(
    {
      name: "implicit-gradient",
      order: 2,
      conditions: descentConditions(stepSize),
    },
    gradientNormPenalty(stepSize / 4),
  );
}

/** L + μ‖∇L‖² with gradient g + 2μHg: a penalty, whatever puts it there. One Hessian-vector product. */
export function gradientNormPenalty(coefficient: number): Pick<ModifiedObjective, "value" | "gradient"> {
  return {
    value: (point) => point.loss + coefficient * point.gradientNormSquared,
    gradient(point: Point, out, scale = 1) {
      const gradient = point.gradient;
      point.hessianVector(gradient, out);
      const weight = 2 * coefficient;
      for (let i = 0; i < out.length; i++) out[i] = scale * (gradient[i] + weight * out[i]);
    },
  };
}
