import { fstatSync } from "node:fs";
import { isatty } from "node:tty";
import { reasonOf } from "../experiment/fileErrors.ts";
import { writeDescriptor } from "../experiment/writeStream.ts";
import { printable } from "../spec/printable.ts";

/** Sentences are not longer, whatever they echo. */
const longest = 300;

/** Lets work go on whose reader has left: what can no longer be said is not said. `print` tells of results that were not written. */
export function guardStreams(): void {
  for (const stream of [process.stdout, process.stderr]) if (stream.listenerCount("error") === 0) stream.on("error", () => undefined);
}

/**
 * Writes a result to standard output, all of it, however slowly it is read. A reader that leaves early (`head`) is no failure.
 * Throws Error, with a sentence, where the disk does not take it.
 */
export async function print(content: string | Uint8Array): Promise<void> {
  const terminal = isatty(1);
  const shown = terminal && typeof content === "string" ? printableLines(content) : content;
  try {
    // Node's stream forgets what a full disk did not take.
    if (terminal || isRead())
      await new Promise<void>((resolve, reject) => void process.stdout.write(shown, (error) => (error ? reject(error) : resolve())));
    else await writeDescriptor(1, typeof shown === "string" ? Buffer.from(shown) : shown);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EPIPE" || code === "ECONNRESET" || code === "ERR_STREAM_DESTROYED") return;
    // It is nothing that was wrong with the request.
    throw code === undefined ? error : new Error(`standard output: cannot be written: ${reasonOf(code)}`);
  }
}

/** Whether another process reads standard output. */
function isRead(): boolean {
  const found = fstatSync(1);
  return found.isFIFO() || found.isSocket();
}

/** Says one sentence on standard error. */
export function say(sentence: string): void {
  process.stderr.write(`thalweg: ${shortened(printable(sentence))}\n`);
}

/** A text without what would act on a terminal, line by line. */
export const printableLines = (text: string): string => text.split("\n").map(printable).join("\n");

/** Several sentences, a line each, as they may be said. */
export const sayable = (text: string): string =>
  text
    .split("\n")
    .map((line) => shortened(printable(line)))
    .join("\n");

/** The beginning and the end: the place and what would be right. */
function shortened(sentence: string): string {
  if (sentence.length <= longest) return sentence;
  const half = Math.floor((longest - 3) / 2);
  return `${sentence.slice(0, half).replace(/[\ud800-\udbff]$/, "")} … ${sentence.slice(-half).replace(/^[\udc00-\udfff]/, "")}`;
}
