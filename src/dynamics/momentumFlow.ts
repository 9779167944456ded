import * as z from "zod";
import { positive } from "../spec/scalars.ts";
import { momentum as modified } from "../theory/momentum.ts";
import { flow } from "./flow.ts";

/**
 * ẇ = −(1/(1 − β))∇[L + (η(1 + β)/(4(1 − β)²))‖∇L‖²], which heavy ball (`gd` with momentum β) follows to second order in η at time η a step, from a start on its slow
 * manifold; from rest it lags behind by a time of about ηβ/(1 − β). Sources in theory/momentum. A gradient and a Hessian-vector product an evaluation.
 */
export const momentumFlow = flow({
  kind: "momentum-flow",
  doc: "The modified flow of gradient descent with heavy-ball momentum, to second order in the step size.",
  shape: { stepSize: positive, momentum: z.number().min(0).lt(1).describe("β") },
  stepSize: ({ stepSize }) => stepSize,
  theory: ({ stepSize, momentum }) => modified(stepSize, momentum),
});
