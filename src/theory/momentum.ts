import type { Point } from "../objective/point.ts";
import { below, type Condition } from "./condition.ts";
import { gradientNormPenalty } from "./implicitGradient.ts";
import type { ModifiedObjective } from "./modifiedObjective.ts";

/** The coefficient μ of the implicit regularisation μ‖∇L‖² of heavy ball: η(1 + β)/(4(1 − β)²); η/4 without momentum. */
export function momentumPenalty(stepSize: number, momentum: number): number {
  return (stepSize * (1 + momentum)) / (4 * (1 - momentum) * (1 - momentum));
}

/**
 * Heavy ball, v ← βv + g, w ← w − ηv, once its velocity has forgotten the start, follows at time η a step
 * ẇ = −(1/(1 − β))∇[L + μ‖∇L‖²], μ = η(1 + β)/(4(1 − β)²), to second order in η (Kovachki & Stuart 2021; Farazmand 2020; Ghosh, Lyu, Zhang & Wang 2023;
 * the coefficient was derived anew and agrees with the slow root of the recursion on a quadratic). That is (1 + β)/(1 − β)
 * times what plain GD with the effective step η/(1 − β) has.
 * `value` is L̃ = L + μ‖∇L‖²; `gradient` includes the factor 1/(1 − β), so that it is the flow's.
 */
export function momentum(
  stepSize: number,
  beta: number,
): ModifiedObjective & {
  /** What must hold for the prediction, with its value and whether it holds at the point. */
  conditions(point: Point): readonly Condition[];
} {
  const modified = gradientNormPenalty(momentumPenalty(stepSize, beta));
  return {
    order: 2,
    value: modified.value,
    gradient: (point, out, scale = 1) => modified.gradient(point, out, scale / (1 - beta)),
    conditions: (point) => [
      below("the fast mode is fast: ηλ_max/(1 − β)²", (stepSize * point.leadingEigenvalue()) / ((1 - beta) * (1 - beta)), 0.5),
    ],
  };
}
