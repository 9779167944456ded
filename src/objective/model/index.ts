import * as z from "zod";
import { diagonalLinear } from "./diagonalLinear.ts";
import { expression } from "./expression.ts";
import { mlp } from "./mlp.ts";
import { normalizedMlp } from "./normalizedMlp.ts";
import { quadratic } from "./quadratic.ts";

/** Every model, by kind. */
export const models = { mlp, "diagonal-linear": diagonalLinear, expression, quadratic, "normalized-mlp": normalizedMlp };

/** Schema of `objective.model`. */
export const modelSchema = z.discriminatedUnion("kind", [
  mlp.schema,
  diagonalLinear.schema,
  expression.schema,
  quadratic.schema,
  normalizedMlp.schema,
]);
