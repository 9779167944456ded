import { setMaxListeners } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Tinypool } from "tinypool";
import type { Claim, Paper } from "../claim.ts";
import { type ClaimTask, compute, type Failure, isFailure } from "./compute.ts";
import { type EvidenceStore, openEvidence } from "./evidenceStore.ts";
import { type Finding, idOf } from "../finding.ts";

/** A claim that was chosen. */
export interface Chosen {
  readonly paper: Paper;
  readonly claim: Claim;
}

/** Where an examination is. */
export interface ExamineProgress {
  readonly total: number;
  readonly done: number;
  /** Of these, in the store before. */
  readonly stored: number;
  /** Done, by the time that the claims say they take; from 0 to 1. */
  readonly fraction: number;
  readonly secondsLeft: number | null;
}

export interface ExamineOptions {
  /** Folder of a store: findings made by the present code are taken from there, new ones and their runs are kept there. */
  readonly store?: string;
  /** Worker processes; as many as there are processors unless given, 0 to stay in this process. */
  readonly workers?: number;
  readonly onProgress?: (progress: ExamineProgress) => void;
  readonly signal?: AbortSignal;
}

/** What came of an examination: a finding or a failure for each claim, in the order in which they were chosen. */
export interface Examination {
  readonly results: readonly (Finding | Failure)[];
  /** True where the signal ended it with claims left: these have no result. */
  readonly stopped: boolean;
}

/** Computes claims, the long ones first, in worker processes; what the store holds is not done again. */
export async function examine(chosen: readonly Chosen[], options: ExamineOptions = {}): Promise<Examination> {
  const { store, workers = availableParallelism(), signal } = options;
  const evidence = store === undefined ? null : openEvidence(store);
  const results = new Map<string, Finding | Failure>();
  for (const { paper, claim } of chosen) {
    const known = await evidence?.read(paper.id, idOf(paper, claim));
    if (known !== null && known !== undefined) results.set(known.id, known);
  }
  const left = chosen.filter(({ paper, claim }) => !results.has(idOf(paper, claim))).toSorted((a, b) => b.claim.seconds - a.claim.seconds);
  const report = reporter(chosen, results, Math.max(1, Math.min(workers, left.length)), options.onProgress);
  report();
  const perform = openPerformer(Math.min(workers, left.length), signal);
  const one = async ({ paper, claim }: Chosen): Promise<void> => {
    if (signal?.aborted) return;
    const result = await perform.run({ paper: paper.id, name: claim.name, store: store ?? null }, idOf(paper, claim));
    if (result === null) return;
    await keep(evidence, paper, result);
    results.set(result.id, result);
    report();
  };
  try {
    if (workers === 0) for (const next of left) await one(next);
    else await Promise.all(left.map(one));
  } finally {
    await perform.end();
  }
  const ids = chosen.map(({ paper, claim }) => idOf(paper, claim));
  return { results: ids.flatMap((id) => results.get(id) ?? []), stopped: ids.some((id) => !results.has(id)) };
}

async function keep(evidence: EvidenceStore | null, paper: Paper, result: Finding | Failure): Promise<void> {
  if (evidence !== null && !isFailure(result)) await evidence.write(paper.id, result);
}

interface Performer {
  /** A finding or a failure; null where the signal stopped it. */
  run(task: ClaimTask, id: string): Promise<Finding | Failure | null>;
  end(): Promise<void>;
}

function openPerformer(workers: number, signal: AbortSignal | undefined): Performer {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf("."));
  if (signal !== undefined) setMaxListeners(Infinity, signal);
  const pool =
    workers === 0
      ? null
      : new Tinypool({
          runtime: "child_process",
          filename: fileURLToPath(new URL(`./compute${extension}`, import.meta.url)),
          name: "compute",
          minThreads: workers,
          maxThreads: workers,
        });
  return {
    async run(task, id) {
      try {
        return await (pool === null ? compute(task) : (pool.run(task, { signal }) as Promise<Finding | Failure>));
      } catch (error) {
        if (signal?.aborted) return null;
        return { id, failure: error instanceof Error ? error.message : String(error) };
      }
    },
    end: async () => pool?.destroy(),
  };
}

/** Tells how much is done, by the seconds that the claims say they take, and how long the rest will take at the pace so far. */
function reporter(
  chosen: readonly Chosen[],
  results: ReadonlyMap<string, unknown>,
  workers: number,
  onProgress: ExamineOptions["onProgress"],
): () => void {
  const began = performance.now();
  const stored = results.size;
  const weight = (all: readonly Chosen[]): number => all.reduce((sum, { claim }) => sum + claim.seconds, 0);
  const missing = (): Chosen[] => chosen.filter(({ paper, claim }) => !results.has(idOf(paper, claim)));
  const before = weight(missing());
  return () => {
    const left = weight(missing());
    const spent = (performance.now() - began) / 1000;
    const pace = before - left === 0 ? 1 / workers : spent / (before - left);
    const whole = weight(chosen);
    onProgress?.({
      total: chosen.length,
      done: results.size,
      stored,
      fraction: whole === 0 ? 1 : 1 - left / whole,
      secondsLeft: left * pace,
    });
  };
}
