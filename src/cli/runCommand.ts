import { Command } from "commander";
import { endsOfColumns } from "../experiment/endsOfColumns.ts";
import { errorColumns, valueWithError } from "../experiment/errorColumn.ts";
import { howFar } from "../experiment/howFar.ts";
import { howItEnded } from "../experiment/howItEnded.ts";
import { outsideConditions } from "../experiment/outsideConditions.ts";
import { run, type RunProgress } from "../experiment/run.ts";
import { readRecordFile } from "../experiment/recordFile.ts";
import { recordText } from "../experiment/recordHash.ts";
import type { RunInput } from "../experiment/runSpec.ts";
import type { RunRecord } from "../experiment/types.ts";
import { writeWhole } from "../experiment/writeWhole.ts";
import { exitCodes, reportError } from "./exit.ts";
import { openProgress } from "./progress.ts";
import { openReadings } from "./readings.ts";
import { onInterrupt } from "./interrupt.ts";
import { checkOutput, isStandardOutput, textsOf } from "./output.ts";
import { readRunSpec } from "./specFile.ts";
import { duration } from "../spec/duration.ts";
import { print, printableLines, say } from "./streams.ts";
import { aligned, shown } from "./text.ts";
import { openToldStore } from "./toldStore.ts";

interface Options {
  readonly out?: string;
  readonly json?: boolean;
  readonly store?: string;
}

export const runCommand = new Command("run")
  .description("Do one run: train from a spec, measure on the way, and print what came of it.")
  .argument("<spec>", "a run spec (JSON), or - for standard input")
  .option(
    "--out <file>",
    "write the record to this file, - for standard output; one that is stopped does not replace that of the same run when it ended",
  )
  .option("--json", "print the record on standard output")
  .option("--store <dir>", "keep the record in this store, and take it from there when it was done before")
  .addHelpText(
    "after",
    `
Examples:
  thalweg run examples/chebyshev.json
  thalweg run examples/chebyshev.json --json | jq .final.loss
  thalweg schema run            what a spec may contain`,
  )
  .action(async (spec: string, options: Options) => {
    const input = await readRunSpec(spec);
    if (options.out !== undefined && options.out !== "-") await checkOutput(options.out, [spec, ...textsOf(input.objective)]);
    process.exitCode = await runOnce(input, options);
  });

async function runOnce(input: RunInput, options: Options): Promise<number> {
  const progress = openProgress();
  const started = performance.now();
  const { signal, release } = onInterrupt();
  const store = options.store === undefined ? undefined : openToldStore(options.store);
  let begun = false;
  const onBegin = (): void => void (begun = true);
  const onProgress = (state: RunProgress): void => {
    progress.update(howFar(state, (performance.now() - started) / 1000));
  };
  try {
    const record = await run(input, { signal, ...(store === undefined ? {} : { store }), onBegin, onProgress, onReading: openReadings() });
    await progress.end();
    await deliver(record, options);
    return record.status === "stopped" ? exitCodes.stopped : exitCodes.done;
  } catch (error) {
    await progress.end();
    return reportError(error, begun);
  } finally {
    await progress.end();
    release();
  }
}

async function deliver(record: RunRecord, { out, json }: Options): Promise<void> {
  const text = recordText(record);
  const printed = json === true || (out !== undefined && (await isStandardOutput(out)));
  if (printed) await print(text);
  if (out !== undefined && !(await isStandardOutput(out))) await writeOut(out, record, text);
  if (!printed) await print(`${printableLines(summary(record))}\n`);
}

/** Writes a record to its file. What a run that was stopped has come to does not take the place of what the same run ended with before. */
async function writeOut(out: string, record: RunRecord, text: string): Promise<void> {
  if (record.status === "stopped") {
    const before = await readRecordFile(out, record.id);
    if (before !== null && "status" in before && before.status !== "stopped")
      return say(`${out} holds the record of this run from before, which was not stopped (${before.status}): it stays as it was`);
  }
  await writeWhole(out, text);
}

/** What a person wants to know of a run: how it ended, where its theory did not hold, and the first and last value of each column, with its error where it is an estimate. */
export function summary(record: RunRecord): string {
  const { path, cost } = record;
  const named = Object.keys(path).filter((name) => name !== "step" && name !== "time");
  const beside = errorColumns(named);
  const columns = named.filter((name) => !beside.has(name));
  const rows: unknown[][] = [["", "first", "last"]];
  const ends = endsOfColumns(record);
  for (const name of columns) {
    const { first, last, lastAt, errors } = ends(name);
    const atEnd = valueWithError(last, errors?.last, shown) ?? last;
    rows.push([name, valueWithError(first, errors?.first, shown) ?? first, lastAt === null ? atEnd : `${shown(atEnd)} (${lastAt})`]);
  }
  const outside = outsideConditions(record.conditions);
  return `${record.id.slice(0, 12)}  ${howItEnded(record)}; ${Math.round(cost.gradients)} gradients, ${Math.round(cost.hessianVectors)} Hessian-vector products, ${duration(cost.seconds)}\n${outside === null ? "" : `${outside}\n`}${aligned(rows)}`;
}
