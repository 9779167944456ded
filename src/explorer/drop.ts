import { canonicalRun } from "../experiment/identity.ts";
import type { RunRecord } from "../experiment/types.ts";
import { verify } from "../experiment/verify.ts";
import { nameClasses } from "../objective/classes.ts";
import { classesOf } from "../objective/data/classes.ts";
import { type Field, isTruth, isWords } from "../objective/data/fields.ts";
import { file } from "../objective/data/file.ts";
import { loadFile } from "../objective/data/loadFile.ts";
import { contentOf } from "../objective/data/readFile.ts";
import { noData } from "../objective/data/rowIndex.ts";
import { openSource, type Open, type Source } from "../objective/data/source.ts";
import type { Table } from "../objective/family.ts";
import { readingInWords } from "../objective/readingInWords.ts";
import { standardize } from "../objective/standardize.ts";
import { DataError } from "../spec/errors.ts";
import type { OwnData } from "./state.ts";

/** What a dropped file holds. */
export type Dropped =
  | { readonly kind: "data"; readonly data: OwnData; readonly note: string }
  | { readonly kind: "record"; readonly record: RunRecord }
  | { readonly kind: "spec"; readonly spec: object };

/** More than this would not run live. */
const mostCells = 200_000;

/**
 * Reads a dropped file: data in any format that data of kind "file" may have, by the same readers; a record; or a run spec, by the same schemas. It is read in a worker, which has
 * them all. Throws Error with a sentence where it is none of them.
 */
export async function readDropped(name: string, bytes: Uint8Array): Promise<Dropped> {
  if (!beginsAsJson(bytes)) return tableOf(name, bytes);
  const text = new TextDecoder().decode(bytes);
  const value = json(name, text);
  if (value["path"] !== undefined && value["final"] !== undefined && value["spec"] !== undefined) {
    const record = verify(text, String(value["id"]));
    if ("message" in record) throw new DataError(name, record.message);
    return { kind: "record", record };
  }
  if (value["objective"] !== undefined && value["dynamics"] !== undefined) {
    checkSpec(name, value);
    return { kind: "spec", spec: value };
  }
  throw new DataError(name, "is neither a run's record nor a run spec: a record has path, final and spec, a spec objective and dynamics");
}

const blank = /^[\uFEFF\s]*\{/;
const beginsAsJson = (bytes: Uint8Array): boolean => blank.test(new TextDecoder().decode(bytes.subarray(0, 64)));

function json(name: string, text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new DataError(name, "looks like JSON and is not: it cannot be read to its end");
  }
}

function checkSpec(name: string, value: object): void {
  try {
    canonicalRun({ version: 1, ...value });
  } catch (error) {
    throw new DataError(name, (error as Error).message);
  }
}

/** The last column that is no row index is the target, words as classes (an archive has its own targets); inputs, and targets that are no classes, are brought to mean 0 and deviation 1. */
async function tableOf(name: string, bytes: Uint8Array): Promise<Dropped> {
  const content = await contentOf(bytes, name);
  const open: Open = (path) =>
    path === name
      ? Promise.resolve(content)
      : Promise.reject(new DataError(path, "cannot be read here: drop one file that holds inputs and targets"));
  const source = await openSource({ path: name }, "data", open, null);
  const cells = source.x.rows * source.x.columns;
  if (cells > mostCells) throw new DataError(name, `has ${cells} cells; here at most ${mostCells} can be used: use the command line`);
  const { train, reading } = await loadFile(file({ path: name, ...targetOf(source) }), open);
  if (train.count < 2) throw new DataError(name, "needs at least two examples");
  const classes = nameClasses(train);
  const { x } = standardize({ train }, "columns").train;
  const y = classes ? train.y : standardize({ train: { ...train, inputs: train.outputs, x: train.y } }, "columns").train.x;
  const scaled = `${classes ? "Inputs are" : "All columns are"} scaled to mean 0 and deviation 1.`;
  return {
    kind: "data",
    data: { name, x: rowsOf(x, train.inputs, train), y: rowsOf(y, train.outputs, train) },
    note: [...readingInWords(reading!), scaled].join(" "),
  };
}

function targetOf({ file: name, x, apart }: Source): { target?: number; oneHot?: boolean; sign?: boolean } {
  if (apart !== null) return {};
  const rowIndex = noData(x);
  const columns = Array.from({ length: x.columns }, (_, at) => at).filter((at) => !rowIndex.has(at));
  if (columns.length < 2) throw new DataError(name, "needs at least two columns of numbers: inputs, and the target last");
  const target = columns[columns.length - 1];
  const field: Field = { sheet: x, at: target, file: name };
  if (!isWords(field) || isTruth(field)) return { target };
  const rows = Int32Array.from({ length: x.rows }, (_, row) => row);
  return { target, [classesOf([{ field, rows }], "#").names.length === 2 ? "sign" : "oneHot"]: true };
}

const rowsOf = (values: Float64Array, width: number, { count }: Table): number[][] =>
  Array.from({ length: count }, (_, i) => [...values.subarray(i * width, (i + 1) * width)]);
