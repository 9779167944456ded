import type { Table } from "../family.ts";
import { listed } from "../reading.ts";
import type { Choice } from "./chooseColumns.ts";
import { checkSize, classesOf, oneHotRows } from "./classes.ts";
import { cellFault, type Field, fieldInWords, isTruth, isWords, labelOf, numbersOf, truthOf, wordAt } from "./fields.ts";

/** The columns and rows of one part. */
export interface Part extends Choice {
  readonly rows: Int32Array;
}

/** Numbers of one part, a column beside the other: `width` of them for each row. */
interface Columns {
  readonly width: number;
  readonly values: Float64Array;
}

/** The inputs of all parts as matrices with one row an example, and the names of their columns. */
export interface Inputs {
  readonly names: readonly string[];
  readonly x: readonly Float64Array[];
  readonly notes: readonly string[];
}

/** Puts the inputs of each part into a matrix: numbers as they are, columns of classes as one column a class ("colour=red"). */
export function inputsOf(parts: readonly Part[], isClass: (field: Field) => boolean): Inputs {
  const names: string[] = [];
  const notes: string[] = [];
  if (parts[0].inputs.every((field) => !isClass(field)) && parts.every(isWhole))
    return {
      names: parts[0].inputs.map(labelOf),
      x: parts.map(({ inputs, rows }) => inputs[0].sheet.values.subarray(0, rows.length * inputs.length)),
      notes,
    };
  if (parts.every(({ inputs }) => inputs.every((field) => !isClass(field) && !isWords(field))))
    return { names: parts[0].inputs.map(labelOf), x: parts.map(({ inputs, rows }) => gathered(inputs, rows)), notes };
  const columns: Columns[][] = parts.map(() => []);
  parts[0].inputs.forEach((field, k) => {
    const cells = parts.map(({ inputs, rows }) => ({ field: inputs[k], rows }));
    if (!isClass(field)) {
      names.push(labelOf(field));
      cells.forEach((part, p) => columns[p].push({ width: 1, values: numbersOf(part.field, part.rows, inputAdvice) }));
      if (isTruth(field)) notes.push(`in ${fieldInWords(field)} true is 1 and false is 0`);
      return;
    }
    const what = "the value # where categories are";
    const classes = classesOf([cells[0]], what);
    checkSize(classes, field);
    names.push(...classes.names.map((name) => `${labelOf(field)}=${name}`));
    const known = new Map(classes.names.map((name, code) => [name, code]));
    cells.forEach((part, p) => {
      const codes = p === 0 ? classes.codes[0] : Int32Array.from(part.rows, (row) => codeOf(part.field, row, known, field.file));
      columns[p].push({ width: classes.names.length, values: oneHotRows(codes, classes.names.length) });
    });
  });
  return { names, x: columns.map((part, p) => sideBySide(part, parts[p].rows.length)), notes };
}

/** Whether inputs are all the columns of a sheet of numbers, and rows its first ones: then nothing needs to be copied. */
const isWhole = ({ inputs, rows }: Part): boolean => {
  const { sheet } = inputs[0];
  return (
    sheet.words.size === 0 &&
    inputs.length === sheet.columns &&
    inputs.every(({ at }, i) => at === i) &&
    (rows.length === 0 || rows.at(-1) === rows.length - 1)
  );
};

/** Columns of numbers, row by row, out of the sheet that they all stand in. */
function gathered(fields: readonly Field[], rows: Int32Array): Float64Array {
  const { values, columns } = fields[0].sheet;
  const at = Int32Array.from(fields, (field) => field.at);
  const out = new Float64Array(rows.length * at.length);
  for (let i = 0, to = 0; i < rows.length; i++) {
    const from = rows[i] * columns;
    for (let k = 0; k < at.length; k++) out[to++] = values[from + at[k]];
  }
  return out;
}

export const inputAdvice =
  'every input must be one (leave the column out with "inputs", or name it in "categories" where it holds classes)';
export const targetAdvice = 'every target must be one (classes: "oneHot": true, or "sign": true for two)';

function codeOf(field: Field, row: number, known: ReadonlyMap<string, number>, file: string): number {
  const word = wordAt(field, row)!;
  const code = known.get(word) ?? codeOfTruth(word, known);
  if (code !== undefined) return code;
  throw cellFault(field, row, `${JSON.stringify(word)} is none of the classes that ${file} has there (${listed([...known.keys()], 80)})`);
}

/** Where all classes are truth values, the code of the one that a word or number stands for in another spelling: True, true, 1. */
function codeOfTruth(word: string, known: ReadonlyMap<string, number>): number | undefined {
  const truth = truthOf(word);
  const names = [...known.keys()];
  if (truth === undefined || names.length > 2 || names.some((name) => truthOf(name) === undefined)) return undefined;
  const same = names.find((name) => truthOf(name) === truth);
  return same === undefined ? undefined : known.get(same);
}

/** Columns put together, row by row. */
export function sideBySide(columns: readonly Columns[], rows: number): Float64Array {
  if (columns.length === 1) return columns[0].values;
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const out = new Float64Array(rows * width);
  let first = 0;
  for (const { width: own, values } of columns) {
    for (let i = 0; i < rows; i++) for (let k = 0; k < own; k++) out[i * width + first + k] = values[i * own + k];
    first += own;
  }
  return out;
}

/** Targets that are numbers, as a matrix with one row an example. */
export const numericTargets = ({ targets, rows }: Part): Float64Array =>
  targets.every((field) => !isWords(field))
    ? gathered(targets, rows)
    : sideBySide(
        targets.map((field) => ({ width: 1, values: numbersOf(field, rows, targetAdvice) })),
        rows.length,
      );

export const tableOf = (rows: number, x: Float64Array, y: Float64Array): Table => ({
  count: rows,
  inputs: x.length / rows,
  outputs: y.length / rows,
  x,
  y,
});
