import { CommanderError } from "commander";
import { DataError, SpecError } from "../spec/errors.ts";
import { exitCodes } from "./codes.ts";
import { say } from "./streams.ts";

export { exitCodes } from "./codes.ts";

/**
 * Says what went wrong in one sentence on standard error and gives the exit code: 2 where the request was wrong and no work had
 * `begun`, 1 otherwise (a disk that filled up on the way).
 */
export function reportError(error: unknown, begun: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongRequest;
  if (process.env["THALWEG_DEBUG"] !== undefined && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  if (error instanceof SpecError || error instanceof DataError) {
    say(error.message);
    return begun ? exitCodes.failed : exitCodes.wrongRequest;
  }
  say(unexpected(error));
  return exitCodes.failed;
}

/** An error that nobody foresaw, as a sentence. */
function unexpected(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const isFault =
    error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError || error instanceof SyntaxError;
  return isFault ? `a fault of the program, please report it: ${message} (with THALWEG_DEBUG=1 it says where)` : message;
}

/** Whatever nobody catches ends the program with a sentence. */
export function guardErrors(): void {
  for (const event of ["uncaughtException", "unhandledRejection"])
    if (process.listenerCount(event) === 0) process.on(event, (error: unknown) => process.exit(reportError(error, true)));
}
