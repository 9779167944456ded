import { canonicalText } from "../spec/canonical.ts";
import { checkFiles } from "./changedFiles.ts";
import type { Executor, Outcome } from "./executor.ts";
import { type Identified, identity } from "./identity.ts";
import type { DataReading } from "../objective/reading.ts";
import { forgetFiles } from "./objectives.ts";
import { referredTo } from "./references.ts";
import { check } from "./run.ts";
import type { RunSpec } from "./runSpec.ts";
import type { Store } from "./store.ts";
import { type StoreError, isStoreError, sentenceOf, storeError } from "./storeError.ts";
import { type Cell, type SweepInput, expand, inSweep } from "./sweepSpec.ts";
import type { RunRecord } from "./types.ts";

/** Where a sweep is. */
export interface SweepProgress {
  /** Different runs, references included. */
  readonly total: number;
  /** Of these, in the store before. */
  readonly stored: number;
  /** Done now: finished or diverged. */
  readonly done: number;
  readonly diverged: number;
  readonly failed: number;
  /** Estimated seconds until the end; null until something can be said. */
  readonly secondsLeft: number | null;
}

/** A run of a sweep and what became of it; "missing": not done yet when the sweep was stopped. */
export interface CellResult {
  readonly id: string;
  readonly spec: RunSpec;
  /** What the grid gave this cell, by dotted path. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly status: "stored" | "finished" | "diverged" | "failed" | "missing";
  /** Null where there is none, or where records are not kept. */
  readonly record: RunRecord | null;
  readonly failure: string | null;
}

/** What became of a sweep. */
export interface SweepResult {
  /** The grid's dotted paths; the first varies slowest. */
  readonly axes: readonly string[];
  readonly cells: readonly CellResult[];
  readonly references: readonly CellResult[];
  /** True where a signal ended the sweep with runs left to do. */
  readonly stopped: boolean;
  readonly progress: SweepProgress;
}

/** How a sweep goes about its runs. */
export interface SweepOptions {
  /** Runs that it holds are not done again. */
  readonly store?: Store;
  /** Called whenever a run has come further. */
  readonly onProgress?: (progress: SweepProgress) => void;
  readonly signal?: AbortSignal;
  /** Whether records are returned (they are unless this is false): large sweeps are better read from the store, one by one. */
  readonly keep?: boolean;
  /** Told what was read as data, once for each kind of run that is to be done: runs that differ in seeds alone read alike. */
  readonly onReading?: (reading: DataReading) => void;
}

/**
 * Does the missing runs of a sweep with the given executor. Every cell is checked first: SpecError or DataError mean that nothing was
 * started. A run that fails is reported in its cell while the others go on.
 */
export async function sweepWith(execute: Executor, input: SweepInput | object, options: SweepOptions = {}): Promise<SweepResult> {
  const { store, keep = true, signal } = options;
  forgetFiles();
  const { axes, cells, references } = expand({ version: 1, ...input });
  const first = distinct([...references, ...cells.flatMap(inlineReferences)]);
  const all = distinct([...first, ...cells]);
  const known = new Map((await store?.summaries())?.map(({ id, data }) => [id, data]));
  const records = keep ? await recordsOf(all, known, store) : new Map<string, RunRecord>();
  await checkFiles(all.flatMap((one) => (known.has(one.id) ? [{ run: one, data: known.get(one.id)! }] : [])));
  const missing = all.filter(({ id }) => !known.has(id));
  const readings = await checkKinds(missing);
  if (missing.length > 0) await store?.prepare();
  const outcomes = new Map<string, Outcome>();
  const tally = new Tally(all.length, all.length - missing.length, options.onProgress);
  const onOutcome = (outcome: Outcome): void => {
    outcomes.set(outcome.id, keep ? outcome : { ...outcome, record: null });
    tally.ended(outcome);
  };
  const inFirst = new Set(first.map(({ id }) => id));
  const waves = [missing.filter(({ id }) => inFirst.has(id)), missing.filter(({ id }) => !inFirst.has(id))].filter(
    (wave) => wave.length > 0,
  );
  for (const reading of readings) options.onReading?.(reading);
  if (waves.length > 0 && !signal?.aborted) {
    const how = { store, signal, keep, onOutcome, onFraction: (id: string, fraction: number): void => tally.came(id, fraction) };
    await execute(waves, how).catch((error: unknown) => {
      throw isStoreError(error) ? counted(error, tally.progress) : error;
    });
  }
  await checkKept(store, [...known.keys(), ...outcomes.values()], all);
  const result = async (cell: Cell): Promise<CellResult> => {
    const outcome = outcomes.get(cell.id);
    const status = known.has(cell.id) ? "stored" : outcome === undefined || outcome.status === "stopped" ? "missing" : outcome.status;
    const isKept = keep && status !== "missing" && status !== "failed";
    const record = outcome?.record ?? records.get(cell.id) ?? (isKept ? ((await store?.read(cell.id)) ?? null) : null);
    return { id: cell.id, spec: cell.spec, values: cell.values, status, record, failure: outcome?.failure ?? null };
  };
  const resultsOf = async (some: readonly Cell[]): Promise<CellResult[]> => {
    const results: CellResult[] = [];
    for (const cell of some) results.push(await result(cell));
    return results;
  };
  return {
    axes,
    cells: await resultsOf(cells),
    references: await resultsOf(references),
    stopped: outcomes.size < missing.length,
    progress: tally.progress,
  };
}

/** The records that the store holds of some runs; those that it does not give are no longer `known`. */
async function recordsOf(
  runs: readonly Identified[],
  known: Map<string, unknown>,
  store: Store | undefined,
): Promise<Map<string, RunRecord>> {
  const records = new Map<string, RunRecord>();
  for (const { id } of runs.filter((one) => known.has(one.id))) {
    const record = (await store?.read(id)) ?? null;
    if (record === null) known.delete(id);
    else records.set(id, record);
  }
  return records;
}

/** The end of a sweep whose store takes no records any more, with what was done and what is lost. */
function counted(error: StoreError, { total, stored, done }: SweepProgress): StoreError {
  const { file, gone } = error;
  const kept = stored + done;
  const ended = `the sweep ended with ${kept} of ${total} runs`;
  if (gone) return storeError(file, `${sentenceOf(error)}; ${ended}${kept === 0 ? "" : ", and their records are gone with it"}`, gone);
  return storeError(`${ended} stored and those under way lost; ${file}`, sentenceOf(error), gone);
}

/** Throws StoreError where records that were there, or were written, are gone at the end. */
async function checkKept(store: Store | undefined, ends: readonly (string | Outcome)[], all: readonly Identified[]): Promise<void> {
  if (store?.lost === undefined) return;
  const ofSweep = new Set(all.map(({ id }) => id));
  const kept = ends.flatMap((end) => (typeof end === "string" ? end : end.status === "failed" || end.status === "stopped" ? [] : end.id));
  const ids = [...new Set(kept)].filter((id) => ofSweep.has(id));
  const lost = await store.lost(ids);
  if (lost.length === 0) return;
  const what = `${lost.length} of the ${ids.length} records of this sweep are no longer there: they were deleted or moved meanwhile`;
  throw storeError(store.directory ?? "the store", what, true);
}

const distinct = <Run extends Identified>(runs: readonly Run[]): Run[] => [...new Map(runs.map((one) => [one.id, one])).values()];

/** The runs that a cell refers to by their specs. */
function inlineReferences({ spec }: Cell): Identified[] {
  return referredTo(spec).flatMap((to) =>
    typeof to === "string" ? [] : [{ spec: to as RunSpec, id: identity(to as object), live: null }],
  );
}

/** Checks one run of each kind: runs that differ in seeds alone fit or do not fit alike. Gives what they read as data. */
async function checkKinds(runs: readonly (Cell | Identified)[]): Promise<DataReading[]> {
  const readings: DataReading[] = [];
  const kinds = new Map<string, Cell | Identified>();
  for (const one of runs) kinds.set(canonicalText(withoutSeeds(one.spec as RunSpec)), one);
  for (const one of kinds.values())
    try {
      const reading = await check(one.spec as RunSpec);
      if (reading !== undefined) readings.push(reading);
    } catch (error) {
      throw "place" in one ? inSweep(one, error) : error;
    }
  return readings;
}

const withoutSeeds = (spec: RunSpec): object => ({
  ...spec,
  seed: null,
  init: { ...spec.init, seed: null },
  objective: { ...spec.objective, data: { ...spec.objective.data, seed: null } },
});

/** Counts what has ended and estimates what is left, from the runs that ended and the fractions of those under way. */
class Tally {
  progress: SweepProgress;
  readonly #tell: (progress: SweepProgress) => void;
  readonly #start = performance.now();
  readonly #fractions = new Map<string, number>();

  constructor(total: number, stored: number, tell: (progress: SweepProgress) => void = () => undefined) {
    this.#tell = tell;
    this.progress = { total, stored, done: 0, diverged: 0, failed: 0, secondsLeft: total === stored ? 0 : null };
    tell(this.progress);
  }

  ended({ id, status }: Outcome): void {
    this.#fractions.delete(id);
    const { done, diverged, failed } = this.progress;
    const counted = status === "failed" ? { failed: failed + 1 } : { done: done + 1, diverged: diverged + (status === "diverged" ? 1 : 0) };
    this.#update(counted);
  }

  came(id: string, fraction: number): void {
    this.#fractions.set(id, fraction);
    this.#update({});
  }

  #update(changed: Partial<SweepProgress>): void {
    const progress = { ...this.progress, ...changed };
    const worked = progress.done + progress.failed + [...this.#fractions.values()].reduce((sum, fraction) => sum + fraction, 0);
    const left = progress.total - progress.stored - worked;
    const seconds = (performance.now() - this.#start) / 1000;
    this.progress = { ...progress, secondsLeft: worked > 0 ? Math.max(0, (seconds / worked) * left) : null };
    this.#tell(this.progress);
  }
}
