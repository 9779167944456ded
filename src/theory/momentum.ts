import { momentumFactor } from "../measure/momentumFactor.ts";
import { curvatureBelow } from "./condition.ts";
import { gradientNormPenalty } from "./implicitGradient.ts";
import { type ModifiedObjective, modifiedObjective } from "./prediction.ts";

/** The coefficient μ of the implicit regularisation μ‖∇L‖²: of heavy ball η(1 + β)/(4(1 − β)²), of Nesterov's form η(1 − β + 2β²)/(4(1 − β)²); η/4 without momentum. */
export function momentumPenalty(stepSize: number, momentum: number, nesterov = false): number {
  if (nesterov) return (stepSize / 4) * momentumFactor({ momentum, nesterov });
  return (stepSize * (1 + momentum)) / (4 * (1 - momentum) * (1 - momentum));
}

/**
 * Heavy ball, v ← βv + g, w ← w − ηv, once its velocity has forgotten the start, follows at time η a step
 * ẇ = −(1/(1 − β))∇[L + μ‖∇L‖²], μ = η(1 + β)/(4(1 − β)²), to second order in η (Kovachki & Stuart 2021; Farazmand 2020; Ghosh, Lyu, Zhang & Wang 2023;
 * the coefficient was derived anew and agrees with the slow root of the recursion on a quadratic). That is (1 + β)/(1 − β)
 * times what plain GD with the effective step η/(1 − β) has. Nesterov's form, w ← w − η(g + βv), moves at the same rate with μ = η(1 − β + 2β²)/(4(1 − β)²) (derived; see `implicitFactor`), less than heavy ball by ηβ/(2(1 − β)).
 * `velocity` has the factor 1/(1 − β), `gradient` has not.
 */
export function momentum(stepSize: number, beta: number, nesterov = false): ModifiedObjective {
  const stable = nesterov
    ? curvatureBelow("Nesterov's form is stable", "ηλ_max(1 + 2β)/(1 + β)", (stepSize * (1 + 2 * beta)) / (1 + beta), 2)
    : curvatureBelow("heavy ball is stable", "ηλ_max/(1 + β)", stepSize / (1 + beta), 2);
  return modifiedObjective(
    {
      name: "momentum",
      order: 2,
      conditions: [curvatureBelow("the fast mode is fast", "ηλ_max/(1 − β)²", stepSize / ((1 - beta) * (1 - beta)), 0.5), stable],
    },
    gradientNormPenalty(momentumPenalty(stepSize, beta, nesterov)),
    1 / (1 - beta),
  );
}
