import { Point } from "../../objective/point.ts";
import type { Description } from "../describe.ts";
import { shown } from "./record.ts";

/** A Point: its size, its loss and gradient, and its sharpness (to a relative residual of 1e-3, which costs a few Hessian-vector products). */
export function describePoint(point: Point): Description {
  // A Point of its own: what is shown leaves no trace in what is computed.
  const { values, residuals } = new Point(point.objective, point.parameters).eigenpairs(1, 1e-3);
  return {
    sentences: [`A point with ${point.objective.size} parameters; ${point.objective.examples} examples.`],
    tables: [
      {
        heads: ["quantity", "value", "unit"],
        rows: [
          ["loss L", shown(point.loss), "loss"],
          ["‖∇L‖²", shown(point.gradientNormSquared), "loss² / parameter²"],
          ["sharpness λ_max", `${shown(values[0])} ± ${shown(residuals[0])}`, "1 / step size"],
        ],
      },
    ],
    figures: [],
  };
}
