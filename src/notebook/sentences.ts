import { DataError, NumericalError, SpecError } from "../spec/errors.ts";

interface Frame {
  getFileName(): string | null | undefined;
  toString(): string;
}
type Prepare = (error: Error, frames: readonly Frame[]) => unknown;

/**
 * Has the kit's own errors told by their sentence and the line of the cell where they came up, without the way through the kit's files: in a notebook the sentence is all there is to mend.
 * Errors of others stay as they are. For engines that ask `Error.prepareStackTrace` (V8).
 */
export function tellSentences(): void {
  const told = Error as unknown as { prepareStackTrace?: Prepare };
  const before = told.prepareStackTrace;
  told.prepareStackTrace = (error, frames) => {
    const own = error instanceof SpecError || error instanceof DataError || error instanceof NumericalError;
    if (!own && before !== undefined) return before(error, frames);
    const kept = own ? frames.filter((frame) => !isFile(frame)) : frames;
    return [`${error.name}: ${error.message}`, ...kept.map((frame) => `    at ${frame.toString()}`)].join("\n");
  };
}

/** Cells are no files: what their frames name is no path. */
const isFile = (frame: Frame): boolean => /[/\\]/.test(frame.getFileName() ?? "");
