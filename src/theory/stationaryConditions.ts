import type { Point } from "../objective/point.ts";
import { type Condition, curvatureBelow } from "./condition.ts";

/** That the continuous equation may stand for the steps: in one dimension its stationary variance lacks the factor 1/(1 − ηλ/2). */
export const shortStep = (stepSize: number): Condition =>
  curvatureBelow("the step is short: the continuous equation is off by ηλ/2", "ηλ_max", stepSize, 0.2);

/** That the Point is where the noise lets it rest: a gradient far below the noise of one example. */
export const atRest: Condition = {
  name: "the point is critical",
  quantity: "‖∇L‖² / tr C",
  limit: 0.01,
  read: (point: Point) => point.gradientNormSquared / point.noiseTrace,
};
