import { type SpectrumRow, spectrumReader } from "../../measure/spectrum.ts";
import { Point } from "../../objective/point.ts";
import type { Description } from "../describe.ts";
import { shown } from "./record.ts";

/** A Point: its size, its loss and gradient, and its sharpness to a relative residual of 1e-3 with how a larger eigenvalue was excluded, which costs about sixty Hessian-vector products. */
export function describePoint(point: Point): Description {
  // A Point of its own: what is shown leaves no trace in what is computed.
  const own = new Point(point.objective, point.parameters);
  const row = spectrumReader("largest", 1, point.objective.size, { tolerance: 1e-3 })({ point: own, step: 0, time: 0, last: true });
  return {
    sentences: [`A point with ${point.objective.size} parameters; ${point.objective.examples} examples.`],
    tables: [
      {
        heads: ["quantity", "value", "unit"],
        rows: [
          ["loss L", shown(point.loss), "loss"],
          ["‖∇L‖²", shown(point.gradientNormSquared), "loss² / parameter²"],
          ["sharpness λ_max", shown(row?.values[0]), "1 / step size"],
          ["its residual ‖Hq − λq‖", shown(row?.residuals[0]), "1 / step size"],
          ["a larger eigenvalue", row === null ? "–" : exclusion(row), ""],
        ],
      },
    ],
    figures: [],
  };
}

const exclusion = ({ certificate, missProbability }: SpectrumRow): string =>
  missProbability === null
    ? "not excluded"
    : missProbability === 0
      ? `excluded (${certificate})`
      : `excluded${certificate === "cold" ? " in part," : ""} but for a probability of ${shown(missProbability)} (${certificate})`;
