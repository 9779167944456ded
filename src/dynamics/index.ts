import * as z from "zod";
import { centralFlow } from "./centralFlow.ts";
import { gradientFlow } from "./gradientFlow.ts";
import { gd } from "./gradientDescent.ts";
import { igrFlow } from "./implicitGradientFlow.ts";
import { minibatchFlow } from "./minibatchFlow.ts";
import { sgd } from "./stochasticGradientDescent.ts";
import { thirdOrderFlow } from "./thirdOrderFlow.ts";

/** Every dynamics, by kind. */
export const dynamics = {
  gd,
  sgd,
  "gradient-flow": gradientFlow,
  "igr-flow": igrFlow,
  "third-order-flow": thirdOrderFlow,
  "minibatch-flow": minibatchFlow,
  "central-flow": centralFlow,
};

/** Schema of `dynamics`. */
export const dynamicsSchema = z.discriminatedUnion("kind", [
  gd.schema, //
  sgd.schema,
  gradientFlow.schema,
  igrFlow.schema,
  thirdOrderFlow.schema,
  minibatchFlow.schema,
  centralFlow.schema,
]);
