import { DataError } from "../../../spec/errors.ts";

/** Numbers by rows and columns, as a file holds them; `values` is row-major. */
export interface Sheet {
  readonly rows: number;
  readonly columns: number;
  /** Column names, where the format has them. */
  readonly names: readonly string[] | null;
  readonly values: Float64Array;
}

/** An array of any rank as a sheet: the first index counts examples, the others are laid out one after another. */
export function sheetOf(shape: readonly number[], values: Float64Array): Sheet {
  const rows = shape[0] ?? 1;
  return { rows, columns: rows === 0 ? 0 : values.length / rows, names: null, values };
}

/** Throws DataError at the first number that is not finite. */
export function checkFinite({ columns, values }: Sheet, file: string): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    throw new DataError(
      file,
      `row ${Math.floor(at / columns) + 1}, column ${(at % columns) + 1} is ${values[at]}; every number must be finite`,
    );
}

/** What is said of a file that begins as its format does and then cannot be read. */
export function damaged(file: string, format: string, cause: unknown): DataError {
  // A reader that trips over what it read says something of itself (TypeError), nothing of the file.
  const detail = cause instanceof TypeError ? "" : ` (${cause instanceof Error ? cause.message : String(cause)})`;
  return new DataError(
    file,
    `begins as ${format} but cannot be read to its end, so it is truncated or damaged${detail}; copy or download it again`,
  );
}
