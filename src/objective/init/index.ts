import * as z from "zod";
import { constant } from "./constant.ts";
import { normal } from "./normal.ts";
import { run } from "./run.ts";
import { uniform } from "./uniform.ts";
import { values } from "./values.ts";

/** Every initialisation, by kind. */
export const inits = { values, normal, uniform, constant, run };

/** Schema of `init`. */
export const initSchema = z.discriminatedUnion("kind", [values.schema, normal.schema, uniform.schema, constant.schema, run.schema]);

export type InitSpec = z.output<typeof initSchema>;
