import { norm } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import type { MeasureBehaviour } from "./measure.ts";
import type { SamSharpnessOptions } from "./samSharpness.ts";
import { finiteOrNull } from "./value.ts";

/**
 * The sharpness max_{‖ε‖ ≤ ρ} L(w + ε) − L(w) of sharpness-aware minimization as its authors compute it, at the first-order maximiser ε = ρg/‖g‖ (Foret, Kleiner, Mobahi & Neyshabur
 * 2021, section 2). It is a lower bound of the maximum, ρ‖g‖ + (ρ²/2)gᵀHg/‖g‖² + O(ρ³): it sees the curvature along the gradient alone, and near a minimum only what the gradient there
 * happens to point to. With more `steps` the ascent goes on, ε ← ρ∇L(w + ε)/‖∇L(w + ε)‖, and the largest rise counts: where L is convex no step lowers it. In the unit of the loss; null
 * where the gradient vanishes, as there is no ascent then. Costs the gradient here, and one more for each step but the last, which is a forward pass.
 */
export function samSharpnessAt(point: Point, { radius = 0.05, steps = 1 }: SamSharpnessOptions = {}): number | null {
  const { objective, parameters, loss } = point;
  const climbed = new Float64Array(objective.size);
  let gradient = point.gradient;
  let highest = NaN;
  for (let k = 0; k < steps; k++) {
    const length = norm(gradient);
    if (!(length > 0)) break;
    for (let i = 0; i < climbed.length; i++) climbed[i] = parameters[i] + (radius / length) * gradient[i];
    const last = k === steps - 1;
    if (gradient === point.gradient && !last) gradient = new Float64Array(objective.size);
    const rise = (last ? objective.loss(climbed) : objective.gradient(climbed, gradient)) - loss;
    if (!(rise <= highest)) highest = rise;
  }
  return finiteOrNull(highest);
}

export const behaviour: MeasureBehaviour<SamSharpnessOptions> = {
  columns: ({ radius = 0.05 }) => [
    {
      name: "samSharpness",
      unit: "loss",
      meaning: `L(w + ρg/‖g‖) − L(w) at ρ = ${radius}: a lower bound of the largest rise within ρ (Foret et al. 2021)`,
    },
  ],
  begin:
    (options) =>
    ({ point }) => [samSharpnessAt(point, options)],
};
