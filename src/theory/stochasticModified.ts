import { descentConditions } from "./descentConditions.ts";
import { type Prediction, prediction } from "./prediction.ts";

/**
 * The stochastic modified equations of SGD with independent batches, of weak order 1 or 2 (Li, Tai & E 2017): the dynamics `sme` solves them. An expansion in the step size, with the conditions of that of GD.
 */
export function stochasticModified(stepSize: number, order: 1 | 2): Prediction {
  return prediction(
    {
      name: "stochastic-modified",
      formula: "dW = −∇(L + (η/4)‖∇L‖²)dt + √η Σ_B^{1/2}dB; to first order without the term in η",
      source: "Li, Tai & E 2017, theorem 1",
      order,
      conditions: descentConditions(stepSize),
    },
    {},
  );
}
