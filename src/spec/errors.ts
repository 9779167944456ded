/**
 * A request that is wrong in itself: nothing was started. `path` says where in the spec (`dynamics.stepSize`),
 * the message says what is wrong and what would be right, in one sentence.
 */
export class SpecError extends Error {
  override readonly name = "SpecError";
  readonly path: string;
  constructor(path: string, message: string) {
    super(path === "" ? message : `${path}: ${message}`);
    this.path = path;
  }
}

/** A data file that cannot be used: missing, truncated, ragged, or not what its name says. */
export class DataError extends Error {
  override readonly name = "DataError";
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  constructor(file: string, message: string, line: number | null = null, column: number | null = null) {
    const place = line === null ? file : column === null ? `${file}, line ${line}` : `${file}, line ${line}, column ${column}`;
    super(`${place}: ${message}`);
    this.file = file;
    this.line = line;
    this.column = column;
  }
}

/** A computation that left the finite numbers. `run` catches it and records the run as diverged at `step`. */
export class NumericalError extends Error {
  override readonly name = "NumericalError";
  readonly step: number | null;
  constructor(message: string, step: number | null = null) {
    super(message);
    this.step = step;
  }
}
