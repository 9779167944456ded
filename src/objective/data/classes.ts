import { DataError, SpecError } from "../../spec/errors.ts";
import { listed } from "../reading.ts";
import { cellFault, type Field, fieldInWords, isTruth, isWords, truthOf, wordAt } from "./fields.ts";

/** A column and the rows of it that are used. */
export interface Cells {
  readonly field: Field;
  readonly rows: Int32Array;
}

/** Classes in sorted order, and for each part the number of the class of each of its rows. */
export interface Classes {
  readonly names: readonly string[];
  readonly codes: readonly Int32Array[];
}

/**
 * The classes that columns name: their distinct values, numbers by size, words by code point (as Python sorts them). A column of words in one part makes the
 * numbers of another words; True, true and 1 are one class where a column of truth values is among them. Throws DataError at a number that is not whole, with `what` for its name.
 */
export function classesOf(parts: readonly Cells[], what: string): Classes {
  const values: readonly Iterable<string | number>[] = parts.some(({ field }) => isWords(field))
    ? oneSpelling(parts, parts.map(wordsIn))
    : parts.map((cells) => wholeIn(cells, what));
  const seen = new Set<string | number>();
  for (const part of values) for (const value of part) seen.add(value);
  const distinct = [...seen].sort((a, b) => (typeof a === "number" ? a - (b as number) : byCodePoint(a, b as string)));
  const codeOf = new Map(distinct.map((value, code) => [value, code]));
  return { names: distinct.map(String), codes: values.map((part, p) => codesOf(part, codeOf, parts[p].rows.length)) };
}

function codesOf(values: Iterable<string | number>, codeOf: ReadonlyMap<string | number, number>, count: number): Int32Array {
  const codes = new Int32Array(count);
  let i = 0;
  for (const value of values) codes[i++] = codeOf.get(value)!;
  return codes;
}

function wordsIn({ field, rows }: Cells): string[] {
  return Array.from(rows, (row) => wordAt(field, row)!);
}

/** Truth values as the first column of them writes them: writers of tables differ in it (True, TRUE, true, 1). Other words as they are. */
function oneSpelling(parts: readonly Cells[], values: readonly string[][]): readonly string[][] {
  const first = parts.findIndex(({ field }) => isWords(field) && isTruth(field));
  const like = values[first]?.[0];
  if (like === undefined || !values.every((part) => part.every((word) => truthOf(word) !== undefined))) return values;
  const spelled = ["False", "True"].map((word) =>
    like === like.toUpperCase() ? word.toUpperCase() : like === like.toLowerCase() ? word.toLowerCase() : word,
  );
  return values.map((part) => part.map((word) => spelled[truthOf(word)!]));
}

function wholeIn({ field, rows }: Cells, what: string): Float64Array {
  const { sheet, at } = field;
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = sheet.values[rows[i] * sheet.columns + at];
    if (!Number.isInteger(value)) throw cellFault(field, rows[i], `has ${what.replace("#", String(value))}: whole numbers or words`);
    out[i] = value;
  }
  return out;
}

/** The order of code points, which JavaScript's own order of strings is not beyond U+FFFF. */
function byCodePoint(a: string, b: string): number {
  const [x, y] = [[...a], [...b]];
  const at = x.findIndex((point, i) => point !== y[i]);
  return at < 0 ? x.length - y.length : at >= y.length ? 1 : x[at].codePointAt(0)! - y[at].codePointAt(0)!;
}

/** More numbers than this (800 MB) are no one-hot rows that anybody wants: a column of names or numbers was taken for one of classes. */
const mostNumbers = 1e8;

/** One column a class, 1 where an example is of that class. */
export function oneHotRows(codes: Int32Array, classes: number): Float64Array {
  const out = new Float64Array(codes.length * classes);
  for (let i = 0; i < codes.length; i++) out[i * classes + codes[i]] = 1;
  return out;
}

/** Throws DataError where one-hot rows would be too many numbers. */
export function checkSize({ names, codes }: Classes, field: Field): void {
  if (codes[0].length * names.length > mostNumbers)
    throw new DataError(
      field.file,
      `${fieldInWords(field)} has ${names.length} different values in ${codes[0].length} examples: too many for a column of classes (${listed(names, 60)})`,
    );
}

/** Targets of classes as numbers, and the classes. */
export interface CodedTargets {
  readonly names: readonly string[];
  readonly outputs: number;
  readonly y: readonly Float64Array[];
  readonly notes: readonly string[];
}

/** Targets of classes as one-hot rows, or as −1 and 1 ("sign"): of the training part and the held-out one. */
export function codeTargets(
  parts: readonly { readonly targets: readonly Field[]; readonly rows: Int32Array }[],
  coding: "one-hot" | "sign",
): CodedTargets {
  const option = coding === "sign" ? "sign" : "oneHot";
  const wide = parts.find(({ targets }) => targets.length !== 1);
  if (wide !== undefined)
    throw new SpecError(`objective.data.${option}`, `needs one target column of class numbers, but there are ${wide.targets.length}`);
  const classes = classesOf(
    parts.map(({ targets, rows }) => ({ field: targets[0], rows })),
    `the target # where ${option} needs class numbers`,
  );
  const { names, codes } = classes;
  if (coding === "sign" && names.length !== 2)
    throw new SpecError(
      "objective.data.sign",
      `needs two classes, but the targets are of ${names.length} (${listed(names, 80)}); use "oneHot" for more`,
    );
  checkSize(classes, parts[0].targets[0]);
  const y = codes.map((part) => (coding === "sign" ? Float64Array.from(part, (code) => 2 * code - 1) : oneHotRows(part, names.length)));
  return { names, outputs: coding === "sign" ? 1 : names.length, y, notes: isWords(parts[0].targets[0]) ? [] : absent(names) };
}

/** What is said where class numbers between the smallest (0 or 1) and the largest do not occur: they get no output. */
function absent(names: readonly string[]): string[] {
  const present = new Set(names);
  const [least, most] = [Math.min(0, Number(names[0])), Number(names.at(-1))];
  if (most - least > 1000) return [];
  const lacking = Array.from({ length: most - least + 1 }, (_, k) => String(least + k)).filter((name) => !present.has(name));
  return lacking.length === 0 ? [] : [`no example is of class ${listed(lacking, 40)}, so that outputs stand for ${listed(names, 60)}`];
}
