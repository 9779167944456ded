import type { RunInput } from "../src/experiment/runSpec.ts";
import type { Drawing, FigureRecord, SpatialDrawing } from "../src/figure/index.ts";

/** Runs that a figure needs: a base and the values that vary; the cells are all combinations. */
export interface Needed {
  readonly base: RunInput;
  readonly grid: Readonly<Record<string, readonly unknown[] | { readonly from: number; readonly count: number }>>;
  /** Runs that the cells are compared with; their records come after those of the cells. */
  readonly references?: readonly RunInput[];
}

/** Records by the name of the sweep that made them. */
export type Records<Name extends string = string> = Readonly<Record<Name, readonly FigureRecord[]>>;

/**
 * What figures of the gallery have in common: the sweeps they need, what they read from their records, and what their
 * captions say. `Data` holds every number that is drawn or stated, so that the two cannot differ.
 */
interface FigureOf<Name extends string, Data> {
  readonly name: string;
  readonly title: string;
  readonly sweeps: Readonly<Record<Name, Needed>>;
  read(records: Records<Name>): Data | Promise<Data>;
  caption(data: Data): string;
  /** The numbers that a reader without the picture wants first. */
  table?(data: Data): FigureTable;
}

/** A figure on paper. */
export interface Figure<Name extends string = string, Data = unknown> extends FigureOf<Name, Data> {
  draw(data: Data): Drawing;
}

/** A figure in three dimensions. */
export interface SpatialFigure<Name extends string = string, Data = unknown> extends FigureOf<Name, Data> {
  space(data: Data): SpatialDrawing;
}

export type AnyFigure = Figure | SpatialFigure;

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

/** States a figure in three dimensions with its types tied together. */
export function spatialFigure<Name extends string, Data>(definition: SpatialFigure<Name, Data>): SpatialFigure<Name, Data> {
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
