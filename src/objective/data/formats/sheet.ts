import { DataError } from "../../../spec/errors.ts";

/** A file's cells by rows and columns. */
export interface Sheet {
  readonly rows: number;
  readonly columns: number;
  /** Column names, where the format has them. Two may be equal. */
  readonly names: readonly string[] | null;
  /** Row-major; NaN where the cell is missing, or where the column holds words. */
  readonly values: Float64Array;
  /** Columns that hold words in place of numbers, by place; null where a word is missing. Absent columns hold numbers. */
  readonly words: ReadonlyMap<number, readonly (string | null)[]>;
  /** Columns that hold neither numbers nor words, by place, and what they hold ("timestamps"); their values are NaN. */
  readonly strange?: ReadonlyMap<number, string>;
  /** Columns with a number that is not finite, by place, and what is said where such a column is used. */
  readonly faults?: ReadonlyMap<number, DataError>;
  /** Columns that are a row index by the file's own metadata (Parquet written by pandas), by place. */
  readonly index: readonly number[];
  /** What was guessed or left out while reading, a sentence each: "line 1 was read as names", "3 comment lines were left out". */
  readonly notes: readonly string[];
  /** Where a row stands in a text file, counted from 1; null for binary formats. */
  line(row: number): number | null;
}

/** How text is read; whatever is left out is recognised, and said in the sheet's notes where it was a guess. */
export interface TextOptions {
  /** Whether the first line names the columns. */
  readonly header?: boolean | "auto";
  /** What stands between two fields; a blank stands for any run of blanks and tabs. */
  readonly separator?: string;
  /** The decimal mark. */
  readonly decimal?: "." | ",";
  /** What begins a comment; it goes on to the end of its line. */
  readonly comment?: string;
  /** How many lines are left out before anything else is read. */
  readonly skip?: number;
  readonly encoding?: "utf-8" | "latin-1";
}

/** An array in row-major (C) order. */
export interface NumericArray {
  readonly shape: readonly number[];
  /** NaN where a number is missing, and everywhere in an array of words. */
  readonly values: Float64Array;
  /** The words of an array that holds them in place of numbers. */
  readonly words?: readonly string[];
  /** What happened to its numbers, a sentence each. */
  readonly notes: readonly string[];
}

/** The array of a file (`file` says which) as a sheet: the first index counts examples, the others are laid out one after another. */
export function sheetOf({ shape, values, words, notes }: NumericArray, file: string): Sheet {
  const rows = shape[0] ?? 1;
  const columns = rows === 0 ? 0 : values.length / rows;
  const column = (j: number): (string | null)[] => Array.from({ length: rows }, (_, i) => words![i * columns + j] || null);
  return {
    rows,
    columns,
    names: null,
    values,
    words: new Map(words === undefined ? [] : Array.from({ length: columns }, (_, j) => [j, column(j)])),
    faults: infiniteColumns(values, columns, file),
    index: [],
    notes,
    line: () => null,
  };
}

/** What is said of columns that hold a number that is not finite, where they are used: of the first such number of each. */
function infiniteColumns(values: Float64Array, columns: number, file: string): Map<number, DataError> {
  const faults = new Map<number, DataError>();
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== Infinity && values[i] !== -Infinity) continue;
    const column = i % columns;
    if (faults.has(column)) continue;
    faults.set(column, new DataError(file, `number ${i + 1} is ${values[i]}; every number that is used must be finite`));
    if (faults.size === columns) break;
  }
  return faults;
}

/** What is noted of whole numbers that float64 does not hold. */
export function roundedSaid(count: number): string[] {
  if (count === 0) return [];
  return [`${count} whole ${count === 1 ? "number beyond 2^53 was" : "numbers beyond 2^53 were"} rounded to float64`];
}

/** What is said of a file that begins as its format does and then cannot be read. */
export function damaged(file: string, format: string, cause: unknown): DataError {
  // A reader that trips over what it read says something of itself (TypeError, RangeError), nothing of the file.
  const own = cause instanceof TypeError || cause instanceof RangeError || !(cause instanceof Error);
  const detail = own ? "" : ` (${cause.message.slice(0, 80)})`;
  return new DataError(
    file,
    `begins as ${format} but cannot be read to its end, so it is truncated or damaged${detail}; copy or download it again`,
  );
}
