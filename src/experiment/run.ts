import { SpecError } from "../spec/errors.ts";
import { loadBehaviours } from "./behaviours.ts";
import { breathe } from "./breathe.ts";
import { checkFiles } from "./changedFiles.ts";
import { type Identified, type LiveRunInput, identify } from "./identity.ts";
import type { LiveObjective } from "./live.ts";
import { borrow, forgetFiles } from "./objectives.ts";
import { type References, checkReferences, referredTo, resolveReferences } from "./references.ts";
import { type Ground, type Runner, startRunner } from "./runner.ts";
import type { RunInput, RunSpec } from "./runSpec.ts";
import type { DataReading } from "../objective/reading.ts";
import type { Store } from "./store.ts";
import type { RunRecord } from "./types.ts";

/** Where a run is. */
export interface RunProgress {
  readonly step: number;
  readonly time: number;
  /** As last measured; null where it was not. */
  readonly loss: number | null;
  /** From 0 to 1 where `until` names steps or a time, else null. */
  readonly fraction: number | null;
}

/** How a run goes about its work. */
export interface RunOptions {
  /** Called when all that can be known before is known to be right, and work begins: also that of runs which the spec refers to. */
  readonly onBegin?: () => void;
  /** Called about fifty times a second. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Aborting it ends the run with the status "stopped"; what was done so far is in the record, which is not stored. */
  readonly signal?: AbortSignal;
  /** A run that the store holds is not done again; one that is done is written there. Also where ids in the spec are looked up. */
  readonly store?: Store;
  /** Told what was read as data, before anything moves. */
  readonly onReading?: (reading: DataReading) => void;
}

/** Work between two breaths, in milliseconds. */
const slice = 20;

/**
 * Does one run and returns its record. A run whose numbers leave the finite ones is a result: its status is "diverged".
 * Throws SpecError where the spec is wrong and DataError where a data file is, before anything has moved.
 */
export function run(input: RunInput | LiveRunInput, options: RunOptions = {}): Promise<RunRecord> {
  forgetFiles();
  return obtain(input, options);
}

async function obtain(input: RunInput | LiveRunInput, options: RunOptions): Promise<RunRecord> {
  const identified = identify(input);
  checkStorable(identified, options.store);
  const known = await options.store?.read(identified.id);
  if (known !== null && known !== undefined) {
    await checkFiles([{ run: identified, data: known.provenance.data }]);
    if (known.provenance.reading !== undefined) options.onReading?.(known.provenance.reading);
    return known;
  }
  // Without a store or runs to be done before this one, `perform` finds out as early.
  if (options.store !== undefined || referredTo(identified.spec).some((to) => typeof to === "object")) {
    await checkIdentified(identified);
    await checkReferences(identified.spec, options.store);
    await options.store?.prepare();
  }
  const record = await perform(identified, options);
  if (record.status !== "stopped") await options.store?.write(record);
  return record;
}

/**
 * Checks everything about a run that can be known before it starts: spec, data, options that must fit them. Gives what was read as data.
 * Throws SpecError or DataError.
 */
export async function check(input: RunInput | LiveRunInput): Promise<DataReading | undefined> {
  return checkIdentified(identify(input));
}

async function checkIdentified(identified: Identified): Promise<DataReading | undefined> {
  const lent = await lend(identified);
  try {
    startRunner(identified, { ...lent, references: unresolved(lent.objective.size) });
    return lent.reading;
  } finally {
    lent.release();
  }
}

/** Does a run that was checked; nothing is stored but the runs that its spec refers to by their specs. */
export async function perform(identified: Identified, options: RunOptions): Promise<RunRecord> {
  const { store, signal, onBegin } = options;
  const references = await resolveReferences(identified.spec, store, (spec) => obtain(spec, { store, signal, onBegin }));
  const lent = await lend(identified);
  try {
    const runner = startRunner(identified, { ...lent, references });
    if (lent.reading !== undefined) options.onReading?.(lent.reading);
    return await drive(runner, options);
  } finally {
    lent.release();
  }
}

async function drive(runner: Runner, { onBegin, onProgress, signal }: RunOptions): Promise<RunRecord> {
  onBegin?.();
  if (signal?.aborted) runner.stop("cancelled");
  while (!runner.advance(slice)) {
    onProgress?.(progressOf(runner));
    await breathe();
    if (signal?.aborted) runner.stop("cancelled");
  }
  onProgress?.(progressOf(runner));
  return runner.record();
}

const progressOf = ({ step, time, loss, fraction }: Runner): RunProgress => ({ step, time, loss, fraction });

async function lend({ spec, live }: Identified): Promise<Omit<Ground, "references"> & { release(): void }> {
  await loadBehaviours(spec);
  if (live !== null) return { objective: live, dataHash: null, release: () => undefined };
  return borrow((spec as RunSpec).objective, spec.seed);
}

/** Stands in for references while a spec is checked: they need not have been run yet. */
const unresolved =
  (size: number): References =>
  () =>
    new Float64Array(size);

/** A run that is to be stored needs an identity that will mean the same tomorrow. */
function checkStorable({ live }: { live: LiveObjective | null }, store: Store | undefined): void {
  if (store === undefined || live === null || (live.name !== undefined && live.version !== undefined)) return;
  throw new SpecError(
    "objective",
    "a hand-written objective needs a name and a version before its runs can be stored: give it both, or leave the store out",
  );
}
