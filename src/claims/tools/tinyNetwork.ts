import { cos, sin } from "../../kernel/elementary.ts";
import type { Objective } from "../../objective/objective.ts";
import { formulaObjective } from "../../objective/expression/formula.ts";
import { expression } from "../../objective/model/expression.ts";

/** A 2-h-1 tanh network with biases on N smooth examples, squared error with factor ½, written out as a formula. */
export function tinyNetwork(hidden: number, examples: number): { objective: Objective; start: Float64Array } {
  const units = Array.from({ length: hidden }, (_, j) => j);
  const output = units.map((j) => `v${j}*tanh(p${j}*x + q${j}*z + r${j})`).join(" + ");
  const rows = Array.from({ length: examples }, (_, i) => i);
  const objective = formulaObjective(
    expression({
      parameters: [...units.flatMap((j) => [`p${j}`, `q${j}`, `r${j}`]), ...units.map((j) => `v${j}`), "c"],
      example: `(${output} + c - y)^2/2`,
      over: {
        x: rows.map((i) => sin(1 + 2.3 * i)),
        z: rows.map((i) => cos(2 + 1.7 * i)),
        y: rows.map((i) => sin(0.5 + 3.1 * i)),
      },
    }),
  );
  return { objective, start: Float64Array.from({ length: objective.size }, (_, p) => 0.9 * sin(0.3 + 1.9 * p)) };
}
