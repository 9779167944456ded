import * as z from "zod";
import { expression } from "./expression.ts";
import { mlp } from "./mlp.ts";
import { quadratic } from "./quadratic.ts";

/** Every model, by kind. */
export const models = { mlp, expression, quadratic };

/** Schema of `objective.model`. */
export const modelSchema = z.discriminatedUnion("kind", [mlp.schema, expression.schema, quadratic.schema]);
