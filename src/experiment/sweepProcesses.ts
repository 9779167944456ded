import { availableParallelism } from "node:os";
import { SpecError } from "../spec/errors.ts";
import { executeHere } from "./executor.ts";
import { isLive } from "./live.ts";
import { poolExecutor } from "./pool.ts";
import { type SweepOptions, type SweepResult, sweepWith } from "./sweep.ts";
import type { SweepInput } from "./sweepSpec.ts";

/** How a sweep over worker processes goes about its runs. */
export interface ProcessSweepOptions extends SweepOptions {
  /** Worker processes; as many as there are processors unless given, 0 to stay in this process. */
  readonly workers?: number;
}

/** More worker processes than any machine has a use for are taken for a mistake. */
export const mostWorkers = 1024;

/**
 * Does the missing runs of a sweep in a pool of worker processes and returns what became of every cell. With a store, what was done stays
 * done: after an interruption the same call goes on where it was.
 * Throws SpecError or DataError, with nothing started, where a cell is wrong; DataError where the store cannot be written.
 */
export function sweep(input: SweepInput, options: ProcessSweepOptions = {}): Promise<SweepResult> {
  const { workers = availableParallelism(), ...rest } = options;
  if (!Number.isInteger(workers) || workers < 0 || workers > mostWorkers)
    throw new SpecError("workers", `must be a whole number ≥ 0 and ≤ ${mostWorkers}, not ${workers}`);
  if (isLive(input.base.objective))
    throw new SpecError("base.objective", "a live objective cannot be sent to worker processes and has no place in a sweep: use run");
  const here = workers === 0 || (rest.store !== undefined && rest.store.directory === null);
  return sweepWith(here ? executeHere : poolExecutor(workers), input, rest);
}
