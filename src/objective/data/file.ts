import * as z from "zod";
import { describe } from "zod/mini";
import { member } from "../../spec/member.ts";
import { count, index, text } from "../../spec/scalars.ts";
import type { DataBehaviour } from "../family.ts";
import { standardization } from "../standardize.ts";
import { fractionSchema } from "./split.ts";

const column = z.union([text, index]);
const target = z.union([column, z.array(column).min(1)]);

const shape = {
  path: text.check(describe("CSV, NPZ, NPY, IDX or Parquet, recognised by content; any of them gzipped; relative to the working folder")),
  target: target
    .optional()
    .describe(
      "the targets: column names or numbers from 0 (CSV, NPY, Parquet), the name of an array (NPZ), the path of the file of labels (IDX)",
    ),
  oneHot: z.boolean().default(false).describe("turn one target column of class numbers 0, 1, … into one-hot rows"),
  count: count.optional().describe("take only the first examples"),
  standardize: standardization.default("none").describe("how inputs are scaled, by the statistics of the training part"),
  test: z
    .union([z.strictObject({ path: text, target: target.optional() }), fractionSchema])
    .optional()
    .describe("held-out examples: a file of the same columns, or a fraction"),
};

/** The spec of data from a file. */
export type FileSpec = z.output<z.ZodObject<{ kind: z.ZodLiteral<"file"> } & typeof shape, z.core.$strict>>;
/** Which columns or arrays are the targets. */
export type Target = z.output<typeof target>;

// Pages cannot read files: the code that does is loaded where it is needed.
const behaviour: DataBehaviour<FileSpec> = {
  load: async (spec) => (await import("./loadFile.ts")).loadFile(spec),
};

/** Examples from a file. */
export const file = member("file", "Examples from a CSV, NPZ, NPY, IDX or Parquet file, recognised by its content.", shape, behaviour);
