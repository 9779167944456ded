import { DataError, SpecError } from "../../spec/errors.ts";
import type { Data, Table } from "../family.ts";
import type { FileSpec, Target } from "./file.ts";
import { checkNumbers, type NumericArray, type Sheet, sheetOf } from "./formats/sheet.ts";
import type { NamedArray } from "./formats/npz.ts";
import { readContent } from "./readFile.ts";
import { columnsOf } from "./targets.ts";

/** Reads the examples that a spec asks for. Throws DataError where a file cannot be used, SpecError where the spec does not fit it. */
export async function loadFile(spec: FileSpec): Promise<Data> {
  const train = first(await readTable(spec.path, spec.target, "objective.data.target"), spec.count);
  const { test } = spec;
  const held =
    test === undefined || "fraction" in test
      ? undefined
      : await readTable(test.path, test.target ?? spec.target, "objective.data.test.target");
  for (const side of ["inputs", "outputs"] as const) {
    if (held !== undefined && "path" in test! && held[side] !== train[side])
      throw new DataError(test.path, `has ${held[side]} ${side} where ${spec.path} has ${train[side]}; both need the same columns`);
  }
  return spec.oneHot ? oneHot({ train, test: held }, spec.path) : { train, test: held };
}

async function readTable(name: string, wanted: Target | undefined, place: string): Promise<Table> {
  const { bytes, format } = await readContent(name);
  switch (format) {
    case "CSV":
      return columnsOf(checked((await import("./formats/text.ts")).readText(bytes, name), name), wanted, name, place);
    case "Parquet":
      return columnsOf(checked(await (await import("./formats/parquet.ts")).readParquet(bytes, name), name), wanted, name, place);
    case "NPY": {
      const array = (await import("./formats/npy.ts")).readNpy(bytes, name);
      return columnsOf(checked(sheetOf(array), name), wanted, name, place);
    }
    case "NPZ": {
      const { x, y } = inputsAndTargets((await import("./formats/npz.ts")).readNpz(bytes, name), oneName(wanted, place), name);
      return pair(checked(sheetOf(x), name), checked(sheetOf(y), name), name, name);
    }
    case "IDX":
      return readIdxPair(bytes, name, oneName(wanted, place), place);
  }
}

async function readIdxPair(bytes: Uint8Array, name: string, labels: string | undefined, place: string): Promise<Table> {
  if (labels === undefined)
    throw new SpecError(place, `${name} is an IDX file, which holds no targets; give the path of the IDX file of its labels`);
  const { readIdx } = await import("./formats/idx.ts");
  const other = await readContent(labels);
  if (other.format !== "IDX") throw new DataError(labels, `is ${other.format} where the labels of an IDX file are another IDX file`);
  const [x, y] = [readIdx(bytes, name), readIdx(other.bytes, labels)];
  return pair(checked(sheetOf(x), name), checked(sheetOf(y), labels), name, labels);
}

const inputNames = ["x", "X", "x_train", "X_train", "inputs", "data"];
const targetNames = ["y", "Y", "y_train", "Y_train", "targets", "labels"];

/** The arrays named x and y, unless `target` names the targets. */
function inputsAndTargets(arrays: readonly NamedArray[], target: string | undefined, file: string): { x: NumericArray; y: NumericArray } {
  const names = arrays.map(({ name }) => name);
  const yName = target ?? targetNames.find((name) => names.includes(name));
  if (yName === undefined || !names.includes(yName))
    throw new DataError(
      file,
      `${target === undefined ? "has no array named y" : `has no array named "${target}"`}; it holds ${names.join(", ")}: name the targets with "target"`,
    );
  const others = names.filter((name) => name !== yName);
  const xName = others.length === 1 ? others[0] : inputNames.find((name) => others.includes(name));
  if (xName === undefined) throw new DataError(file, `has no array named x; it holds ${names.join(", ")}: name the inputs x`);
  const read = (name: string): NumericArray => arrays[names.indexOf(name)].read();
  return { x: read(xName), y: read(yName) };
}

function oneName(wanted: Target | undefined, place: string): string | undefined {
  if (wanted === undefined || typeof wanted === "string") return wanted;
  throw new SpecError(place, "must be one name for this kind of file: the array of targets (NPZ) or the path of the labels (IDX)");
}

function checked(sheet: Sheet, name: string): Sheet {
  if (sheet.rows === 0 || sheet.columns === 0) throw new DataError(name, "has no examples");
  checkNumbers(sheet, name);
  return sheet;
}

function pair(x: Sheet, y: Sheet, inputs: string, targets: string): Table {
  if (x.rows !== y.rows)
    throw new DataError(
      targets,
      `has ${y.rows} targets where ${inputs === targets ? "the inputs are" : `${inputs} has`} ${x.rows}; every example needs both`,
    );
  return { count: x.rows, inputs: x.columns, outputs: y.columns, x: x.values, y: y.values };
}

function first(table: Table, most: number | undefined): Table {
  if (most === undefined || most === table.count) return table;
  if (most > table.count)
    throw new SpecError("objective.data.count", `is ${most} but the file has ${table.count} examples; give at most ${table.count}`);
  return { ...table, count: most, x: table.x.slice(0, most * table.inputs), y: table.y.slice(0, most * table.outputs) };
}

/** One column of class numbers to one-hot rows, as many as the training part has classes. */
function oneHot({ train, test }: Data, name: string): Data {
  const parts = test === undefined ? [train] : [train, test];
  for (const { outputs, y } of parts) {
    if (outputs !== 1) throw new SpecError("objective.data.oneHot", `needs one target column of class numbers, but there are ${outputs}`);
    const wrong = y.find((value) => !Number.isInteger(value) || value < 0);
    if (wrong !== undefined) throw new DataError(name, `has the target ${wrong} where oneHot needs class numbers 0, 1, 2, …`);
  }
  const classes = 1 + parts.reduce((most, { y }) => y.reduce((a, b) => Math.max(a, b), most), 0);
  const spread = (part: Table): Table => {
    const y = new Float64Array(part.count * classes);
    part.y.forEach((label, i) => (y[i * classes + label] = 1));
    return { ...part, outputs: classes, y };
  };
  return { train: spread(train), test: test && spread(test) };
}
