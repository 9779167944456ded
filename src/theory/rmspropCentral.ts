import { type Prediction, prediction } from "./prediction.ts";
import { preconditionedSharpness } from "./preconditionedSharpness.ts";

/**
 * The central flow of RMSProp, ẇ = −[∇L + ½∇⟨Σ, H⟩]/(√ν + ε) (Cohen et al. 2025): its right-hand side, of w and ν together, is that of the dynamics `rmsprop-central-flow`. `denominators` are √ν + ε at the present place, length P.
 * A start beyond the edge is outside its conditions: the effective sharpness is then let down at the rate 2/η, which no theory covers.
 */
export function rmspropCentral(stepSize: number, denominators: () => Float64Array): Prediction {
  return prediction(
    {
      name: "rmsprop-central",
      order: 1,
      conditions: [
        {
          name: "no effective curvature passes the edge",
          quantity: "λ_max(diag(η/(√ν + ε))H)/2",
          limit: 1.01,
          read: (point) => (stepSize / 2) * preconditionedSharpness(point, denominators()),
        },
      ],
    },
    {},
  );
}
