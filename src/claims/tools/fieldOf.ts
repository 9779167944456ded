import type { Objective } from "../../objective/objective.ts";
import { Point } from "../../objective/point.ts";
import { type Field, referenceFlow } from "./referenceFlow.ts";

/** A velocity that asks a Point as a field over parameters: for reference solutions. */
export function fieldOf(objective: Objective, velocity: (point: Point, out: Float64Array) => void): Field {
  const point = new Point(objective, new Float64Array(objective.size));
  return (w, out) => {
    point.parameters.set(w);
    point.moved();
    velocity(point, out);
  };
}

/** Where a flow was before it came to `from`: at times −h, −2h, … for so many steps. */
export function pastOf(field: Field, from: Float64Array, h: number, count: number): readonly Float64Array[] {
  const backward: Field = (w, out) => {
    field(w, out);
    for (let i = 0; i < out.length; i++) out[i] = -out[i];
  };
  const past: Float64Array[] = [];
  for (let k = 0; k < count; k++) past.push(referenceFlow(backward, past.at(-1) ?? from, h, 4));
  return past;
}
