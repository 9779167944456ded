import { DataError } from "../../../spec/errors.ts";
import { unzip } from "./unpack.ts";
import { type NumericArray, readNpy } from "./npy.ts";
import { damaged, type Sheet, sheetOf } from "./sheet.ts";

const inputNames = ["x", "X", "x_train", "X_train", "inputs", "data"];
const targetNames = ["y", "Y", "y_train", "Y_train", "targets", "labels"];

/** Reads the inputs and targets of a NumPy archive (numpy.savez, numpy.savez_compressed): arrays named x and y, unless `target` names the targets. */
export function readNpz(bytes: Uint8Array, target: string | undefined, file: string): { x: Sheet; y: Sheet } {
  const entries = unpack(bytes, file);
  const names = Object.keys(entries)
    .filter((name) => name.endsWith(".npy"))
    .map((name) => name.slice(0, -4));
  if (names.length === 0) throw new DataError(file, "is a zip archive without NumPy arrays; save it with numpy.savez(file, x=…, y=…)");
  const yName = target ?? targetNames.find((name) => names.includes(name));
  if (yName === undefined || !names.includes(yName))
    throw new DataError(
      file,
      `${target === undefined ? "has no array named y" : `has no array named "${target}"`}; it holds ${names.join(", ")}: name the targets with "target"`,
    );
  const others = names.filter((name) => name !== yName);
  const xName = others.length === 1 ? others[0] : inputNames.find((name) => others.includes(name));
  if (xName === undefined) throw new DataError(file, `has no array named x; it holds ${names.join(", ")}: name the inputs x`);
  const sheet = (name: string): Sheet => asSheet(readNpy(entries[`${name}.npy`], `${file}, array ${name}`));
  return { x: sheet(xName), y: sheet(yName) };
}

const asSheet = ({ shape, values }: NumericArray): Sheet => sheetOf(shape, values);

function unpack(bytes: Uint8Array, file: string): Record<string, Uint8Array> {
  try {
    return unzip(bytes);
  } catch (error) {
    throw damaged(file, "a zip archive (NPZ)", error);
  }
}
