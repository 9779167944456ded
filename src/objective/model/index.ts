import * as z from "zod";
import { expression } from "./expression.ts";
import { quadratic } from "./quadratic.ts";

/** Every model, by kind. */
export const models = { expression, quadratic };

/** Schema of `objective.model`. */
export const modelSchema = z.discriminatedUnion("kind", [expression.schema, quadratic.schema]);
