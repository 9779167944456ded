import { DataError } from "../../../spec/errors.ts";

export type Format = "CSV" | "NPZ" | "NPY" | "IDX" | "Parquet" | "gzip";

const startsWith = (bytes: Uint8Array, ...first: readonly number[]): boolean =>
  bytes.length >= first.length && first.every((byte, i) => bytes[i] === byte);
const idxTypes = [0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e];

/** Tells a file's format from its content: by its first bytes, and as CSV when it is text. Null when it is none of the known ones. */
export function detectFormat(bytes: Uint8Array): Format | null {
  if (startsWith(bytes, 0x1f, 0x8b)) return "gzip";
  if (startsWith(bytes, 0x50, 0x4b)) return "NPZ";
  if (startsWith(bytes, 0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)) return "NPY";
  if (startsWith(bytes, 0x50, 0x41, 0x52, 0x31)) return "Parquet";
  if (bytes.length >= 4 && startsWith(bytes, 0, 0) && idxTypes.includes(bytes[2]) && bytes[3] > 0) return "IDX";
  return isText(bytes) ? "CSV" : null;
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const endings: readonly (readonly [RegExp, Format])[] = [
  [/\.(csv|tsv|txt)$/i, "CSV"],
  [/\.npz$/i, "NPZ"],
  [/\.npy$/i, "NPY"],
  [/\.parquet$/i, "Parquet"],
  [/(\.idx|[-.]idx\d-ubyte)$/i, "IDX"],
];

/** Throws DataError where a file's name promises another format than its content has. Names without a known ending promise nothing. */
export function checkName(file: string, format: Format): void {
  const promised = endings.find(([ending]) => ending.test(file.replace(/\.gz$/i, "")))?.[1];
  if (promised !== undefined && promised !== format)
    throw new DataError(file, `its name says ${promised} but its content is ${format}; give the right file, or rename it`);
}
