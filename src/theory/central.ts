import { edgeOscillation } from "../measure/edgeOscillation.ts";
import type { Objective } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";
import { curvatureBelow } from "./condition.ts";
import { type ModifiedFlow, prediction } from "./prediction.ts";

/**
 * The central flow ẇ = −[∇L + ½∇⟨Σ, H⟩], the path about which GD with step size η oscillates at the edge of stability, and gradient flow elsewhere (Cohen, Damian, Talwalkar, Kolter & Lee 2025). Σ is that of
 * `edgeOscillation`, followed along the path: open one for each path. A start sharper than 2/η is outside its conditions: the sharpness is then let down at the rate 2/η, which no theory covers, and nothing oscillates
 * yet that could. Below the edge its error is that of gradient flow, of first order in η.
 */
export function central(stepSize: number, objective: Objective): ModifiedFlow {
  const oscillation = edgeOscillation(objective, stepSize);
  const velocity = (point: Point, out: Float64Array): void => {
    const { force } = oscillation(point);
    const gradient = point.gradient;
    for (let i = 0; i < out.length; i++) out[i] = -(gradient[i] + force[i]);
  };
  return prediction(
    {
      name: "central",
      order: 1,
      conditions: [curvatureBelow("no curvature passes the edge", "ηλ_max/2", stepSize / 2, 1.01)],
    },
    { velocity },
  );
}
