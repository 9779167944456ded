import * as z from "zod";
import { expression } from "./expression.ts";

/** Every model, by kind. */
export const models = { expression };

/** Schema of `objective.model`. */
export const modelSchema = z.discriminatedUnion("kind", [expression.schema]);
