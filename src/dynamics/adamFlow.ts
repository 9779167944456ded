import * as z from "zod";
import { positive } from "../spec/scalars.ts";
import { adam } from "../theory/adam.ts";
import { standingFor } from "./facts.ts";
import { flow } from "./flow.ts";

const decay = z.number().min(0).lt(1);

/**
 * The modified flow of full-batch Adam late in training (Cattaneo, Klusowski & Shigida 2024; formula in theory/adam), for Adam with ε under the root and without bias correction, at time η a step:
 * it stays within O(η²) of it. RMSProp is β₁ = 0. A gradient and a Hessian-vector product an evaluation.
 */
export const adamFlow = flow({
  kind: "adam-flow",
  doc: "The modified flow of full-batch Adam late in training (Cattaneo et al. 2024), for ε under the root and no bias correction; β₁ = 0 is RMSProp.",
  shape: {
    stepSize: positive,
    beta1: decay.default(0.9).describe("β₁"),
    beta2: decay.default(0.999).describe("β₂"),
    epsilon: positive.default(1e-8).describe("ε, under the root"),
  },
  facts: (options) =>
    standingFor(options, {
      descends: false,
      noModifiedLoss: "theory knows no modified loss for adam-flow: it is not the flow of a function",
    }),
  theory: adam,
});
