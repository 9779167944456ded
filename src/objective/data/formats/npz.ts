import { DataError } from "../../../spec/errors.ts";
import { readNpy } from "./npy.ts";
import { damaged, type NumericArray } from "./sheet.ts";
import { unzip } from "./unpack.ts";

/** An array of an archive, read when it is asked for: arrays that nobody uses may hold what is not read here. */
export interface NamedArray {
  readonly name: string;
  /** Throws DataError where the array holds something other than real numbers. */
  read(): NumericArray;
}

/** The arrays of a NumPy archive (numpy.savez, numpy.savez_compressed), in the order in which they stand. */
export function readNpz(bytes: Uint8Array, file: string): readonly NamedArray[] {
  const entries = unpack(bytes, file);
  const names = Object.keys(entries)
    .filter((name) => name.endsWith(".npy"))
    .map((name) => name.slice(0, -4));
  if (names.length === 0) throw new DataError(file, "is a zip archive without NumPy arrays; save it with numpy.savez(file, x=…, y=…)");
  return names.map((name) => ({ name, read: () => readNpy(entries[`${name}.npy`], `${file}, array ${name}`) }));
}

function unpack(bytes: Uint8Array, file: string): Record<string, Uint8Array> {
  try {
    return unzip(bytes);
  } catch (error) {
    throw damaged(file, "a zip archive (NPZ)", error);
  }
}
