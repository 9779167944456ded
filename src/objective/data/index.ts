import * as z from "zod";
import { chebyshev } from "./chebyshev.ts";
import { digits } from "./digits.ts";
import { file } from "./file.ts";
import { table } from "./table.ts";
import { teacher } from "./teacher.ts";

/** Every data set, by kind. */
export const dataSets = { table, chebyshev, file, digits, teacher };

/** Schema of `objective.data`. */
export const dataSchema = z.discriminatedUnion("kind", [table.schema, chebyshev.schema, file.schema, digits.schema, teacher.schema]);

export type DataSpec = z.output<typeof dataSchema>;
