import * as z from "zod";
import { canonicalText } from "../spec/canonical.ts";
import { SpecError } from "../spec/errors.ts";
import { parse, placed } from "../spec/parse.ts";
import { count, index, recordOf, text } from "../spec/scalars.ts";
import { type Identified, canonicalRun, identity } from "./identity.ts";
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
 * `to: "reference:0"` becomes the first reference as it is in that cell. Throws SpecError where a cell is no correct run spec.
 */
export function expand(input: unknown): Expansion {
  const { base, grid, references } = parse(sweepSchema, asObject(input, "sweep spec"));
  const axes = Object.keys(grid);
  const cells: Cell[] = [];
  const referenceCells = new Map<string, Cell>();
  for (const values of combinations(grid)) {
    const own = references.map((reference, i) => cellOf(`references.${i}`, reference, shared(values), []));
    for (const reference of own) referenceCells.set(reference.id, reference);
    cells.push(cellOf("base", base, values, own));
  }
  return { axes, cells, references: [...referenceCells.values()] };
}

function cellOf(path: string, base: object, values: Values, references: readonly Cell[]): Cell {
  const draft = structuredClone({ version: 1, ...base }) as Record<string, unknown>;
  for (const axis of Object.keys(values).toSorted((a, b) => a.split(".").length - b.split(".").length))
    put(draft, axis, structuredClone(values[axis]));
  try {
    linkReferences(draft, references);
    const spec = canonicalRun(draft);
    return { spec, id: identity(spec), live: null, values, place: path };
  } catch (error) {
    throw inSweep({ place: path, values }, error);
  }
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

function* combinations(grid: z.output<typeof sweepSchema>["grid"]): Generator<Values> {
  const size = Object.values(grid).reduce((product, values) => product * ("from" in values ? values.count : values.length), 1);
  if (size > mostCells)
    throw new SpecError(
      "grid",
      `makes ${size} cells, and a sweep has at most ${mostCells}: make it smaller, or several sweeps on one store`,
    );
  const axes = Object.entries(grid).map(([path, values]) => [path, listed(path, values)] as const);
  const total = axes.reduce((product, [, values]) => product * values.length, 1);
  for (let cell = 0; cell < total; cell++) {
    let rest = cell;
    const picked: [string, unknown][] = [];
    for (const [path, values] of axes.toReversed()) {
      picked.unshift([path, values[rest % values.length]]);
      rest = Math.floor(rest / values.length);
    }
    yield Object.fromEntries(picked);
  }
}

function listed(path: string, values: readonly unknown[] | { from: number; count: number }): readonly unknown[] {
  if (!("from" in values)) {
    const texts = values.map(canonicalText);
    const twice = texts.find((text, i) => texts.indexOf(text) !== i);
    if (twice !== undefined) throw new SpecError(`grid.${path}`, `names ${twice} twice: name each value once`);
    return values;
  }
  return Array.from({ length: values.count }, (_, i) => values.from + i);
}

/** Sets the entry at a dotted path; the object that holds it must be there. */
function put(spec: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split(".");
  let holder: Record<string, unknown> = spec;
  for (const key of keys.slice(0, -1)) {
    const next = Object.hasOwn(holder, key) ? holder[key] : undefined;
    if (typeof next !== "object" || next === null)
      throw new SpecError(
        `grid.${path}`,
        `there is no "${key}" in the base that could hold "${keys.at(-1)}": write it into the base first`,
      );
    holder = next as Record<string, unknown>;
  }
  Object.defineProperty(holder, keys[keys.length - 1], { value, enumerable: true, configurable: true, writable: true });
}

function linkReferences(draft: Record<string, unknown>, references: readonly Cell[]): void {
  const { measures } = draft;
  if (!Array.isArray(measures)) return;
  for (const [i, measure] of (measures as ({ to?: unknown } | null)[]).entries()) {
    const number = typeof measure?.to === "string" ? /^reference:(\d+)$/.exec(measure.to)?.[1] : undefined;
    if (number === undefined) continue;
    const reference = references[Number(number)];
    if (reference === undefined)
      throw new SpecError(`measures.${i}.to`, `there is no reference ${number}: the sweep has ${references.length}, counted from 0`);
    measure!.to = reference.spec;
  }
}
