import { DataError } from "../../../../spec/errors.ts";
import { counted } from "../../../reading.ts";
import { mostNumbers, roomFor } from "../limits.ts";
import { cellReader } from "./cell.ts";
import type { Encoded } from "./decode.ts";
import { type Layout, scan } from "./scan.ts";
import { excerptOf, infiniteMarks, newMarks, noteMark, noteMarks, type Marks } from "./marks.ts";

const comma = 44;

/** What is known of a text before its examples are read. */
export interface BodyPlan {
  readonly layout: Layout;
  readonly width: number;
  readonly trailing: boolean;
  /** How many lines with fields come before the examples. */
  readonly before: number;
  /** How many lines the text has, going by the length of its first ones. */
  readonly likely: number;
  readonly decimal: "." | "," | null;
}

/** The examples of a text. */
export interface Body {
  readonly rows: number;
  readonly values: Float64Array;
  readonly words: ReadonlyMap<number, readonly (string | null)[]>;
  readonly faults: ReadonlyMap<number, DataError>;
  readonly notes: readonly string[];
  line(row: number): number | null;
}

/**
 * Reads all numbers of a text in one pass, without making text of them, and then the columns that turned out to hold words.
 * Room is made for as many lines as there are likely to be, and for more when there are more.
 */
export function readBody(text: Encoded, plan: BodyPlan, file: string): Body {
  const { bytes } = text;
  const { layout, width, trailing, before, decimal } = plan;
  let room = roomOf(plan.likely, bytes, plan);
  let values = roomFor(room * width, file);
  let lines = new Float64Array(room);
  const grow = (): void => {
    room = roomOf(Math.ceil(room * 1.5), bytes, plan);
    const [before, named] = [values, lines];
    values = roomFor(room * width, file);
    values.set(before);
    lines = new Float64Array(room);
    lines.set(named);
  };
  const marks = Array.from({ length: width }, newMarks);
  const { read, begin, cell } = cellReader(bytes);
  // A comma that stands between fields is a decimal mark in quotes alone.
  const divides = layout.separator === comma;
  const bare = divides ? "." : decimal;
  let [from, to] = [0, 0];
  let skipped = 0;
  let comments = 0;
  let row = 0;
  let column = 0;
  let filled = 0;
  /** Whether something stands in a field beyond the last column. */
  let surplus = false;
  /** Rows at the end in which nothing stands but separators. */
  let hollow = 0;
  let at = 0;
  scan(
    bytes,
    layout,
    {
      begin: (start, quoted) => {
        if (skipped < before || (divides && !quoted && decimal === ",")) return -1;
        from = start;
        to = begin(start, quoted ? decimal : bare);
        return to;
      },
      take: () => {
        filled++;
        if (column < width) {
          values[at++] = cell.value;
          if (cell.mark !== "" || cell.kind === "infinite") noteMark(marks[column], cell, row, from, to);
        } else surplus = true;
        column++;
      },
      field: (start, end, quotes) => {
        if (skipped < before) return;
        if (end > start) filled++;
        if (column < width) {
          read(start, end, decimal);
          values[at++] = cell.value;
          if (cell.kind === "word" || cell.kind === "infinite" || cell.mark !== "") noteMark(marks[column], cell, row, start, end);
        } else if (end > start || quotes > 0) surplus = true;
        column++;
      },
      record: (line) => {
        if (skipped < before) {
          skipped++;
          return true;
        }
        if (column !== width && (surplus || !trailing || column !== width + 1)) throw ragged(text, layout, column, width, row, line, file);
        lines[row++] = line;
        if (row === room) grow();
        hollow = filled === 0 && width > 1 ? hollow + 1 : 0;
        column = 0;
        filled = 0;
        return true;
      },
      comment: () => comments++,
    },
    file,
  );
  const rows = row - hollow;
  const place = (fieldRow: number): number => lines[fieldRow];
  const notes = noteMarks(marks, rows, { text, place, file });
  return {
    rows,
    values: values.subarray(0, rows * width),
    words: wordsOf(text, plan, marks, rows, values, file),
    faults: infiniteMarks(marks, rows, { text, place, file }),
    notes: [
      ...(comments > 0 ? [`${comments} comment ${comments === 1 ? "line was" : "lines were"} left out`] : []),
      ...(hollow > 0
        ? [`${hollow} ${hollow === 1 ? "line" : "lines"} at the end without any entry ${hollow === 1 ? "was" : "were"} left out`]
        : []),
      ...(decimal === null ? notes : []),
    ],
    line: (wanted) => (wanted >= 0 && wanted < rows ? place(wanted) : null),
  };
}

/** Room for so many rows and one more, at most one number a byte; where that is more than is read, for those that the text has. */
function roomOf(rows: number, bytes: Uint8Array, { layout, width, before }: BodyPlan): number {
  const most = Math.floor(bytes.length / width) + 2;
  return Math.min(rows * width < mostNumbers ? rows : Math.max(1, lineCount(bytes, layout.start) - before), most) + 1;
}

/** The number of line breaks from `start` on, and one. */
function lineCount(bytes: Uint8Array, start: number): number {
  let count = 1;
  for (let at = start; at < bytes.length; at++) {
    if (bytes[at] === 10 || (bytes[at] === 13 && bytes[at + 1] !== 10)) count++;
  }
  return count;
}

function ragged(text: Encoded, layout: Layout, found: number, width: number, row: number, line: number, file: string): DataError {
  const say = row === 0 ? "the line above has" : "the lines before have";
  const sign = layout.comment.length === 0 ? commentSign(text, line) : null;
  const advice = sign === null ? "every line needs as many" : `if it is a comment, say comment: ${JSON.stringify(sign)}`;
  return new DataError(file, `has ${counted(found, "field")} where ${say} ${width}; ${advice}`, line);
}

/** The sign that a line begins with when it is one that begins comments elsewhere. */
function commentSign(text: Encoded, line: number): string | null {
  const begin = excerptOf(text, line);
  return ["#", "%", "//", "!"].find((sign) => begin.startsWith(sign)) ?? null;
}

/** The columns of words, read again as text; equal words are one string. Their numbers become NaN. */
function wordsOf(
  text: Encoded,
  { layout, width, before }: BodyPlan,
  marks: readonly Marks[],
  rows: number,
  values: Float64Array,
  file: string,
): Map<number, (string | null)[]> {
  const words = new Map<number, (string | null)[]>();
  marks.forEach(({ word }, column) => {
    if (word >= 0 && word < rows) words.set(column, []);
  });
  if (words.size === 0) return words;
  const known = new Map<string, string>();
  const { read } = cellReader(text.bytes);
  let skipped = 0;
  let column = 0;
  let row = 0;
  scan(
    text.bytes,
    layout,
    {
      field: (start, end, quotes) => {
        const list = words.get(column++);
        if (list === undefined || skipped < before || row >= rows) return;
        const { kind } = read(start, end, null);
        const own = text.word(start, end);
        const word = quotes === 2 ? own.replaceAll('""', '"') : own;
        if (!known.has(word)) known.set(word, word);
        list.push(kind === "missing" ? null : known.get(word)!);
        values[row * width + column - 1] = Number.NaN;
      },
      record: () => {
        if (skipped < before) skipped++;
        else row++;
        column = 0;
        return row < rows;
      },
      comment: () => {},
    },
    file,
  );
  return words;
}
