import { positive } from "../spec/scalars.ts";
import { implicitGradient } from "../theory/implicitGradient.ts";
import { standingFor } from "./facts.ts";
import { flow } from "./flow.ts";

/**
 * ẇ = −∇L − (η/2) H∇L, the gradient flow of L + (η/4)‖∇L‖² (Barrett & Dherin 2021, eq. 3): it stays within O(η²) of
 * gradient descent with step size η at equal time. A gradient and a Hessian-vector product an evaluation.
 */
export const igrFlow = flow({
  kind: "igr-flow",
  doc: "The flow of implicit gradient regularisation, ẇ = −∇L − (η/2) H∇L, which gradient descent with step size η follows to second order.",
  shape: { stepSize: positive },
  facts: (options) => standingFor(options),
  theory: ({ stepSize }) => implicitGradient(stepSize),
});
