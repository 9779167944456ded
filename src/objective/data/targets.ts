import { suggestion } from "../../spec/describe.ts";
import { DataError, SpecError } from "../../spec/errors.ts";
import type { Table } from "../family.ts";
import type { Sheet } from "./formats/sheet.ts";

type Column = string | number;

/** Divides the columns of a sheet into targets (the named ones, in the given order) and inputs (all others). */
export function columnsOf(sheet: Sheet, wanted: Column | readonly Column[] | undefined, file: string, place: string): Table {
  if (wanted === undefined)
    throw new SpecError(
      place,
      `is missing; name the target column of ${file}, by ${sheet.names === null ? `its number 0 … ${sheet.columns - 1}` : `name (${sheet.names.join(", ")})`}`,
    );
  const targets = [wanted].flat().map((column) => numberOf(column, sheet, file, place));
  const twice = targets.find((column, i) => targets.indexOf(column) !== i);
  if (twice !== undefined) throw new SpecError(place, `names column ${twice} twice`);
  const inputs = Array.from({ length: sheet.columns }, (_, j) => j).filter((j) => !targets.includes(j));
  if (inputs.length === 0) throw new SpecError(place, `names every column of ${file}; leave at least one as an input`);
  return { count: sheet.rows, inputs: inputs.length, outputs: targets.length, x: select(sheet, inputs), y: select(sheet, targets) };
}

function numberOf(column: Column, { names, columns }: Sheet, file: string, place: string): number {
  if (typeof column === "number") {
    if (column < columns) return column;
    throw new SpecError(place, `column ${column} does not exist; ${file} has columns 0 … ${columns - 1}`);
  }
  if (names === null) throw new SpecError(place, `${file} has no column names; give the number of the column, 0 … ${columns - 1}`);
  const at = names.indexOf(column);
  if (at < 0) throw new SpecError(place, `${file} has no column "${column}"${suggestion(column, names)}`);
  if (names.includes(column, at + 1))
    throw new DataError(file, `has two columns named "${column}"; rename one, or give the number of the column`);
  return at;
}

function select({ rows, columns, values }: Sheet, chosen: readonly number[]): Float64Array {
  const out = new Float64Array(rows * chosen.length);
  for (let i = 0; i < rows; i++) chosen.forEach((j, k) => (out[i * chosen.length + k] = values[i * columns + j]));
  return out;
}
