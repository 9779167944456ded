import * as z from "zod";
import { gd } from "./gradientDescent.ts";
import { sgd } from "./stochasticGradientDescent.ts";

/** Every dynamics, by kind. */
export const dynamics = {
  gd,
  sgd,
};

/** Schema of `dynamics`. */
export const dynamicsSchema = z.discriminatedUnion("kind", [
  gd.schema, //
  sgd.schema,
]);
