import * as z from "zod";
import { chebyshev } from "./chebyshev.ts";
import { table } from "./table.ts";

/** Every data set, by kind. */
export const dataSets = { table, chebyshev };

/** Schema of `objective.data`. */
export const dataSchema = z.discriminatedUnion("kind", [table.schema, chebyshev.schema]);

export type DataSpec = z.output<typeof dataSchema>;
