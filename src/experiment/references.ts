import { SpecError } from "../spec/errors.ts";
import { identity } from "./identity.ts";
import type { RunInput } from "./runSpec.ts";
import type { Store } from "./store.ts";
import type { RunRecord } from "./types.ts";

/** Parameters of another run, at its end or after a step. Throws SpecError where they are not to be had. */
export type References = (to: unknown, at: "end" | number) => Float64Array;

/** How to get the record of a run that a spec refers to by its spec. */
export type Reference = (spec: RunInput) => Promise<RunRecord>;

interface Refers {
  readonly init: object;
  readonly measures: readonly object[];
}

/** A reference to another run, by its id or its spec, and where it stands. */
interface Place {
  readonly path: string;
  readonly to: unknown;
}

function places({ init, measures }: Refers): Place[] {
  const start = "id" in init ? [{ path: "init.id", to: init.id }] : [];
  return [...start, ...measures.flatMap((measure, i) => ("to" in measure ? [{ path: `measures.${i}.to`, to: measure.to }] : []))];
}

/** What a canonical spec refers to: ids and specs of other runs. */
export const referredTo = (spec: Refers): unknown[] => places(spec).map(({ to }) => to);

/** Makes sure that the runs which a spec refers to by their ids can be looked up. Throws SpecError where one cannot. */
export async function checkReferences(spec: Refers, store: Store | undefined): Promise<void> {
  for (const { path, to } of places(spec)) if (typeof to === "string") await stored(to, path, store);
}

/** Collects the records that a spec refers to: ids from the store, specs by `make` (which looks into the store first). */
export async function resolveReferences(spec: Refers, store: Store | undefined, make: Reference): Promise<References> {
  const records = new Map<string, RunRecord>();
  for (const { path, to } of places(spec)) {
    const record = typeof to === "string" ? await stored(to, path, store) : await make(to as RunInput);
    records.set(keyOf(to), record);
  }
  return (to, at) => parametersOf(records.get(keyOf(to))!, at);
}

const keyOf = (to: unknown): string => (typeof to === "string" ? to : identity(to as object));

async function stored(id: string, path: string, store: Store | undefined): Promise<RunRecord> {
  if (store === undefined)
    throw new SpecError(path, "a run can only be looked up by its id in a store: name one, or give the run's spec instead of its id");
  const record = await store.read(id);
  if (record === null) throw new SpecError(path, `the store holds no run ${id}: do that run first, or give its spec instead of its id`);
  return record;
}

function parametersOf(record: RunRecord, at: "end" | number): Float64Array {
  if (at === "end") return finite(record.final.parameters, record);
  const row = record.path.step.indexOf(at);
  const columns = record.final.parameters.map((_, i) => record.path[`parameter${i}`]?.[row] ?? null);
  if (row < 0 || columns.includes(null)) {
    throw new SpecError(
      "",
      `the run ${record.id} did not record its parameters at step ${at}: give it the measure {kind: "parameters", at: [${at}]}`,
    );
  }
  return finite(columns as number[], record);
}

function finite(values: readonly (number | null)[], record: RunRecord): Float64Array {
  if (values.includes(null)) throw new SpecError("", `the run ${record.id} diverged: its parameters are no numbers`);
  return Float64Array.from(values as number[]);
}
