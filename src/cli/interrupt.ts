import { watchTraces } from "../experiment/traces.ts";
import { watchParent } from "../experiment/watchParent.ts";
import { exitCodes } from "./codes.ts";
import { type FromProgram, supervisedMark, type ToProgram } from "./supervision.ts";

let supervised = false;
let heeding = false;

/** Whether another process started this one to do its work, shows its progress and says when to stop. */
export const isSupervised = (): boolean => supervised;

const controller = new AbortController();
/** Before there is work nothing is lost by leaving; after it, what came of it is said first. */
let phase: "before" | "during" | "after" = "before";

/** Asks whatever is under way to end cleanly. */
function stop(): void {
  if (phase === "before") process.exit(exitCodes.stopped);
  controller.abort();
}

/** Lets this process be interrupted: by its supervisor where it has one, else by signals. */
export function heedInterrupts(): void {
  if (heeding) return;
  heeding = true;
  if (process.send !== undefined && process.env[supervisedMark] !== undefined) heedSupervisor();
  else heedSignals();
}

/** Makes Ctrl-C, SIGTERM and SIGHUP end what is under way cleanly, with code 75; a second Ctrl-C leaves at once with code 130. */
function heedSignals(): void {
  process.on("SIGINT", () => {
    if (controller.signal.aborted) process.exit(exitCodes.abandoned);
    if (phase === "during") process.stderr.write(stoppingText);
    stop();
  });
  process.on("SIGTERM", stop);
  process.on("SIGHUP", stop);
}

/** What a first Ctrl-C is answered with. */
const stoppingText = "\nthalweg: stopping; once more to leave at once\n";

/** As `heedSignals` in a process that another one supervises: that one says when to stop, and ends this one where it does not hear. */
function heedSupervisor(): void {
  supervised = true;
  delete process.env[supervisedMark];
  watchParent();
  watchTraces((trace) => tell({ kind: "trace", trace }));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  process.on("disconnect", () => process.exit(exitCodes.failed));
  hear((message) => {
    if (message.kind !== "stop") return;
    tell({ kind: "heard" });
    stop();
  });
}

/** Sends to the supervisor; it may be gone. */
export function tell(message: FromProgram): void {
  if (process.connected) process.send!(message, () => undefined);
}

/** Hears what the supervisor says, without waiting for it. */
export function hear(listener: (message: ToProgram) => void): void {
  process.on("message", listener);
  process.channel?.unref();
}

/** Work begins that an interruption ends cleanly: the signal says when. `release` says that it has ended. */
export function onInterrupt(): { readonly signal: AbortSignal; release(): void } {
  phase = "during";
  return { signal: controller.signal, release: () => void (phase = "after") };
}
