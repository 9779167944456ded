import { Command, InvalidArgumentError } from "commander";
import { howFar, sweepNote } from "../experiment/howFar.ts";
import type { CellResult, SweepProgress, SweepResult } from "../experiment/sweep.ts";
import { mostWorkers, sweep } from "../experiment/sweepProcesses.ts";
import type { SweepInput } from "../experiment/sweepSpec.ts";
import { exitCodes, reportError } from "./exit.ts";
import { onInterrupt } from "./interrupt.ts";
import { openProgress } from "./progress.ts";
import { openReadings } from "./readings.ts";
import { readSweepSpec } from "./specFile.ts";
import { duration } from "../spec/duration.ts";
import { print, printableLines } from "./streams.ts";
import { aligned } from "./text.ts";
import { openToldStore } from "./toldStore.ts";

/** Where sweeps keep their records unless told otherwise. */
export const defaultStore = ".thalweg/store";

/** How many worker processes, from the command line. */
export function workerCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("give a whole number, 0 or more.");
  if (Number(text) > mostWorkers) throw new InvalidArgumentError(`give at most ${mostWorkers}.`);
  return Number(text);
}

export const sweepCommand = new Command("sweep")
  .description("Do all runs of a sweep that the store does not hold yet, in worker processes.")
  .argument("<spec>", "a sweep spec (JSON), or - for standard input")
  .option("--store <dir>", "folder of the records", defaultStore)
  .option("--workers <n>", "worker processes (default: one a processor; 0: none)", workerCount)
  .option("--json", "print a line of JSON for each cell on standard output")
  .addHelpText(
    "after",
    `
Ctrl-C ends cleanly with code 75: what was done is kept, and the same command goes on from there.

Examples:
  thalweg sweep examples/step-sizes.json --store runs
  thalweg table runs            what came of it`,
  )
  .action(async (spec: string, options: { store: string; workers?: number; json?: boolean }) => {
    process.exitCode = await sweepOnce(await readSweepSpec(spec), options);
  });

async function sweepOnce(
  input: SweepInput,
  { store, workers, json }: { store: string; workers?: number; json?: boolean },
): Promise<number> {
  const progress = openProgress();
  const { signal, release } = onInterrupt();
  const started = performance.now();
  let begun = false;
  const onProgress = (state: SweepProgress): void => {
    begun = true;
    progress.update(howFar(state));
  };
  try {
    const options = { store: openToldStore(store), signal, keep: false, onProgress, onReading: openReadings() };
    const result = await sweep(input, workers === undefined ? options : { ...options, workers });
    await progress.end();
    await print(json === true ? jsonLines(result) : `${printableLines(report(result, (performance.now() - started) / 1000, store))}\n`);
    return codeOf(result);
  } catch (error) {
    await progress.end();
    return reportError(error, begun);
  } finally {
    await progress.end();
    release();
  }
}

/** The exit code of a sweep: 75 when it was stopped with work left, 1 when a run failed, 0 otherwise (divergence is a result). */
export function codeOf({ stopped, progress }: SweepResult): number {
  if (stopped) return exitCodes.stopped;
  return progress.failed > 0 ? exitCodes.failed : exitCodes.done;
}

const entry = ({ id, values, status, failure }: CellResult): object => ({ id, status, values, ...(failure === null ? {} : { failure }) });
const jsonLines = ({ cells }: SweepResult): string => cells.map((cell) => `${JSON.stringify(entry(cell))}\n`).join("");

function report({ axes, cells, progress, stopped }: SweepResult, seconds: number, store: string): string {
  const rows = cells.map((cell) => [cell.id.slice(0, 12), cell.status, ...axes.map((axis) => worded(cell.values[axis]))]);
  const failures = cells.filter(({ failure }) => failure !== null).map(({ id, failure }) => `${id.slice(0, 12)} failed: ${failure}`);
  const ended = `${sweepNote(progress)} (${progress.stored} were in the store), ${duration(seconds)}; ${stopped ? "stopped with work left: the same command goes on" : `records in ${store}`}`;
  return [aligned([["run", "status", ...axes], ...rows]), ...failures, ended].join("\n");
}

const worded = (value: unknown): unknown => (typeof value === "object" ? JSON.stringify(value) : value);
