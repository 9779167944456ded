import { join } from "node:path";
import type { Store } from "../src/experiment/store.ts";
import type { SweepProgress } from "../src/experiment/sweep.ts";
import { sweep } from "../src/experiment/sweepProcesses.ts";
import { expand, type SweepInput } from "../src/experiment/sweepSpec.ts";
import type { RunRecord } from "../src/experiment/types.ts";
import { packageVersion } from "../src/experiment/numericVersion.ts";
import { checkWritable, writeAll } from "../src/experiment/writeWhole.ts";
import {
  checkSpatialFormat,
  exportDrawing,
  exportSpatial,
  type Format,
  formats as flatFormats,
  provenance,
  type Provenance,
  type SpatialFormat,
} from "../src/figure/export/index.ts";
import type { FigureRecord, Theme, Width } from "../src/figure/index.ts";
import { SpecError } from "../src/spec/errors.ts";
import { printable } from "../src/spec/printable.ts";
import type { AnyFigure, FigureTable, Records } from "./figure.ts";
import { figureNames, loadFigure } from "./index.ts";
import { recordsFigure } from "./recordsFigure.ts";

/** What a figure can be written as: which of them depends on whether it is flat. */
export type AnyFormat = Format | SpatialFormat;

export interface DrawOptions {
  /** Runs that it holds are not done again; those that are done are written there. */
  readonly store?: Store;
  /** Worker processes; as many as there are processors unless given, 0 to stay in this process. */
  readonly workers?: number;
  /** ["svg"] unless given, ["html"] of figures in three dimensions. */
  readonly formats?: readonly AnyFormat[];
  /** Folder to write to; nothing is written without one. */
  readonly out?: string;
  /** Both unless given; "html" holds both whatever is given. */
  readonly themes?: readonly Theme["name"][];
  /** "double" unless given. */
  readonly width?: Width;
  readonly onProgress?: (progress: SweepProgress) => void;
  readonly signal?: AbortSignal;
}

/** A file of a figure. */
export interface FigureFile {
  /** `preference.svg`, `preference-dark.svg`, `preference-single.pdf`, … */
  readonly name: string;
  /** Where it was written, or null. */
  readonly path: string | null;
  readonly bytes: Uint8Array;
}

export interface DrawnFigure {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  /** Null where the figure has none. */
  readonly table: FigureTable | null;
  readonly files: readonly FigureFile[];
  /** The runs it was drawn from. */
  readonly records: readonly FigureRecord[];
}

/** The figure of the gallery of that name. Throws SpecError where there is none. */
export async function figureNamed(name: string): Promise<AnyFigure> {
  const found = await loadFigure(name);
  if (found === null) throw new SpecError("", `there is no figure "${name}" in the gallery: there are ${figureNames.join(", ")}`);
  return found;
}

/** What can be drawn: a figure of the gallery by name, or the runs of a spec under a name. */
export type FigureSubject = string | { readonly name: string; readonly spec: SweepInput };

/**
 * Draws a figure of the gallery, by name, or the paths of a run or sweep, by its spec: does the runs that the store
 * lacks, draws, writes the files. Returns null when the signal ended it with runs left to do.
 * Throws SpecError for an unknown name or a wrong spec, and Error where a run that the figure needs has failed.
 */
export async function drawFigure(figure: FigureSubject, options: DrawOptions = {}): Promise<DrawnFigure | null> {
  const definition = typeof figure === "string" ? await figureNamed(figure) : recordsFigure(figure.name, figure.spec);
  const draw = drawer(definition, options.formats);
  await checkFiles(definition, options);
  const records = await runsOf(definition, options);
  if (records === null) return null;
  const data = await definition.read(records);
  const caption = definition.caption(data);
  const all = Object.values(records).flat();
  return {
    name: definition.name,
    title: definition.title,
    caption,
    table: definition.table?.(data) ?? null,
    files: await filesOf(definition, draw(data, caption), all, options),
    records: all,
  };
}

/** Makes sure, before anything is run, that the files can be written. Throws DataError where one cannot. */
async function checkFiles(definition: AnyFigure, options: DrawOptions): Promise<void> {
  if (options.out === undefined) return;
  for (const file of figureFiles(definition.name, options.formats ?? defaultFormats(definition), options))
    await checkWritable(join(options.out, file));
}

const defaultFormats = (figure: AnyFigure): readonly AnyFormat[] => ("space" in figure ? ["html"] : ["svg"]);

async function runsOf({ sweeps }: AnyFigure, { store, workers, onProgress, signal }: DrawOptions): Promise<Records | null> {
  const records: Record<string, FigureRecord[]> = {};
  const report = onProgress === undefined ? undefined : together(Object.values(sweeps), onProgress);
  for (const [name, needed] of Object.entries(sweeps)) {
    const { cells, references, progress, stopped } = await sweep(needed, { store, workers, onProgress: report?.during, signal });
    if (stopped) return null;
    report?.after(progress);
    const ids = new Set(cells.map(({ id }) => id));
    // A cell may be a reference too.
    const compared = references.filter(({ id }) => !ids.has(id));
    records[name] = [...cells, ...compared].map(({ record, failure, values }) => usable(record, failure, values));
  }
  return records;
}

/** How many different runs a sweep asks for. */
function runsIn(one: SweepInput): number {
  const { cells, references } = expand({ version: 1, ...one });
  return new Set([...cells, ...references].map(({ id }) => id)).size;
}

/** Reports several sweeps, one after another, as one. */
function together(sweeps: readonly SweepInput[], onProgress: (progress: SweepProgress) => void) {
  const started = performance.now();
  const total = sweeps.reduce((sum, one) => sum + runsIn(one), 0);
  let before = { stored: 0, done: 0, diverged: 0, failed: 0 };
  const joined = ({ stored, done, diverged, failed }: SweepProgress): typeof before => ({
    stored: before.stored + stored,
    done: before.done + done,
    diverged: before.diverged + diverged,
    failed: before.failed + failed,
  });
  return {
    during(progress: SweepProgress): void {
      const now = joined(progress);
      const left = total - now.stored - now.done - now.failed;
      const { secondsLeft } = progress;
      // The sweep's own estimate knows nothing of the sweeps to come; the rate so far does.
      const byRate = now.done === 0 ? null : ((performance.now() - started) / 1000 / now.done) * left;
      onProgress({ ...now, total, secondsLeft: sweeps.length === 1 ? secondsLeft : byRate });
    },
    after(progress: SweepProgress): void {
      before = joined(progress);
    },
  };
}

function usable(record: RunRecord | null, failure: string | null, values: unknown): FigureRecord {
  if (record === null) throw new Error(`the run ${printable(JSON.stringify(values))} failed: ${failure ?? "it left no record"}`);
  return record;
}

/** What makes a file's bytes. */
type Write = (format: AnyFormat, theme: Theme["name"], width: Width, about: Provenance) => Promise<Uint8Array>;

interface Drawer {
  (data: unknown, caption: string): { readonly formats: readonly AnyFormat[]; readonly write: Write };
}

/** How a figure is drawn in the formats that were asked for. Throws SpecError where it cannot be had in one of them, before anything is run. */
function drawer(figure: AnyFigure, asked: readonly AnyFormat[] | undefined): Drawer {
  if ("space" in figure) {
    const formats = asked ?? defaultFormats(figure);
    for (const format of formats) checkSpatialFormat(figure.name, format);
    return (data, caption) => {
      const drawing = figure.space(data);
      return {
        formats,
        write: (format, theme, width, about) =>
          exportSpatial(drawing, { format: format as SpatialFormat, theme, width, caption, provenance: about }),
      };
    };
  }
  const formats = asked ?? defaultFormats(figure);
  for (const format of formats)
    if (!(flatFormats as readonly string[]).includes(format))
      throw new SpecError("format", `${figure.name} is a flat figure: it can be had as ${flatFormats.join(", ")}, not as ${format}`);
  return (data, caption) => {
    const drawing = figure.draw(data);
    return {
      formats,
      write: (format, theme, width, about) =>
        exportDrawing(drawing, { format: format as Format, theme, width, caption, provenance: about }),
    };
  };
}

const fileName = (name: string, format: AnyFormat, theme: Theme["name"], width: Width): string =>
  `${name}${width === "single" ? "-single" : ""}${theme === "dark" ? "-dark" : ""}.${format}`;

/** The names of the files that a figure is written to. */
export const figureFiles = (
  name: string,
  formats: readonly AnyFormat[],
  { themes = ["light", "dark"], width = "double" }: Pick<DrawOptions, "themes" | "width">,
): string[] => formats.flatMap((format) => themesOf(format, themes).map((theme) => fileName(name, format, theme, width)));

/** A page has both themes in one file. */
const themesOf = (format: AnyFormat, themes: readonly Theme["name"][]): readonly Theme["name"][] =>
  format === "html" ? ["light"] : themes;

async function filesOf(
  { name, sweeps }: AnyFigure,
  { formats, write }: ReturnType<Drawer>,
  records: readonly FigureRecord[],
  { themes = ["light", "dark"], width = "double", out }: DrawOptions,
): Promise<FigureFile[]> {
  const about = provenance(
    name,
    `thalweg ${packageVersion}`,
    sweeps,
    records.map(({ id }) => id),
  );
  // All bytes are made before the first file is written: a format that fails leaves nothing.
  const files: FigureFile[] = [];
  for (const format of formats) {
    for (const theme of themesOf(format, themes)) {
      const bytes = await write(format, theme, width, about);
      const file = fileName(name, format, theme, width);
      const path = out === undefined ? null : join(out, file);
      files.push({ name: file, path, bytes });
    }
  }
  await writeAll(files.flatMap(({ path, bytes }) => (path === null ? [] : [{ file: path, content: bytes }])));
  return files;
}
