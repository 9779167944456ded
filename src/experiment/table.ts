import { SpecError } from "../spec/errors.ts";
import { suggestion } from "../spec/describe.ts";
import { quoted } from "../spec/sentence.ts";
import { errorColumnOf } from "./errorColumn.ts";
import { outsideConditions } from "./outsideConditions.ts";
import type { Store } from "./store.ts";
import type { Summary } from "./summary.ts";

/** An entry of a table: words, numbers, null where there is nothing. */
export type Entry = string | number | boolean | null;

/** One row a run. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Entry[])[];
}

/** Which columns a table has. */
export interface TableOptions {
  /** Which columns, in which order; besides those of the whole table, any entry of the spec by its dotted path. */
  readonly columns?: readonly string[];
  /** Puts the column of its error behind each column that is asked for and has one. */
  readonly errors?: boolean;
}

type Row = Readonly<Record<string, Entry>>;

/**
 * A table of the runs in a store, in the order of their ids: id, status, reason, the numeric version where there are several, the entries of the specs that differ between runs (by
 * dotted path), step and time at the end, where flows were outside the conditions of their theory, the value of every column there (null where the run diverged), and the cost. Throws SpecError where a column is asked for that no run has.
 */
export async function table(store: Store, { columns, errors = false }: TableOptions = {}): Promise<Table> {
  const summaries = await store.summaries();
  return tableOf(summaries, errors ? columns && withErrors(columns, summaries) : columns);
}

/** The table of some summaries. */
export function tableOf(summaries: readonly Summary[], wanted?: readonly string[]): Table {
  const specs = summaries.map((summary) => flattened(summary.spec));
  const outcomes = summaries.map(outcomeOf);
  const varied = variedEntries(specs);
  const measured = [...new Set(summaries.flatMap((summary) => Object.keys(summary.last)))];
  const theory = summaries.some(({ conditions }) => conditions !== undefined) ? ["conditions"] : [];
  const versions = new Set(summaries.map((summary) => summary.numericVersion)).size > 1 ? [versionColumn] : [];
  const all = [
    "id",
    "status",
    "reason",
    ...versions,
    ...varied,
    "step",
    "time",
    ...theory,
    ...measured,
    "cost.gradients",
    "cost.hessianVectors",
    "cost.seconds",
  ];
  const columns = wanted ?? all;
  const known = new Set([...all, versionColumn, ...specs.flatMap((spec) => Object.keys(spec))]);
  for (const name of columns)
    if (summaries.length > 0 && !known.has(name))
      throw new SpecError("columns", `no run has the column ${quoted(name)}${suggestion(name, [...known])}`);
  return { columns, rows: summaries.map((_, i) => columns.map((name) => outcomes[i][name] ?? specs[i][name] ?? null)) };
}

function withErrors(columns: readonly string[], summaries: readonly Summary[]): string[] {
  return columns.flatMap((name) => {
    const error = errorColumnOf(name, (other) => summaries.some(({ last }) => other in last));
    return error === null || columns.includes(error) ? [name] : [name, error];
  });
}

/** Records of different numerics are told apart by it. */
const versionColumn = "provenance.numericVersion";

function outcomeOf({ id, status, reason, step, time, last, conditions, cost, numericVersion }: Summary): Row {
  const costs = { "cost.gradients": cost.gradients, "cost.hessianVectors": cost.hessianVectors, "cost.seconds": cost.seconds };
  const theory = conditions && { conditions: outsideConditions(conditions) ?? "hold" };
  return { ...last, id, status, reason, [versionColumn]: numericVersion, step, time, ...theory, ...costs };
}

/** The leaves of a spec by dotted path; lists are leaves, as JSON. */
function flattened(spec: object, path = "", into: Record<string, Entry> = {}): Row {
  for (const [key, value] of Object.entries(spec) as [string, unknown][]) {
    const name = path === "" ? key : `${path}.${key}`;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) flattened(value, name, into);
    else if (value !== undefined) into[name] = Array.isArray(value) ? JSON.stringify(value) : (value as Entry);
  }
  return into;
}

/** Entries that differ between runs; what is measured is no property of a run, and seeds that follow the run's say nothing new. */
function variedEntries(specs: readonly Row[]): string[] {
  const names = [...new Set(specs.flatMap((spec) => Object.keys(spec)))].filter((name) => name !== "measures");
  const varied = names.filter((name) => specs.some((spec) => spec[name] !== specs[0][name]));
  return varied.filter((name) => !name.endsWith(".seed") || specs.some((spec) => (spec[name] ?? spec["seed"]) !== spec["seed"]));
}
