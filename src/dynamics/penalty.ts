import { axpy } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import { member } from "../spec/member.ts";
import { finite } from "../spec/scalars.ts";
import type { Correction } from "./correction.ts";

/** Behaviour of a penalty that a discrete dynamics carries. */
export interface PenaltyBehaviour<Spec> {
  /** What it adds to the gradient of each step. */
  open(spec: Spec, point: Point): Correction;
}

const behaviour: PenaltyBehaviour<{ readonly coefficient: number }> = {
  open({ coefficient }, point) {
    const product = new Float64Array(point.parameters.length);
    return (estimate) => {
      point.hessianVector(point.gradient, product);
      axpy(2 * coefficient, product, estimate);
    };
  },
};

/**
 * Explicit gradient regularization: μ‖∇L‖² of the full objective is added to what is minimised, 2μHg to the gradient of every step, whatever
 * the batch (Barrett & Dherin 2021, section 5; their μ stands before R_IG = ‖∇L‖²/P). Descent with step η regularises like μ + η/4
 * altogether, so that μ = −η/4 cancels the implicit term. It costs a full gradient (which full-batch dynamics have anyway) and a Hessian-vector
 * product a step. The loss that is recorded stays L.
 */
export const gradientNorm = member(
  "gradient-norm",
  "μ‖∇L‖² of the full objective is added: 2μHg to the gradient of every step; a negative coefficient cancels implicit regularization.",
  { coefficient: finite.describe("μ; −η/4 cancels the implicit term of descent with step η") },
  behaviour,
);

/** Schema of `penalty`. */
export const penaltySchema = gradientNorm.schema.describe("what is added to the loss that is minimised");
