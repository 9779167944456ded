import { breathe } from "./breathe.ts";
import type { Identified } from "./identity.ts";
import { memoryStore } from "./memoryStore.ts";
import type { Status } from "./record.ts";
import { perform } from "./run.ts";
import type { Store } from "./store.ts";
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
  /** A run has ended. */
  onOutcome(outcome: Outcome): void;
  /** How far a run that takes long has come, from 0 to 1. */
  onFraction(id: string, fraction: number): void;
}

/** Does runs, in whatever order and wherever. Resolves when all have ended or the signal stopped them; rejects where records cannot be written. */
export type Executor = (runs: readonly Identified[], options: ExecutorOptions) => Promise<void>;

/** Does runs one after the other in this process. */
export const executeHere: Executor = async (runs, { store, signal, onOutcome, onFraction }) => {
  const lookup = store ?? memoryStore();
  for (const identified of runs) {
    if (signal?.aborted) return;
    const outcome = await attempt(identified, { store: lookup, signal, onProgress: ({ fraction }) => onFraction(identified.id, fraction ?? 0) });
    if (outcome.status === "stopped") return;
    if (outcome.record !== null) await store?.write(outcome.record);
    onOutcome(outcome);
    await breathe();
  }
};

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
