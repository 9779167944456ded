import * as z from "zod";
import { SpecError } from "../spec/errors.ts";
import { parsePlain, placed } from "../spec/parse.ts";
import { plainData, reading } from "../spec/plain.ts";
import { abbreviated, quoted } from "../spec/sentence.ts";
import { count, index, recordOf, text } from "../spec/scalars.ts";
import { type Axes, checkAxes, laidOver, textOf } from "./axes.ts";
import { type Common, type Identified, identifyShared } from "./identity.ts";
import { type RunInput, type RunSpec, asObject } from "./runSpec.ts";

const range = z.strictObject({ from: index, count }).describe("whole numbers: from, from + 1, …");
const axis = z.union([z.array(z.unknown()).min(1), range]);

/** A sweep spec as it is written (contract of sweep specs, version 1). Base and references are checked as run specs once the grid is laid over them. */
export const sweepSchema = z.strictObject({
  version: z.literal(1).describe("of the form of specs"),
  base: z.looseObject({}).describe("a run spec; the grid's entries are put into it"),
  grid: z
    ._default(recordOf(text, axis), {})
    .describe("values by the dotted path of an entry of the run spec; cells are all their combinations"),
  references: z
    .array(z.looseObject({}))
    .default([])
    .describe("run specs that cells are compared with; the grid's axes outside dynamics, until and measures hold for them too"),
});

/** A sweep spec as it may be written in a program; `version` may be left out. */
export interface SweepInput {
  readonly version?: 1;
  readonly base: RunInput;
  readonly grid?: Readonly<Record<string, readonly unknown[] | { readonly from: number; readonly count: number }>>;
  readonly references?: readonly RunInput[];
}

/** One run of a sweep: its identity, and the values that the grid gave it, by path. */
export interface Cell extends Identified {
  readonly spec: RunSpec;
  readonly values: Readonly<Record<string, unknown>>;
  /** Where in the sweep spec it was written: `base`, `references.0`. */
  readonly place: string;
}

/** What a sweep consists of, in the order of the grid: the first axis varies slowest. */
export interface Expansion {
  readonly axes: readonly string[];
  readonly cells: readonly Cell[];
  /** Each different run that the references become. */
  readonly references: readonly Cell[];
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Lays the grid over the base: every combination of the axes' values is a cell, a run spec in canonical form. A measure's
 * `to: "reference:0"` becomes the first reference as it is in that cell. Throws SpecError where a cell is no correct run spec, and where
 * an axis changes nothing, so that two cells are one run.
 */
export function expand(input: unknown): Expansion {
  const given = reading("", () => ({ ...asObject(input, "sweep spec") }));
  const { data, size } = plainData(given);
  const { base, grid, references } = parsePlain(sweepSchema, data, size);
  const axes = listed(grid);
  const common: Common = { data: new WeakMap(), texts: size > manyValues ? new WeakMap() : undefined };
  const cell: MakeCell = (place, spec, values, own) => cellOf({ place, spec, values, references: own, size, common });
  const cells = new Map<string, Cell>();
  const referenceCells = new Map<string, Cell>();
  for (const values of combinations(axes)) {
    const own = references.map((reference, i) => cell(`references.${i}`, reference, shared(values), []));
    for (const reference of own) referenceCells.set(reference.id, reference);
    const next = cell("base", base, values, own);
    const same = cells.get(next.id);
    if (same !== undefined) throw oneRun(same.values, next.values);
    cells.set(next.id, next);
  }
  return { axes: [...axes.keys()], cells: [...cells.values()], references: [...referenceCells.values()] };
}

/** Texts of lists are kept where the spec has so many values: of fewer they are written as fast. */
const manyValues = 10_000;

type MakeCell = (place: string, spec: object, values: Values, references: readonly Cell[]) => Cell;

interface Written {
  readonly place: string;
  readonly spec: object;
  readonly values: Values;
  readonly references: readonly Cell[];
  /** How many values the whole sweep spec holds. */
  readonly size: number;
  readonly common: Common;
}

function cellOf({ place, spec: written, values, references, size, common }: Written): Cell {
  const draft = laidOver({ version: 1, ...written }, values);
  try {
    return { ...identifyShared(linked(draft, references), size, common), values, place };
  } catch (error) {
    throw inSweep({ place, values }, error);
  }
}

/** Two cells that became one run: an axis says nothing that the canonical spec keeps. */
function oneRun(first: Values, second: Values): SpecError {
  const [axis, ...others] = Object.keys(first).filter((path) => textOf(first[path]) !== textOf(second[path]));
  const values = [first, second].map((cell) => abbreviated(textOf(cell[axis]), 60)).join(" and ");
  return new SpecError(
    `grid.${axis}`,
    others.length === 0
      ? `changes nothing: ${values} make the same run; name one of them`
      : `changes nothing where ${quoted(others[0])} changes too: with ${values} there is the same run twice; leave one of the axes out`,
  );
}

/** Says of what is wrong with a cell where it stands in the sweep spec: in the grid where an axis set it, else where the cell was written. */
export function inSweep({ place, values }: Pick<Cell, "place" | "values">, error: unknown): unknown {
  if (!(error instanceof SpecError)) return error;
  const axis = Object.keys(values).find((candidate) => error.path === candidate || error.path.startsWith(`${candidate}.`));
  if (axis === undefined) return placed(place, error);
  return placed("grid", error);
}

/** The axes that hold for references: all but those that say how parameters move, when the run ends, and what is measured. */
function shared(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([axis]) => !/^(dynamics|until|measures)(\.|$)/.test(axis)));
}

/** More cells than this are taken for a slip: their specs alone would fill the memory. */
const mostCells = 1_000_000;

/** The values of each axis. Throws SpecError where they make too many cells, or where axes are wrong. */
function listed(grid: z.output<typeof sweepSchema>["grid"]): Axes {
  const size = Object.values(grid).reduce((product, values) => product * ("from" in values ? values.count : values.length), 1);
  if (size > mostCells)
    throw new SpecError(
      "grid",
      `makes ${size} cells, and a sweep has at most ${mostCells}: make it smaller, or several sweeps on one store`,
    );
  const axes = new Map(
    Object.entries(grid).map(([path, values]) => [
      path,
      "from" in values ? Array.from({ length: values.count }, (_, i) => values.from + i) : values,
    ]),
  );
  checkAxes(axes);
  return axes;
}

function* combinations(axes: Axes): Generator<Values> {
  const fastestFirst = [...axes].toReversed();
  const total = fastestFirst.reduce((product, [, values]) => product * values.length, 1);
  for (let cell = 0; cell < total; cell++) {
    let rest = cell;
    const picked = fastestFirst.map(([path, values]): [string, unknown] => {
      const value = values[rest % values.length];
      rest = Math.floor(rest / values.length);
      return [path, value];
    });
    yield Object.fromEntries(picked.toReversed());
  }
}

/** The draft with the references in the place of their numbers. */
function linked(draft: Readonly<Record<string, unknown>>, references: readonly Cell[]): Readonly<Record<string, unknown>> {
  const { measures } = draft;
  if (!Array.isArray(measures)) return draft;
  const link = (measure: { readonly to?: unknown } | null, i: number): unknown => {
    const number = typeof measure?.to === "string" ? /^reference:(\d+)$/.exec(measure.to)?.[1] : undefined;
    if (number === undefined) return measure;
    const reference = references[Number(number)];
    if (reference === undefined)
      throw new SpecError(`measures.${i}.to`, `there is no reference ${number}: the sweep has ${references.length}, counted from 0`);
    return { ...measure, to: reference.spec };
  };
  return { ...draft, measures: measures.map(link) };
}
