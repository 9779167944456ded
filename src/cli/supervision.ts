import type { HowFar } from "../experiment/howFar.ts";
import type { Trace } from "../experiment/traces.ts";

/** The environment variable that says to a process that it is supervised. */
export const supervisedMark = "THALWEG_SUPERVISED";

/** From the process that a person has started to the one that does the work. */
export type ToProgram =
  /** End cleanly, soon; say that you heard. It is repeated, since work may leave no time to hear. */
  | { readonly kind: "stop" }
  /** The progress display is gone from the terminal. */
  | { readonly kind: "cleared" };

/** From the process that does the work. */
export type FromProgram =
  | { readonly kind: "heard" }
  | { readonly kind: "progress"; readonly state: HowFar }
  | { readonly kind: "clear" }
  | { readonly kind: "trace"; readonly trace: Trace };
