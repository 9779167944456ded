import { DataError, SpecError } from "../../spec/errors.ts";
import { contradict, heldCounterpart, pairArrays } from "./arrays.ts";
import type { ColumnNames, FileSpec } from "./file.ts";
import { type Sheet, sheetOf, type TextOptions } from "./formats/sheet.ts";
import type { Content } from "./readFile.ts";

/** The sheet of a file that holds inputs; where the targets stand in a sheet of their own (another array, another file), that one too. */
export interface Source {
  readonly file: string;
  readonly x: Sheet;
  readonly apart: { readonly file: string; readonly sheet: Sheet } | null;
  /** What was guessed or left out while reading. */
  readonly notes: readonly string[];
}

/** The options that say how text is read. */
const textOptionNames = ["header", "separator", "decimal", "comment", "skip", "encoding"] as const satisfies readonly (keyof TextOptions)[];

/** How a file is got at: from the disk, or from what was dropped on a page. */
export type Open = (path: string) => Promise<Content>;

/** What a spec says of one file. */
export type FileWanted = Pick<FileSpec, "path" | "target" | "x" | "y"> & TextOptions;

/**
 * Reads one file into sheets. `held` names the training part where this is the held-out file. Throws DataError where the file cannot be used, SpecError at `place` where
 * an option does not go with its kind.
 */
export async function openSource(wanted: FileWanted, place: string, open: Open, held: FileWanted | null): Promise<Source> {
  const { path } = wanted;
  const { bytes, format } = await open(path);
  refuseStrangers(wanted, format, place);
  const options = { ...textOptions(held ?? {}), ...textOptions(wanted) };
  switch (format) {
    case "CSV":
      return alone((await import("./formats/text.ts")).readText(bytes, path, options), path);
    case "Parquet":
      return alone(await (await import("./formats/parquet.ts")).readParquet(bytes, path), path);
    case "NPY":
      return alone(sheetOf((await import("./formats/npy.ts")).readNpy(bytes, path), path), path);
    case "NPZ":
      return readArchive(bytes, wanted, place, held);
    case "IDX":
      return readImages(bytes, wanted, place, open, held);
  }
}

/** Throws SpecError where an option is for another kind of file. */
function refuseStrangers(wanted: FileWanted, format: Content["format"], place: string): void {
  const text = textOptionNames.find((name) => wanted[name] !== undefined);
  if (text !== undefined && format !== "CSV")
    throw new SpecError(`${place}.${text}`, `is for text, and ${wanted.path} is ${format}; leave it out`);
  const array = (["x", "y"] as const).find((name) => wanted[name] !== undefined);
  if (array !== undefined && format !== "NPZ")
    throw new SpecError(
      `${place}.${array}`,
      `names an array of an NPZ file, and ${wanted.path} is ${format}; name columns with "target" and "inputs"`,
    );
}

const textOptions = (wanted: TextOptions): TextOptions =>
  Object.fromEntries(textOptionNames.filter((name) => wanted[name] !== undefined).map((name) => [name, wanted[name]]));

function alone(sheet: Sheet, file: string): Source {
  return { file, x: filled(sheet, file), apart: null, notes: sheet.notes };
}

function filled(sheet: Sheet, file: string): Sheet {
  if (sheet.rows === 0 || sheet.columns === 0) throw new DataError(file, "has no examples");
  return sheet;
}

async function readArchive(bytes: Uint8Array, wanted: FileWanted, place: string, held: FileWanted | null): Promise<Source> {
  const { path } = wanted;
  const arrays = (await import("./formats/npz.ts")).readNpz(bytes, path);
  const names = arrays.map(({ name }) => name);
  const [own, trained] = [targetsNamed(wanted, place), held === null ? undefined : targetsNamed(held, "objective.data")];
  const counterpart = (name: string | undefined): string | undefined => (name === undefined ? undefined : heldCounterpart(names, name));
  const y = own ?? counterpart(trained);
  // Where the held-out targets are named, the inputs are those that go with them.
  const x = wanted.x ?? (own === undefined ? counterpart(held?.x) : undefined);
  const pair = pairArrays(names, { x, y, held: held !== null }, path);
  const read = (name: string): Sheet => sheetOf(arrays[names.indexOf(name)].read(), `${path}, array ${name}`);
  return together(read(pair.x), path, read(pair.y), path, pair.notes);
}

function targetsNamed({ y, target }: FileWanted, place: string): string | undefined {
  if (y !== undefined && target !== undefined)
    throw new SpecError(`${place}.y`, 'and "target" both name the array of targets; leave one out');
  return y ?? oneName(target, `${place}.target`);
}

async function readImages(bytes: Uint8Array, wanted: FileWanted, place: string, open: Open, held: FileWanted | null): Promise<Source> {
  const { path } = wanted;
  const labels = oneName(wanted.target ?? held?.target, `${place}.target`);
  if (labels === undefined)
    throw new SpecError(`${place}.target`, `${path} is an IDX file, which holds no targets; give the path of the IDX file of its labels`);
  if (contradict(baseName(path), baseName(labels)))
    throw new SpecError(
      `${place}.target`,
      `would pair ${baseName(path)} with ${baseName(labels)}, which belong to different parts; name the labels of the same part`,
    );
  const { readIdx } = await import("./formats/idx.ts");
  const other = await open(labels);
  if (other.format !== "IDX") throw new DataError(labels, `is ${other.format} where the labels of an IDX file are another IDX file`);
  return together(sheetOf(readIdx(bytes, path), path), path, sheetOf(readIdx(other.bytes, labels), labels), labels, []);
}

const baseName = (path: string): string => path.slice(1 + Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")));

function oneName(wanted: ColumnNames | undefined, place: string): string | undefined {
  if (wanted === undefined || typeof wanted === "string") return wanted;
  throw new SpecError(place, "must be one name for this kind of file: the array of targets (NPZ) or the path of the labels (IDX)");
}

function together(x: Sheet, file: string, y: Sheet, targets: string, notes: readonly string[]): Source {
  filled(x, file);
  filled(y, targets);
  if (x.rows !== y.rows)
    throw new DataError(
      targets,
      `has ${y.rows} targets where ${file === targets ? "the inputs are" : `${file} has`} ${x.rows}; every example needs both`,
    );
  return { file, x, apart: { file: targets, sheet: y }, notes };
}
