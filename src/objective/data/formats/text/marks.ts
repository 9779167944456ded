import { DataError } from "../../../../spec/errors.ts";
import type { Cell } from "./cell.ts";
import type { Encoded } from "./decode.ts";
import { lineEnd, nextLine } from "./scan.ts";

/** Where a column first holds what decides how it is read: rows, −1 where nothing of the kind stands. */
export interface Marks {
  word: number;
  infinite: number;
  point: number;
  comma: number;
  /** A comma that may also stand before thousands. */
  either: number;
  /** Bytes of the first number that is not finite and of the first comma that may stand before thousands. */
  readonly infiniteAt: [number, number];
  readonly eitherAt: [number, number];
}

/** Nothing seen yet. */
export function newMarks(): Marks {
  return { word: -1, infinite: -1, point: -1, comma: -1, either: -1, infiniteAt: [0, 0], eitherAt: [0, 0] };
}

/** Keeps the first row of each kind. */
export function noteMark(marks: Marks, { kind, mark }: Cell, row: number, start: number, end: number): void {
  if (kind === "word") {
    if (marks.word < 0) marks.word = row;
    return;
  }
  if (kind === "infinite") {
    if (marks.infinite < 0) {
      marks.infinite = row;
      marks.infiniteAt[0] = start;
      marks.infiniteAt[1] = end;
    }
    return;
  }
  if (mark === ".") {
    if (marks.point < 0) marks.point = row;
  } else if (mark === ",") {
    if (marks.comma < 0) marks.comma = row;
  } else if (mark === "either" && marks.either < 0) {
    marks.either = row;
    marks.eitherAt[0] = start;
    marks.eitherAt[1] = end;
  }
}

interface Place {
  readonly text: Encoded;
  place(row: number): number;
  readonly file: string;
}

/** What is said of columns that hold a number that is not finite, by place. */
export function infiniteMarks(all: readonly Marks[], rows: number, { text, place, file }: Place): Map<number, DataError> {
  const faults = new Map<number, DataError>();
  for (const [column, { word, infinite: row, infiniteAt }] of all.entries()) {
    if (row < 0 || row >= rows || (word >= 0 && word < rows)) continue;
    const shown = text.word(infiniteAt[0], Math.min(infiniteAt[1], infiniteAt[0] + 30));
    const fault = `${JSON.stringify(shown)} is not a finite number; every number must be finite`;
    faults.set(column, new DataError(file, fault, place(row), column + 1));
  }
  return faults;
}

/**
 * What the columns of numbers say together: throws DataError where points and commas are mixed, and
 * where all commas may stand before thousands; notes that decimal commas were read.
 */
export function noteMarks(all: readonly Marks[], rows: number, { text, place, file }: Place): string[] {
  const numeric = [...all.entries()].filter(([, { word }]) => word < 0 || word >= rows);
  const firstOf = (kind: "point" | "comma" | "either"): [column: number, marks: Marks] | undefined =>
    numeric.filter(([, marks]) => marks[kind] >= 0).toSorted(([, a], [, b]) => a[kind] - b[kind])[0];
  const [point, comma, either] = [firstOf("point"), firstOf("comma"), firstOf("either")];
  const commas = comma ?? either;
  if (commas === undefined) return [];
  const [column, marks] = commas;
  const row = comma === undefined ? marks.either : marks.comma;
  if (point !== undefined)
    throw new DataError(
      file,
      `has a comma in a number where line ${place(point[1].point)} has a point; use one decimal mark throughout, and none before thousands`,
      place(row),
      column + 1,
    );
  if (comma === undefined) {
    const shown = text.word(...marks.eitherAt);
    throw new DataError(
      file,
      `${shown} may be ${shown.replace(",", ".")} or ${shown.replace(",", "")}; say decimal: "," if it is the first, and write thousands without commas if it is the second`,
      place(row),
      column + 1,
    );
  }
  return ["commas were read as decimal marks"];
}

/** The beginning of a line. */
export function excerptOf({ bytes, word }: Encoded, line: number): string {
  let at = 0;
  for (let k = 1; k < line && at < bytes.length; k++) at = nextLine(bytes, lineEnd(bytes, at));
  return word(at, Math.min(lineEnd(bytes, at), at + 20)).trimStart();
}
