import * as z from "zod";
import { chebyshev } from "./chebyshev.ts";
import { digits } from "./digits.ts";
import { file } from "./file.ts";
import { sparseRegression } from "./sparseRegression.ts";
import { spirals } from "./spirals.ts";
import { table } from "./table.ts";
import { teacher } from "./teacher.ts";
import { twoMoons } from "./twoMoons.ts";

/** Every data set, by kind. */
export const dataSets = { table, chebyshev, file, digits, teacher, "sparse-regression": sparseRegression, "two-moons": twoMoons, spirals };

/** Schema of `objective.data`. */
export const dataSchema = z.discriminatedUnion("kind", [
  table.schema,
  chebyshev.schema,
  file.schema,
  digits.schema,
  teacher.schema,
  sparseRegression.schema,
  twoMoons.schema,
  spirals.schema,
]);

export type DataSpec = z.output<typeof dataSchema>;
