import type { RunProgress } from "../experiment/run.ts";
import type { SweepProgress } from "../experiment/sweep.ts";

/** What `run` and `sweep` are given so that their work can be watched and cancelled: their options. */
export interface Watch {
  /** Called whenever the work has come further. */
  readonly onProgress: (progress: RunProgress | SweepProgress) => void;
  /** Aborted when the reader cancels. */
  readonly signal: AbortSignal;
}
