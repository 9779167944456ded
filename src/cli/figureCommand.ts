import { basename, join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import type { AnyFormat, DrawnFigure, FigureSubject } from "../../figures/draw.ts";
import { figureNames } from "../../figures/index.ts";
import { tableText, wrapped } from "../../figures/table.ts";
import { howFar } from "../experiment/howFar.ts";
import type { SweepProgress } from "../experiment/sweep.ts";
import { suggestion } from "../spec/describe.ts";
import { SpecError } from "../spec/errors.ts";
import { printable } from "../spec/printable.ts";
import { exitCodes, reportError } from "./exit.ts";
import { onInterrupt } from "./interrupt.ts";
import { checkOutput, textsOf } from "./output.ts";
import { openProgress } from "./progress.ts";
import { print, printableLines } from "./streams.ts";
import { readAnySpec } from "./specFile.ts";
import { defaultStore, workerCount } from "./sweepCommand.ts";
import { openToldStore } from "./toldStore.ts";

interface Options {
  readonly store: string;
  readonly workers?: number;
  readonly format?: readonly AnyFormat[];
  readonly out: string;
  readonly theme: "light" | "dark" | "both";
  readonly width: "single" | "double";
}

const formats = ["svg", "png", "pdf", "html", "json"] as const;

/** Where figures go unless told otherwise. */
export const defaultFigures = "thalweg-figures";

function formatList(text: string): AnyFormat[] {
  const names = text.split(",").map((name) => name.trim());
  return names.map((name, i) => {
    const found = formats.find((format) => format === name);
    if (found === undefined) throw new InvalidArgumentError(`There is no format "${name}"; choose from ${formats.join(", ")}.`);
    if (names.indexOf(name) < i) throw new InvalidArgumentError(`It names ${name} twice.`);
    return found;
  });
}

export const figureCommand = new Command("figure")
  .description("Draw a figure of the gallery by its name, or the paths of a run or sweep by its spec; the runs it lacks are done first.")
  .argument("<name>", "a name of the gallery, or a spec (JSON)")
  .option("--store <dir>", "folder of the records", defaultStore)
  .option("--workers <n>", "worker processes (default: one a processor; 0: none)", workerCount)
  .option(
    "--format <list>",
    `any of ${formats.join(",")} (default: svg; html of figures in three dimensions, which are html, png or json)`,
    formatList,
  )
  .option("--out <dir>", "folder of the figures", defaultFigures)
  .addOption(new Option("--theme <theme>", "colours").choices(["light", "dark", "both"]).default("light"))
  .addOption(
    new Option("--width <width>", "of a journal's column: single 3.25 in, double 6.75 in").choices(["single", "double"]).default("double"),
  )
  .addHelpText(
    "after",
    `
The gallery: ${figureNames.join(", ")}.

Examples:
  thalweg figure preference --format svg,pdf --width single
  thalweg figure examples/step-sizes.json --store runs --out figures`,
  )
  .action(async (name: string, options: Options) => {
    const figure = await subject(name);
    await checkOutput(join(options.out, "figure"));
    if (typeof figure !== "string") await checkReads(figure, name, options);
    process.exitCode = await drawOnce(figure, options);
  });

/** A figure of a spec bears its name: as JSON, in its folder, it would be written over it. */
async function checkReads({ name, spec }: Exclude<FigureSubject, string>, file: string, options: Options): Promise<void> {
  const { figureFiles } = await import("../../figures/draw.ts");
  const reads = [file, ...textsOf(spec)];
  for (const made of figureFiles(name, options.format ?? [], { themes: themesOf(options), width: options.width }))
    await checkOutput(join(options.out, made), reads);
}

const themesOf = ({ theme }: Options): ("light" | "dark")[] => (theme === "both" ? ["light", "dark"] : [theme]);

/** The title, the table where there is one, the caption, and the files. */
function told({ title, table, caption, files }: DrawnFigure): string {
  return [
    title,
    ...(table === null ? [] : [tableText(table)]),
    wrapped(caption),
    files.map(({ path }) => printable(path ?? "")).join("\n"),
  ].join("\n\n");
}

/** A gallery figure by name, or a figure of the runs that a spec asks for. */
async function subject(name: string): Promise<FigureSubject> {
  if (figureNames.includes(name)) return name;
  if (name !== "-" && !name.endsWith(".json"))
    throw new SpecError("", `there is no figure "${name}"${suggestion(name, figureNames)}; or give a spec, FILE.json`);
  return { name: name === "-" ? "figure" : basename(name, ".json"), spec: await readAnySpec(name) };
}

/** Draws with a progress display and clean interruption, says what was drawn, and gives the exit code. */
async function drawOnce(figure: FigureSubject, options: Options): Promise<number> {
  // The drawing libraries take a second to load: only those who draw wait for them.
  const { drawFigure } = await import("../../figures/draw.ts");
  const progress = openProgress();
  const { signal, release } = onInterrupt();
  let begun = false;
  const onProgress = (state: SweepProgress): void => {
    begun = true;
    progress.update(howFar(state));
  };
  try {
    const drawn = await drawFigure(figure, {
      store: openToldStore(options.store),
      ...(options.workers === undefined ? {} : { workers: options.workers }),
      ...(options.format === undefined ? {} : { formats: options.format }),
      out: options.out,
      themes: themesOf(options),
      width: options.width,
      signal,
      onProgress,
    });
    await progress.end();
    if (drawn === null) return exitCodes.stopped;
    await print(`${printableLines(told(drawn))}\n`);
    return exitCodes.done;
  } catch (error) {
    await progress.end();
    return reportError(error, begun);
  } finally {
    await progress.end();
    release();
  }
}
