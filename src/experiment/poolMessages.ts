import type { Identified } from "./identity.ts";
import type { Outcome } from "./executor.ts";

/** From the pool to a worker. */
export type ToWorker =
  /** Do these runs, in this order, after those that you have. */
  | { readonly type: "runs"; readonly runs: readonly Pick<Identified, "id" | "spec">[] }
  /** Abandon what you do and leave. */
  | { readonly type: "stop" }
  /** Finish what you have and leave. */
  | { readonly type: "end" };

/** From a worker to the pool. */
export type FromWorker =
  | { readonly type: "ready" }
  /** It heard that it is to stop, and will. */
  | { readonly type: "leaving" }
  | { readonly type: "started"; readonly id: string }
  | { readonly type: "fraction"; readonly id: string; readonly fraction: number }
  | { readonly type: "outcome"; readonly outcome: Outcome }
  /** Records cannot be written: the sweep cannot go on. */
  | { readonly type: "fatal"; readonly file: string; readonly complaint: string; readonly gone: boolean };
