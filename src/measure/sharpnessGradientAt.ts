import { axpy, dot, norm, norm2 } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import { NumericalError } from "../spec/errors.ts";
import type { MeasureBehaviour, Value } from "./measure.ts";
import type { SharpnessGradientOptions } from "./sharpnessGradient.ts";
import { finiteOrNull } from "./value.ts";

/** The gradient of the sharpness S = λ_max at a point. */
export interface SharpnessGradient {
  /** S, in 1 / step size. */
  readonly sharpness: number;
  /** S − λ₂: ∇S exists where it is positive. Infinite for a single parameter. */
  readonly gap: number;
  /** ∇S = ∇³L[u, u], u the top eigenvector; length P. */
  readonly gradient: Float64Array;
  /** −∇L·∇S, the rate dS/dt at which gradient flow sharpens; in 1 / step size². */
  readonly progressiveSharpening: number;
  /** α = −∇L·∇S⊥, the same without the part along u, in which GD oscillates (Damian, Nichani & Lee 2023). */
  readonly sharpening: number;
  /** β = ‖∇S⊥‖²: an oscillation x along u lowers S at the rate βx²/2 (ibid.). */
  readonly stabilisation: number;
}

/**
 * ∇S = ∇³L[u, u] of the sharpness S = λ_max (first-order perturbation theory; u is a top eigenvector of unit length), with Damian, Nichani & Lee's 2023 α and β, in which ∇S⊥ is ∇S less its
 * part along u. One third derivative (at most 4 gradients) beside the two top eigenpairs, which the Point keeps. Its relative error is of the order of tolerance × S / gap.
 */
export function sharpnessGradientAt(point: Point, { tolerance = 1e-8 }: SharpnessGradientOptions = {}): SharpnessGradient {
  const { values, vectors } = point.eigenpairs(2, tolerance);
  const u = Float64Array.from(vectors[0]);
  const gradient = new Float64Array(u.length);
  point.objective.thirdDerivative(point.parameters, u, gradient);
  const across = Float64Array.from(gradient);
  axpy(-dot(gradient, u), u, across);
  return {
    sharpness: values[0],
    gap: values.length > 1 ? values[0] - values[1] : Infinity,
    gradient,
    progressiveSharpening: -dot(point.gradient, gradient),
    sharpening: -dot(point.gradient, across),
    stabilisation: norm2(across),
  };
}

export const behaviour: MeasureBehaviour<SharpnessGradientOptions> = {
  columns: () => [
    { name: "sharpnessGradientNorm", unit: "1 / (step size · parameter)", meaning: "‖∇S‖, S = λ_max of the Hessian, ∇S = ∇³L[u, u]" },
    { name: "progressiveSharpening", unit: "1 / step size²", meaning: "−∇L·∇S, the rate at which gradient flow sharpens" },
    {
      name: "sharpeningAcross",
      unit: "1 / step size²",
      meaning: "α = −∇L·∇S⊥, without the part along the top eigenvector (Damian et al. 2023)",
    },
    {
      name: "stabilisation",
      unit: "1 / (step size · parameter)²",
      meaning: "β = ‖∇S⊥‖²: an oscillation x lowers S at the rate βx²/2 (ibid.)",
    },
    { name: "sharpnessGap", unit: "1 / step size", meaning: "λ₁ − λ₂ of the Hessian: ∇S exists where it is positive" },
  ],
  begin(options) {
    const { tolerance = 1e-8 } = options;
    const read = (point: Point): readonly Value[] => {
      const { sharpness, gap, gradient, progressiveSharpening, sharpening, stabilisation } = sharpnessGradientAt(point, options);
      const simple = gap > 2 * tolerance * Math.abs(sharpness);
      const values = [norm(gradient), progressiveSharpening, sharpening, stabilisation];
      return [...values.map((value) => (simple ? value : NaN)), gap].map(finiteOrNull);
    };
    return ({ point }) => {
      try {
        return read(point);
      } catch (error) {
        if (error instanceof NumericalError) return [null, null, null, null, null];
        throw error;
      }
    };
  },
};
