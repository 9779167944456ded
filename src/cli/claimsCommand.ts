import { join } from "node:path";
import { Command } from "commander";
import { writeAll } from "../experiment/writeWhole.ts";
import type { Chosen, ExamineProgress } from "../claims/examination/examine.ts";
import { suggestion } from "../spec/describe.ts";
import { SpecError } from "../spec/errors.ts";
import { printable } from "../spec/printable.ts";
import { exitCodes, reportError } from "./exit.ts";
import { onInterrupt } from "./interrupt.ts";
import { checkOutput } from "./output.ts";
import { openProgress } from "./progress.ts";
import { print, printableLines } from "./streams.ts";
import { defaultStore, workerCount } from "./sweepCommand.ts";
import { duration } from "../spec/duration.ts";

interface Options {
  readonly store: string;
  readonly workers?: number;
  readonly out: string;
  readonly json?: boolean;
  readonly list?: boolean;
  readonly quick?: boolean;
}

/** A claim that takes longer than this many seconds is left out by --quick. */
const quickest = 3;

export const claimsCommand = new Command("claims")
  .description("Compute again what papers claim: a line each with the expected value, the measured one and the verdict.")
  .argument("[id...]", "papers or single claims (smith-2021, smith-2021/shuffled-epoch); all unless given")
  .option("--store <dir>", "folder of the records; what it holds is not done again", defaultStore)
  .option("--workers <n>", "worker processes (default: one a processor; 0: none)", workerCount)
  .option("--out <dir>", "folder for claims.md and claims.json", "thalweg-claims")
  .option("--quick", `only claims that take at most ${quickest} s`)
  .option("--list", "say what is claimed and compute nothing")
  .option("--json", "print the findings on standard output as JSON")
  .addHelpText(
    "after",
    `
A claim that fails is a result, as is one whose theory does not apply: the exit code is 1 only where one could not be computed.
Ctrl-C ends cleanly with code 75: what was found is kept, and the same command goes on from there.

Examples:
  thalweg claims --list
  thalweg claims cohen-2021 damian-2023
  thalweg claims smith-2021/shuffled-epoch --json`,
  )
  .action(async (ids: string[], options: Options) => {
    const chosen = (await choose(ids)).filter(({ claim }) => options.quick !== true || claim.seconds <= quickest);
    if (options.list === true) return void (process.exitCode = await list(chosen));
    for (const name of ["claims.json", "claims.md"]) await checkOutput(join(options.out, name));
    process.exitCode = await examineAll(chosen, options);
  });

/** The claims of these papers and names, in the order of the list. Throws SpecError where there is none. */
async function choose(ids: readonly string[]): Promise<Chosen[]> {
  const { idOf, loadPapers } = await import("../claims/index.ts");
  const papers = await loadPapers();
  const all = papers.flatMap((paper) => paper.claims.map((claim) => ({ paper, claim })));
  const names = [...papers.map(({ id }) => id), ...all.map(({ paper, claim }) => idOf(paper, claim))];
  for (const id of ids)
    if (!names.includes(id))
      throw new SpecError("", `there is no paper or claim "${id}"${suggestion(id, names)} (thalweg claims --list names them)`);
  return all.filter(({ paper, claim }) => ids.length === 0 || ids.includes(paper.id) || ids.includes(idOf(paper, claim)));
}

async function list(chosen: readonly Chosen[]): Promise<number> {
  const papers = [...new Set(chosen.map(({ paper }) => paper))];
  const lines = papers.flatMap((paper) => [
    paper.citation,
    ...chosen.filter((one) => one.paper === paper).map(({ claim }) => `  ${paper.id}/${claim.name}: ${claim.statement}`),
  ]);
  await print(`${lines.join("\n")}\n`);
  return exitCodes.done;
}

async function examineAll(chosen: readonly Chosen[], { store, workers, out, json }: Options): Promise<number> {
  const [{ isFailure }, { examine }, { markdown, tally, terminalLines }] = await Promise.all([
    import("../claims/examination/compute.ts"),
    import("../claims/examination/examine.ts"),
    import("../claims/examination/report.ts"),
  ]);
  const progress = openProgress();
  const { signal, release } = onInterrupt();
  const started = performance.now();
  try {
    const onProgress = (state: ExamineProgress): void => progress.update({ ...state, note: noteOf(state) });
    const { results, stopped } = await examine(chosen, { store, ...(workers === undefined ? {} : { workers }), signal, onProgress });
    await progress.end();
    await writeAll([
      { file: join(out, "claims.json"), content: `${JSON.stringify(results, null, 1)}\n` },
      { file: join(out, "claims.md"), content: markdown([...new Set(chosen.map(({ paper }) => paper))], results) },
    ]);
    const lines = [
      ...results.flatMap(terminalLines),
      "",
      `${tally(results)}; ${duration((performance.now() - started) / 1000)}`,
      ...(stopped ? ["stopped with work left: the same command goes on"] : []),
      printable(join(out, "claims.md")),
      printable(join(out, "claims.json")),
    ];
    await print(json === true ? `${JSON.stringify(results)}\n` : `${printableLines(lines.join("\n"))}\n`);
    if (stopped) return exitCodes.stopped;
    return results.some(isFailure) ? exitCodes.failed : exitCodes.done;
  } catch (error) {
    await progress.end();
    return reportError(error, true);
  } finally {
    await progress.end();
    release();
  }
}

const noteOf = ({ total, done, stored }: ExamineProgress): string =>
  `${done} of ${total} claims${stored === 0 ? "" : ` (${stored} were in the store)`}`;
