import * as z from "zod";
import { adam } from "./adam.ts";
import { centralFlow } from "./centralFlow.ts";
import { gradientFlow } from "./gradientFlow.ts";
import { gd } from "./gradientDescent.ts";
import { igrFlow } from "./implicitGradientFlow.ts";
import { langevin } from "./langevin.ts";
import { minibatchFlow } from "./minibatchFlow.ts";
import { rmsprop } from "./rmsprop.ts";
import { sam } from "./sharpnessAware.ts";
import { principalFlow } from "./principalFlow.ts";
import { momentumFlow } from "./momentumFlow.ts";
import { adamFlow } from "./adamFlow.ts";
import { edgeFlow } from "./edgeFlow.ts";
import { rmspropCentralFlow } from "./rmspropCentralFlow.ts";
import { rodFlow } from "./rodFlow.ts";
import { labelNoiseFlow } from "./labelNoiseFlow.ts";
import { sgd } from "./stochasticGradientDescent.ts";
import { sme } from "./stochasticModifiedEquation.ts";
import { thirdOrderFlow } from "./thirdOrderFlow.ts";

/** Every dynamics, by kind. */
export const dynamics = {
  gd,
  sgd,
  adam,
  rmsprop,
  sam,
  langevin,
  "gradient-flow": gradientFlow,
  "igr-flow": igrFlow,
  "third-order-flow": thirdOrderFlow,
  "minibatch-flow": minibatchFlow,
  "central-flow": centralFlow,
  sme,
  "label-noise-flow": labelNoiseFlow,
  "rod-flow": rodFlow,
  "edge-flow": edgeFlow,
  "adam-flow": adamFlow,
  "momentum-flow": momentumFlow,
  "principal-flow": principalFlow,
  "rmsprop-central-flow": rmspropCentralFlow,
};

/** Schema of `dynamics`. */
export const dynamicsSchema = z.discriminatedUnion("kind", [
  gd.schema, //
  sgd.schema,
  adam.schema,
  rmsprop.schema,
  sam.schema,
  langevin.schema,
  gradientFlow.schema,
  igrFlow.schema,
  thirdOrderFlow.schema,
  minibatchFlow.schema,
  centralFlow.schema,
  sme.schema,
  labelNoiseFlow.schema,
  rodFlow.schema,
  edgeFlow.schema,
  adamFlow.schema,
  momentumFlow.schema,
  principalFlow.schema,
  rmspropCentralFlow.schema,
]);
