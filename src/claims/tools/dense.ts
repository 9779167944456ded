import type { Objective } from "../../objective/objective.ts";

/** The Hessian, row by row, from a Hessian-vector product with every unit vector. */
export function denseHessian(objective: Objective, w: Float64Array): Float64Array[] {
  return Array.from({ length: objective.size }, (_, p) => {
    const unit = new Float64Array(objective.size);
    unit[p] = 1;
    const row = new Float64Array(objective.size);
    objective.hessianVector(w, unit, row);
    return row;
  });
}

/** Every example's gradient. */
export function exampleGradients(objective: Objective, w: Float64Array): Float64Array[] {
  return Array.from({ length: objective.examples }, (_, i) => {
    const gradient = new Float64Array(objective.size);
    objective.gradient(w, gradient, Int32Array.of(i));
    return gradient;
  });
}
