import { CommanderError } from "commander";
import { DataError, SpecError } from "../spec/errors.ts";

/** Exit codes of the command line (contract): 0 done; a diverged run is a result and counts as done. */
export const exitCodes = { done: 0, failed: 1, wrongRequest: 2, stopped: 75, abandoned: 130 } as const;

/**
 * Says what went wrong in one sentence on standard error and gives the exit code: 2 where the request was wrong and no work had
 * `begun`, 1 otherwise (a disk that filled up on the way).
 */
export function reportError(error: unknown, begun: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongRequest;
  if (error instanceof SpecError || error instanceof DataError) {
    process.stderr.write(`thalweg: ${error.message}\n`);
    return begun ? exitCodes.failed : exitCodes.wrongRequest;
  }
  const message =
    error instanceof Error ? (process.env["THALWEG_DEBUG"] === undefined ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`thalweg: ${message}\n`);
  return exitCodes.failed;
}
