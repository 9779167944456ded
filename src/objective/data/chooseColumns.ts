import { suggestion } from "../../spec/describe.ts";
import { DataError, SpecError } from "../../spec/errors.ts";
import { counted, listed, shortened } from "../reading.ts";
import { type Field, fieldInWords, labelOf } from "./fields.ts";
import type { ColumnName, ColumnNames, InputsWanted } from "./file.ts";
import type { Sheet } from "./formats/sheet.ts";
import { type NoData, noData } from "./rowIndex.ts";
import type { Source } from "./source.ts";

/** Which columns a spec asks for. */
export interface Wanted {
  readonly target?: ColumnNames | undefined;
  readonly inputs?: InputsWanted;
}

/** The columns that are used, in their order, and what is to be said of the others. */
export interface Choice {
  readonly inputs: readonly Field[];
  readonly targets: readonly Field[];
  readonly notes: readonly string[];
}

/**
 * Divides the columns of a source into targets (the named ones, in the given order; all of a sheet of their own) and inputs: the named ones, or all others but those that
 * are excluded and those that only number the rows. `place` is the entry of the spec that holds `target` and `inputs`.
 */
export function chooseColumns(source: Source, { target, inputs }: Wanted, place: string): Choice {
  const { file, x, apart } = source;
  const field = (at: number): Field => ({ sheet: x, at, file });
  const targets = apart === null ? targetsOf(source, target, `${place}.target`) : everyColumn(apart.sheet);
  const own = new Set(apart === null ? targets : []);
  const rowIndex = noData(x);
  const chosen = inputsOf(source, inputs, own, rowIndex, `${place}.inputs`);
  const used = new Set([...chosen, ...own]);
  const apartFrom = (at: number): boolean => !used.has(at);
  const notes = [...rowIndex].filter(([at]) => apartFrom(at)).map(([at, why]) => `${fieldInWords(field(at))} was left out: ${why}`);
  const others = everyColumn(x).filter((at) => apartFrom(at) && !rowIndex.has(at));
  if (others.length > 0)
    notes.push(`${counted(others.length, "column")} left out by "inputs": ${listed(others.map((at) => labelOf(field(at))))}`);
  return {
    inputs: chosen.map(field),
    targets: apart === null ? targets.map(field) : targets.map((at) => ({ sheet: apart.sheet, at, file: apart.file })),
    notes: [...notes, ...doubtful(chosen.map(field))],
  };
}

const everyColumn = ({ columns }: Sheet): number[] => Array.from({ length: columns }, (_, at) => at);

function targetsOf({ file, x }: Source, wanted: ColumnNames | undefined, place: string): number[] {
  if (wanted === undefined)
    throw new SpecError(
      place,
      `is missing; name the target column of ${file}, by ${x.names === null ? `its number 0 … ${x.columns - 1}` : `name (${listed(x.names)})`}`,
    );
  return placesOf(wanted, x, file, place);
}

function inputsOf({ file, x }: Source, wanted: InputsWanted, targets: ReadonlySet<number>, rowIndex: NoData, place: string): number[] {
  const all = everyColumn(x).filter((at) => !targets.has(at));
  const chosen = Array.isArray(wanted) ? placesOf(wanted, x, file, place) : without(all, rowIndex, wanted, x, file, place);
  const both = chosen.find((at) => targets.has(at));
  if (both !== undefined)
    throw new SpecError(place, `names ${fieldInWords({ sheet: x, at: both, file })}, which is a target; leave it out of one of them`);
  if (chosen.length > 0) return chosen;
  if (wanted !== undefined) throw new SpecError(place, `leaves no column of ${file} as an input; exclude fewer`);
  throw new SpecError(
    place.replace(/inputs$/, "target"),
    `names every column of ${file}${rowIndex.size === 0 ? "" : " but the row index"}; leave at least one as an input`,
  );
}

function without(
  all: readonly number[],
  rowIndex: NoData,
  wanted: { exclude: ColumnNames } | undefined,
  sheet: Sheet,
  file: string,
  place: string,
): number[] {
  const excluded = new Set(wanted === undefined ? [] : placesOf(wanted.exclude, sheet, file, `${place}.exclude`));
  return all.filter((at) => !rowIndex.has(at) && !excluded.has(at));
}

/** The places of named columns. Throws SpecError where one is not there, DataError where a name stands for two. */
export function placesOf(wanted: ColumnNames, sheet: Sheet, file: string, place: string): number[] {
  const at = placesByName(sheet.names ?? []);
  const places = [wanted].flat().map((column) => placeOf(column, sheet, at, file, place));
  const seen = new Set<number>();
  const twice = places.find((one) => seen.size === seen.add(one).size);
  if (twice !== undefined) throw new SpecError(place, `names ${fieldInWords({ sheet, at: twice, file })} twice`);
  return places;
}

/** Where each name stands; null for a name that stands for two columns. */
export function placesByName(names: readonly string[]): ReadonlyMap<string, number | null> {
  const places = new Map<string, number | null>();
  names.forEach((name, at) => places.set(name, places.has(name) ? null : at));
  return places;
}

function placeOf(
  column: ColumnName,
  { names, columns }: Sheet,
  places: ReadonlyMap<string, number | null>,
  file: string,
  place: string,
): number {
  if (typeof column === "number") {
    if (column < columns) return column;
    const named = placesByName(names ?? []).has(String(column)) ? `; the one that is named so is "${column}", in quotes` : "";
    throw new SpecError(place, `column ${column} does not exist; ${file} has columns 0 … ${columns - 1}${named}`);
  }
  if (names === null) throw new SpecError(place, `${file} has no column names; give the number of the column, 0 … ${columns - 1}`);
  const at = places.get(column);
  if (at === undefined) throw new SpecError(place, `${file} has no column "${shortened(column)}"${suggestion(column, names)}`);
  if (at === null) throw new DataError(file, `has two columns named "${shortened(column)}"; rename one, or give the number of the column`);
  return at;
}

/** What inputs have these names and count the rows is told: they are seldom meant as inputs. */
const counters = /^(index|idx|id|row|rows|row_?(id|index|number|names?)|level_\d+|no\.?|nr\.?|#)$/i;
const fewRows = 3;

function doubtful(inputs: readonly Field[]): string[] {
  const found = inputs.length === 1 ? undefined : inputs.find((field) => counters.test(labelOf(field)) && countsRows(field));
  return found === undefined
    ? []
    : [`${fieldInWords(found)} is an input though it only counts the rows; {"exclude": …} in "inputs" leaves it out`];
}

function countsRows({ sheet: { rows, columns, values, words }, at }: Field): boolean {
  if (rows < fewRows || words.has(at) || (values[at] !== 0 && values[at] !== 1)) return false;
  for (let row = 1; row < rows; row++) if (values[row * columns + at] !== values[at] + row) return false;
  return true;
}
