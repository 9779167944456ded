import { DataError } from "../spec/errors.ts";
import { breathe } from "./breathe.ts";
import type { Identified } from "./identity.ts";
import { memoryStore } from "./memoryStore.ts";
import type { Status } from "./record.ts";
import { perform } from "./run.ts";
import type { Store } from "./store.ts";
import { isStoreError } from "./storeError.ts";
import type { RunRecord } from "./types.ts";

/** What became of a run of a sweep. */
export interface Outcome {
  readonly id: string;
  readonly status: Status | "failed";
  /** The record, where it is kept. */
  readonly record: RunRecord | null;
  /** Why it failed, in a sentence. */
  readonly failure: string | null;
}

export interface ExecutorOptions {
  /** Records are written there; without one they come back in the outcomes. */
  readonly store?: Store;
  readonly signal?: AbortSignal;
  /** Whether records that were written are in the outcomes too. */
  readonly keep: boolean;
  /** A run has ended. */
  onOutcome(outcome: Outcome): void;
  /** How far a run that takes long has come, from 0 to 1. */
  onFraction(id: string, fraction: number): void;
}

/**
 * Does runs, wave after wave (the runs of a wave may need those of the waves before), in whatever order within one, and wherever.
 * Resolves when all have ended or the signal stopped them; rejects where the store takes no records any more.
 */
export type Executor = (waves: readonly (readonly Identified[])[], options: ExecutorOptions) => Promise<void>;

/** Does runs one after the other in this process; records go to the store while the next run is under way. */
export const executeHere: Executor = async (waves, { store, signal, onOutcome, onFraction }) => {
  const lookup = store ?? memoryStore();
  const writes = new Writes();
  for (const [number, wave] of waves.entries()) {
    const isNeededLater = store !== undefined || number < waves.length - 1;
    for (const identified of wave) {
      if (signal?.aborted) break;
      const onProgress = ({ fraction }: { fraction: number | null }): void => onFraction(identified.id, fraction ?? 0);
      const outcome = await attempt(identified, { store: lookup, signal, onProgress });
      if (outcome.status === "stopped") break;
      await writes.add(async () => onOutcome(isNeededLater ? await written(outcome, lookup) : outcome));
      await breathe();
    }
    await writes.settled();
  }
};

/** Records under way to a store: at most a few at a time. The first that fails is thrown by whatever is called next. */
export class Writes {
  readonly #underWay = new Set<Promise<void>>();
  #fault: { readonly error: unknown } | null = null;

  /** Begins a write, as soon as there is room for it. */
  async add(write: () => Promise<void>): Promise<void> {
    while (this.#underWay.size >= mostWrites) await Promise.race(this.#underWay);
    this.#check();
    const one = write()
      .catch((error: unknown) => void (this.#fault ??= { error }))
      .finally(() => this.#underWay.delete(one));
    this.#underWay.add(one);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
    this.#check();
  }

  #check(): void {
    if (this.#fault !== null) throw this.#fault.error;
  }
}

const mostWrites = 4;

/** Writes the record of an outcome. One that cannot be written is a run that failed; throws where the store takes no records any more. */
export async function written(outcome: Outcome, store: Store): Promise<Outcome> {
  try {
    if (outcome.record !== null) await store.write(outcome.record);
    return outcome;
  } catch (error) {
    if (isStoreError(error) || !(error instanceof DataError)) throw error;
    return { id: outcome.id, status: "failed", record: null, failure: error.message };
  }
}

/** A run whose errors are its outcome. */
export async function attempt(identified: Identified, options: Parameters<typeof perform>[1]): Promise<Outcome> {
  const { id } = identified;
  try {
    const record = await perform(identified, options);
    return { id, status: record.status, record, failure: null };
  } catch (error) {
    return { id, status: "failed", record: null, failure: error instanceof Error ? error.message : String(error) };
  }
}
