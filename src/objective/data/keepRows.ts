import { DataError, SpecError } from "../../spec/errors.ts";
import { counted } from "../reading.ts";
import type { Choice } from "./chooseColumns.ts";
import { cellFault, type Field, isMissing } from "./fields.ts";
import type { FileSpec } from "./file.ts";

/** Rows that are used, in their order, and what is to be said of the others. */
export interface Kept {
  readonly rows: Int32Array;
  readonly notes: readonly string[];
}

/**
 * The rows of which examples are made: all, the first `most`, and with "drop-rows" those without an empty cell in a column that is used. Otherwise throws DataError at
 * the first empty cell; with "mean" empty cells of inputs, unless they name classes, are left to be filled.
 */
export function keepRows(
  { inputs, targets }: Choice,
  missing: FileSpec["missing"],
  isClass: (field: Field) => boolean,
  most?: number,
): Kept {
  const { sheet, file } = inputs[0];
  const fields = [...lacking(inputs), ...lacking(targets)];
  const gaps = missing === "drop-rows" ? gapsIn(fields, sheet.rows) : null;
  const whole = gaps === null ? sheet.rows : gaps.reduce((count, gap) => count + (gap === 0 ? 1 : 0), 0);
  if (whole === 0)
    throw new DataError(file, 'has an empty cell in every row, so that "drop-rows" leaves none; choose fewer columns with "inputs"');
  if (most !== undefined && most > whole)
    throw new SpecError(
      "objective.data.count",
      `is ${most} but the file has ${whole} examples${gaps === null ? "" : " without empty cells"}; give at most ${whole}`,
    );
  const rows = new Int32Array(most ?? whole);
  for (let row = 0, kept = 0; kept < rows.length; row++) if (gaps === null || gaps[row] === 0) rows[kept++] = row;
  if (gaps === null)
    refuseGaps(missing === "mean" ? [...lacking(inputs).filter(isClass), ...lacking(targets)] : fields, rows.length, missing);
  const notes = whole < sheet.rows ? [`${counted(sheet.rows - whole, "row")} of ${sheet.rows} left out for empty cells`] : [];
  return { rows, notes: rows.length < whole ? [...notes, `only the first ${rows.length} of ${whole} examples were taken`] : notes };
}

/** Those of a sheet's columns that may have empty cells: none where it holds numbers alone and no NaN, as most do, which one pass over them tells. */
function lacking(fields: readonly Field[]): readonly Field[] {
  const { words, values } = fields[0].sheet;
  return words.size === 0 && !hasGap(values) ? [] : fields;
}

function hasGap(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

/** 1 for each row with an empty cell. */
function gapsIn(fields: readonly Field[], rows: number): Uint8Array {
  const gaps = new Uint8Array(rows);
  for (const field of fields) for (let row = 0; row < rows; row++) if (isMissing(field, row)) gaps[row] = 1;
  return gaps;
}

function refuseGaps(fields: readonly Field[], rows: number, missing: FileSpec["missing"]): void {
  let first: Field | null = null;
  let end = rows;
  for (const field of fields)
    for (let row = 0; row < end; row++)
      if (isMissing(field, row)) {
        first = field;
        end = row;
      }
  if (first === null) return;
  const way =
    missing === "mean"
      ? 'only numbers of inputs can be filled with means, so use "missing": "drop-rows"'
      : 'every field must be filled ("missing" may be "drop-rows" or "mean")';
  throw cellFault(first, end, `is missing; ${way}`);
}
