import { abbreviated, sentence } from "./sentence.ts";

/** A file's name keeps so many characters, so that line and column have theirs. */
const longestFile = 60;

/**
 * A request that is wrong in itself: nothing was started. `path` says where in the spec (`dynamics.stepSize`), the message says what is
 * wrong and what would be right, in one sentence of at most 300 characters, `path: complaint`.
 */
export class SpecError extends Error {
  override readonly name = "SpecError";
  readonly path: string;
  /** The message without its place, as it was given. */
  readonly complaint: string;
  constructor(path: string, complaint: string) {
    super(sentence(path, complaint));
    this.path = path;
    this.complaint = complaint;
  }
}

/** A data file that cannot be used: missing, truncated, ragged, or not what its name says. The message is one sentence of at most 300 characters. */
export class DataError extends Error {
  override readonly name = "DataError";
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  /** The message without its place, as it was given. */
  readonly complaint: string;
  constructor(file: string, complaint: string, line: number | null = null, column: number | null = null) {
    const where = abbreviated(file, longestFile);
    const place = line === null ? file : column === null ? `${where}, line ${line}` : `${where}, line ${line}, column ${column}`;
    super(sentence(place, complaint));
    this.file = file;
    this.line = line;
    this.column = column;
    this.complaint = complaint;
  }
}

/** A computation that left the finite numbers. `run` catches it and records the run as diverged at `step`. */
export class NumericalError extends Error {
  override readonly name = "NumericalError";
  readonly step: number | null;
  constructor(message: string, step: number | null = null) {
    super(sentence("", message));
    this.step = step;
  }
}
