import { descentConditions } from "./descentConditions.ts";
import { type Prediction, prediction } from "./prediction.ts";

/**
 * The stochastic modified equations of SGD with independent batches, of weak order 1 or 2 (Li, Tai & E 2017): the dynamics `sme` solves them. An expansion in the step size, with the conditions of that of GD.
 */
export function stochasticModified(stepSize: number, order: 1 | 2): Prediction {
  return prediction(
    {
      name: "stochastic-modified",
      order,
      conditions: descentConditions(stepSize),
    },
    {},
  );
}
