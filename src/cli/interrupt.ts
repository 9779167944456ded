import { exitCodes } from "./exit.ts";

/**
 * Turns the first Ctrl-C or SIGTERM into an abort signal, so that work ends cleanly; a second Ctrl-C leaves at once with
 * code 130. `release` puts things back.
 */
export function onInterrupt(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const interrupted = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.abandoned);
    process.stderr.write("\nthalweg: stopping; once more to leave at once\n");
    controller.abort();
  };
  const terminated = (): void => controller.abort();
  process.on("SIGINT", interrupted);
  process.on("SIGTERM", terminated);
  return {
    signal: controller.signal,
    release() {
      process.off("SIGINT", interrupted);
      process.off("SIGTERM", terminated);
    },
  };
}
