import { formulaObjective } from "../../objective/expression/formula.ts";
import { expression } from "../../objective/model/expression.ts";
import type { Objective } from "../../objective/objective.ts";

/** The two-parameter model of Barrett & Dherin 2021: E(a, b) = ½(y − ab)², y = 0.6. */
export function twoParameters(): Objective {
  return formulaObjective(expression({ parameters: ["a", "b"], loss: "(0.6 - a*b)^2/2" }));
}
