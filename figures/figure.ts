import type { RunInput } from "../src/experiment/runSpec.ts";
import type { Drawing, FigureRecord } from "../src/figure/index.ts";

/** Runs that a figure needs: a base and the values that vary; the cells are all combinations. */
export interface Needed {
  readonly base: RunInput;
  readonly grid: Readonly<Record<string, readonly unknown[] | { readonly from: number; readonly count: number }>>;
}

/** Records by the name of the sweep that made them. */
export type Records<Name extends string = string> = Readonly<Record<Name, readonly FigureRecord[]>>;

/**
 * A figure of the gallery: the sweeps it needs, what it reads from their records, how it draws that, and what its
 * caption says. `Data` holds every number that is drawn or stated, so that the two cannot differ.
 */
export interface Figure<Name extends string = string, Data = unknown> {
  readonly name: string;
  readonly title: string;
  readonly sweeps: Readonly<Record<Name, Needed>>;
  read(records: Records<Name>): Data | Promise<Data>;
  draw(data: Data): Drawing;
  caption(data: Data): string;
  /** The numbers that a reader without the picture wants first. */
  table?(data: Data): FigureTable;
}

/** Rows of words and numbers as they are printed. */
export interface FigureTable {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** States a figure with its types tied together. */
export function figure<Name extends string, Data>(definition: Figure<Name, Data>): Figure<Name, Data> {
  return definition;
}

/** An entry of a record's spec by its path, such as "dynamics.stepSize". */
export function entry<T = number>(record: FigureRecord, path: string): T {
  return path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], record.spec) as T;
}

/** The one record whose spec has these entries. */
export function pick(records: readonly FigureRecord[], entries: Readonly<Record<string, unknown>>): FigureRecord {
  const found = records.find((record) => Object.entries(entries).every(([path, value]) => entry<unknown>(record, path) === value));
  if (found === undefined) throw new RangeError(`No run has ${JSON.stringify(entries)}.`);
  return found;
}
