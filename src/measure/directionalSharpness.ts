import { dot } from "../kernel/vector.ts";
import { member } from "../spec/member.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

const behaviour: MeasureBehaviour<object> = {
  columns: () => [
    { name: "directionalSharpness", unit: "1 / step size", meaning: "gᵀHg / ‖g‖², the curvature of the loss along its gradient g" },
  ],
  begin(_spec, { objective }) {
    const product = new Float64Array(objective.size);
    return ({ point }) => {
      const normSquared = point.gradientNormSquared;
      if (!(normSquared > 0)) return [null];
      point.hessianVector(point.gradient, product);
      return [finiteOrNull(dot(point.gradient, product) / normSquared)];
    };
  },
};

/**
 * Directional sharpness gᵀHg / ‖g‖²: the curvature that a gradient step meets, never above the sharpness. To second order in the
 * step size, a step of GD lowers the loss exactly when this is below 2 / step size. Undefined (null) at a critical point.
 * One Hessian-vector product.
 */
export const directionalSharpness = member(
  "directional-sharpness",
  "The curvature of the loss along its gradient, gᵀHg / ‖g‖².",
  {},
  behaviour,
);
