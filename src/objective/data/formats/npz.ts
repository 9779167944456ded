import { DataError } from "../../../spec/errors.ts";
import { readNpy } from "./npy.ts";
import { damaged, type NumericArray } from "./sheet.ts";
import { unzip, type ZipEntry } from "./unpack.ts";

/** An array of an archive, read when it is asked for: arrays that nobody uses may hold what is not read here. */
export interface NamedArray {
  readonly name: string;
  /** Throws DataError where the array holds something other than real numbers or words. */
  read(): NumericArray;
}

/** The arrays of a NumPy archive (numpy.savez, numpy.savez_compressed), in the order in which they stand. */
export function readNpz(bytes: Uint8Array, file: string): readonly NamedArray[] {
  const entries = entriesOf(bytes, file);
  const arrays = entries.filter(({ name }) => name.endsWith(".npy"));
  if (arrays.length === 0) throw new DataError(file, strange(entries));
  return arrays.map((entry) => {
    const name = entry.name.slice(0, -4);
    return { name, read: () => readNpy(contentOf(entry, file, name), `${file}, array ${name}`) };
  });
}

function strange(entries: readonly ZipEntry[]): string {
  if (entries.some(({ name }) => name === "[Content_Types].xml")) return "is an Excel workbook, which is not read; save the sheet as CSV";
  if (entries.some(({ name }) => name.endsWith("data.pkl")))
    return "is a PyTorch file, which is not read; save its arrays with numpy.savez(file, x=…, y=…)";
  const first = entries.at(0)?.name;
  return `is a zip archive without NumPy arrays; ${first !== undefined && first.length < 60 ? `unpack it (it holds ${JSON.stringify(first)}), or ` : ""}save arrays with numpy.savez(file, x=…, y=…)`;
}

function entriesOf(bytes: Uint8Array, file: string): ZipEntry[] {
  try {
    return unzip(bytes, file);
  } catch (error) {
    throw damaged(file, "a zip archive (NPZ)", error);
  }
}

function contentOf({ unsupported, content }: ZipEntry, file: string, name: string): Uint8Array {
  if (unsupported !== null)
    throw new DataError(file, `its array ${name} ${unsupported}, which is not read; save it with numpy.savez or numpy.savez_compressed`);
  try {
    return content();
  } catch (error) {
    throw error instanceof DataError ? error : damaged(file, "a zip archive (NPZ)", error);
  }
}
