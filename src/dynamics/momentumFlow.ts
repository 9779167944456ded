import * as z from "zod";
import { positive } from "../spec/scalars.ts";
import { momentum as modified } from "../theory/momentum.ts";
import { standingFor } from "./facts.ts";
import { flow } from "./flow.ts";

/**
 * ẇ = −(1/(1 − β))∇[L + (η(1 + β)/(4(1 − β)²))‖∇L‖²], which heavy ball (`gd` with momentum β) follows to second order in η at time η a step, from a start on its slow
 * manifold; from rest it lags behind by a time of about ηβ/(1 − β). With `nesterov` (1 − β + 2β²) takes the place of (1 + β). Sources in theory/momentum. A gradient and a Hessian-vector product an evaluation.
 */
export const momentumFlow = flow({
  kind: "momentum-flow",
  doc: "The modified flow of gradient descent with momentum, heavy ball unless Nesterov's form is asked for, to second order in the step size.",
  shape: {
    stepSize: positive,
    momentum: z.number().min(0).lt(1).describe("β"),
    nesterov: z.boolean().optional().describe("Nesterov's form of momentum"),
  },
  facts: (options) => standingFor(options, { momentum: options.momentum, nesterov: options.nesterov ?? false }),
  theory: ({ stepSize, momentum, nesterov }) => modified(stepSize, momentum, nesterov),
});
