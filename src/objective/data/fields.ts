import { DataError } from "../../spec/errors.ts";
import { shortened } from "../reading.ts";
import type { Sheet } from "./formats/sheet.ts";
import { cellReader } from "./formats/text/cell.ts";

/** A column of a sheet. */
export interface Field {
  readonly sheet: Sheet;
  readonly at: number;
  readonly file: string;
}

/** What a column is called: its name, or its number from 0 where it has none. */
export const labelOf = ({ sheet: { names }, at }: Field): string => (names === null ? String(at) : names[at]);

/** The same in a sentence. */
export const fieldInWords = (field: Field): string =>
  field.sheet.names === null ? `column ${field.at}` : `column ${JSON.stringify(shortened(labelOf(field)))}`;

/** What is wrong with a cell, with its place: line and column of text, row and column of other files. */
export function cellFault(field: Field, row: number, fault: string): DataError {
  const line = field.sheet.line(row);
  if (line !== null) return new DataError(field.file, fault, line, field.at + 1);
  const { names } = field.sheet;
  const column = names === null ? `column ${field.at + 1}` : fieldInWords(field);
  return new DataError(field.file, `row ${row + 1}, ${column}${fault.startsWith('"') ? ":" : ""} ${fault}`);
}

/** Throws DataError where a column that is used holds what is not read, or a number that is not finite. */
export function refuseUnusable(fields: readonly Field[]): void {
  for (const field of fields) {
    const { strange, faults } = field.sheet;
    const fault = faults?.get(field.at);
    if (fault !== undefined) throw fault;
    if (strange?.has(field.at))
      throw new DataError(
        field.file,
        `${fieldInWords(field)} holds ${strange.get(field.at)}, which are not read; leave it out with "inputs", or write it as numbers`,
      );
  }
}

export const isWords = ({ sheet, at }: Field): boolean => sheet.words.has(at);

/** The word in a cell; numbers as JavaScript writes them; null where it is missing. */
export function wordAt({ sheet, at }: Field, row: number): string | null {
  const words = sheet.words.get(at);
  if (words !== undefined) return words[row];
  const value = sheet.values[row * sheet.columns + at];
  return Number.isNaN(value) ? null : String(value);
}

export function isMissing({ sheet, at }: Field, row: number): boolean {
  const words = sheet.words.get(at);
  return words === undefined ? Number.isNaN(sheet.values[row * sheet.columns + at]) : words[row] === null;
}

const truth: Readonly<Record<string, number>> = { true: 1, false: 0 };

/** 1 for "true" and 0 for "false" in any case, and for the numbers that stand for them in other files; undefined for other words. */
export function truthOf(word: string): number | undefined {
  if (word === "1" || word === "0") return Number(word);
  const small = word.toLowerCase();
  return Object.hasOwn(truth, small) ? truth[small] : undefined;
}

/** Whether a column of words holds nothing but true and false: they count 1 and 0, as they do in the files that have a type for them. */
export function isTruth({ sheet, at }: Field): boolean {
  const words = sheet.words.get(at);
  return words !== undefined && words.every((word) => word === null || Object.hasOwn(truth, word.toLowerCase()));
}

/** The numbers of a column at the given rows, NaN where one is missing. Throws DataError, with `advice`, at the first word that is no number. */
export function numbersOf(field: Field, rows: ArrayLike<number>, advice: string): Float64Array {
  const { sheet, at } = field;
  const words = sheet.words.get(at);
  const out = new Float64Array(rows.length);
  if (words === undefined) {
    for (let i = 0; i < rows.length; i++) out[i] = sheet.values[rows[i] * sheet.columns + at];
    return out;
  }
  if (!isTruth(field)) {
    const row = firstWord(words);
    const what = sheet.line(row) === null && isNumber(words[row]!, null) ? "is text, not a number" : "is not a number";
    throw cellFault(field, row, `${JSON.stringify(shortened(words[row]!))} ${what}; ${advice}`);
  }
  for (let i = 0; i < rows.length; i++) {
    const word = words[rows[i]];
    out[i] = word === null ? Number.NaN : truth[word.toLowerCase()];
  }
  return out;
}

/** The row of the first word that is no number: however its decimals are marked, or by the mark that the others have. */
function firstWord(words: readonly (string | null)[]): number {
  for (const decimal of [null, ".", ","] as const) {
    const row = words.findIndex((word) => word !== null && !isNumber(word, decimal));
    if (row >= 0) return row;
  }
  return words.findIndex((word) => word !== null);
}

function isNumber(word: string, decimal: "." | "," | null): boolean {
  const bytes = new TextEncoder().encode(word);
  return cellReader(bytes).read(0, bytes.length, decimal).kind === "number";
}
