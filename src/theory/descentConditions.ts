import { type Condition, curvatureBelow } from "./condition.ts";

/** When an expansion in the step size of GD holds: −log(1 − ηλ)/(ηλ) = 1 + ηλ/2 + (ηλ)²/3 + … converges below ηλ = 1, and GD is stable below 2. */
export function descentConditions(stepSize: number): readonly Condition[] {
  return [
    curvatureBelow("the expansion in the step size converges", "ηλ_max", stepSize, 1),
    curvatureBelow("GD is stable", "ηλ_max", stepSize, 2),
  ];
}
