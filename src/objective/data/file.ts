import * as z from "zod";
import { describe } from "zod/mini";
import { member } from "../../spec/member.ts";
import { anyText, count, index, text } from "../../spec/scalars.ts";
import type { DataBehaviour } from "../family.ts";
import { standardization } from "../standardize.ts";
import { fractionSchema } from "./split.ts";

const column = z.union([text, index]);
const columns = z.union([column, z.array(column).min(1)]);

// A row index has often no name.
const anyColumn = z.union([anyText, index]);
const inputs = z
  .union([z.array(anyColumn).min(1), z.strictObject({ exclude: z.union([anyColumn, z.array(anyColumn).min(1)]) })])
  .optional()
  .describe("the inputs, in this order, by names or numbers from 0, or those to leave out; all but the targets where left out");

/** How text is read: what is left out is recognised, and said where it was a guess. */
const textShape = {
  header: z
    .union([z.boolean(), z.literal("auto")])
    .optional()
    .describe("whether the first line of text has names"),
  separator: z.optional(text).describe("between fields of text; a blank: any run of blanks"),
  decimal: z.enum([".", ","]).optional(),
  comment: z.optional(text).describe("what begins a comment in text"),
  skip: index.optional().describe("lines of text to leave out first"),
  encoding: z.enum(["utf-8", "latin-1"]).optional(),
};

const arrayShape = {
  x: z.optional(text).describe("array of inputs (NPZ)"),
  y: z.optional(text).describe("array of targets (NPZ)"),
};

const shape = {
  path: text.check(
    describe(
      "CSV, NPZ, NPY, IDX or Parquet, recognised by content; any of them packed by gzip or Zstandard; relative to the working folder",
    ),
  ),
  target: columns
    .optional()
    .describe(
      "the targets: column names or numbers from 0 (CSV, NPY, Parquet), the name of an array (NPZ), the path of the file of labels (IDX)",
    ),
  inputs,
  ...arrayShape,
  oneHot: z.boolean().default(false).describe("one target of classes (words or whole numbers) to one-hot rows, classes in sorted order"),
  sign: z.boolean().optional().describe("one target of two classes to -1 and 1, in sorted order"),
  categories: columns.optional().describe("inputs of classes: each becomes one column a class"),
  missing: z
    .enum(["error", "drop-rows", "mean"])
    .optional()
    .describe("empty cells of used columns: refused, their rows dropped, or inputs filled with their mean over the training part"),
  count: count.optional().describe("take only the first examples"),
  standardize: standardization.default("none").describe("how inputs are scaled, by the statistics of the training part"),
  ...textShape,
  test: z
    .union([z.strictObject({ path: text, target: columns.optional(), inputs, ...arrayShape, ...textShape }), fractionSchema])
    .optional()
    .describe("held-out examples: a file, whose columns are found by name, or a fraction"),
};

/** The spec of data from a file. */
export type FileSpec = z.output<z.ZodObject<{ kind: z.ZodLiteral<"file"> } & typeof shape, z.core.$strict>>;
/** The spec of a held-out file. */
export type HeldFileSpec = Extract<NonNullable<FileSpec["test"]>, { path: string }>;
/** A column by its name or its place. */
export type ColumnName = z.output<typeof column>;
/** Columns by names or places. */
export type ColumnNames = z.output<typeof columns>;
export type InputsWanted = FileSpec["inputs"];

// Pages cannot read files: the code that does is loaded where it is needed.
const behaviour: DataBehaviour<FileSpec> = {
  load: async (spec) => (await import("./loadFile.ts")).loadFile(spec),
  settle: async (spec, data) => (await import("./settleFile.ts")).settleFile(spec, data),
};

/** Examples from a file. */
export const file = member("file", "Examples from a CSV, NPZ, NPY, IDX or Parquet file, recognised by its content.", shape, behaviour);
