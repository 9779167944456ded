import { positive } from "../spec/scalars.ts";
import { thirdOrder } from "../theory/thirdOrder.ts";
import { standingFor } from "./facts.ts";
import { flow } from "./flow.ts";

/**
 * ẇ = −g − (η/2)Hg − η²[(1/3)H²g + (1/12)∇³L[g, g]]: it stays within O(η³) of gradient descent with step size η at equal
 * time (sources in theory/thirdOrder). A gradient, two Hessian-vector products and a third derivative an evaluation.
 */
export const thirdOrderFlow = flow({
  kind: "third-order-flow",
  doc: "The modified flow that gradient descent with step size η follows to third order.",
  shape: { stepSize: positive },
  facts: (options) => standingFor(options),
  theory: ({ stepSize }) => thirdOrder(stepSize),
});
