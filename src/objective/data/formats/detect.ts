import { DataError } from "../../../spec/errors.ts";

export type Format = "CSV" | "NPZ" | "NPY" | "IDX" | "Parquet" | "gzip" | "zstd";

const startsWith = (bytes: Uint8Array, ...first: readonly number[]): boolean =>
  bytes.length >= first.length && first.every((byte, i) => bytes[i] === byte);
const idxTypes = [0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e];

/** Tells a file's format from its content: by its first bytes, and as CSV when it is text. Null when it is none of the known ones. */
export function detectFormat(bytes: Uint8Array): Format | null {
  if (startsWith(bytes, 0x1f, 0x8b)) return "gzip";
  if (startsWith(bytes, 0x28, 0xb5, 0x2f, 0xfd)) return "zstd";
  // A skippable frame of Zstandard.
  if (bytes.length >= 8 && (bytes[0] & 0xf0) === 0x50 && bytes[1] === 0x2a && bytes[2] === 0x4d && bytes[3] === 0x18) return "zstd";
  if (startsWith(bytes, 0x50, 0x4b, 3, 4) || startsWith(bytes, 0x50, 0x4b, 5, 6)) return "NPZ";
  if (startsWith(bytes, 0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)) return "NPY";
  if (startsWith(bytes, 0x50, 0x41, 0x52, 0x31) || startsWith(bytes, 0x50, 0x41, 0x52, 0x45)) return "Parquet";
  if (bytes.length >= 4 && startsWith(bytes, 0, 0) && idxTypes.includes(bytes[2]) && bytes[3] > 0) return "IDX";
  // A kind that begins with no letter is no text, whatever follows.
  if (bytes[0] > 126 && kindOf(bytes) !== undefined) return null;
  return isText(bytes) ? "CSV" : null;
}

/** Text has no control characters but those of lines and blanks; UTF-16 is known by its mark. Which encoding it has, its reader finds out. */
function isText(bytes: Uint8Array): boolean {
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) return true;
  // Four bytes are looked at in one word: most words hold no byte below a blank (Warren 2013, Hacker's Delight, § 6-1).
  const head = Math.min(bytes.length, (4 - (bytes.byteOffset % 4)) % 4);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + head, (bytes.length - head) >> 2);
  const tail = head + 4 * words.length;
  if (!allText(bytes, 0, head) || !allText(bytes, tail, bytes.length)) return false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (((word - 0x20202020) & ~word & 0x80808080) !== 0 && !allText(bytes, head + 4 * i, head + 4 * i + 4)) return false;
  }
  return true;
}

function allText(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte < 32 && (byte < 9 || byte > 13) && byte !== 26) return false;
  }
  return true;
}

const kinds: readonly (readonly [what: string, advice: string, ...first: number[]])[] = [
  ["an HDF5 file", "save its arrays with numpy.savez", 0x89, 0x48, 0x44, 0x46],
  ["an xz file", "unpack it with xz -d", 0xfd, 0x37, 0x7a, 0x58, 0x5a],
  ["a bzip2 file", "unpack it with bzip2 -d", 0x42, 0x5a, 0x68],
  ["a 7-zip archive", "unpack it", 0x37, 0x7a, 0xbc, 0xaf],
  ["an LZ4 file", "unpack it with lz4 -d", 0x04, 0x22, 0x4d, 0x18],
  ["an Arrow (Feather) file", "write it as Parquet", 0x41, 0x52, 0x52, 0x4f, 0x57, 0x31],
  ["an Arrow (Feather) file", "write it as Parquet", 0x46, 0x45, 0x41, 0x31],
  ["an ORC file", "write it as Parquet", 0x4f, 0x52, 0x43, 0x0a],
  ["an old Excel workbook", "save the sheet as CSV", 0xd0, 0xcf, 0x11, 0xe0],
  ["a MATLAB file", "save its arrays with writematrix as CSV", 0x4d, 0x41, 0x54, 0x4c, 0x41, 0x42, 0x20, 0x35],
  ["a Python pickle", "save its arrays with numpy.savez", 0x80, 0x02],
  ["a Python pickle", "save its arrays with numpy.savez", 0x80, 0x03],
  ["a Python pickle", "save its arrays with numpy.savez", 0x80, 0x04],
  ["a Python pickle", "save its arrays with numpy.savez", 0x80, 0x05],
  ["an SQLite database", "write its table as CSV", 0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20],
  ["a PDF", "write its table as CSV", 0x25, 0x50, 0x44, 0x46, 0x2d],
];

const kindOf = (bytes: Uint8Array): (typeof kinds)[number] | undefined => kinds.find(([, , ...first]) => startsWith(bytes, ...first));

/** What is said of content that is none of the formats that are read: what it is, where that is known, and what would be right. */
export function unknownSaid(bytes: Uint8Array): string {
  const known = kindOf(bytes);
  if (known !== undefined) return `is ${known[0]}, which is not read; ${known[1]}`;
  const zeros = bytes.subarray(0, 1000).reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  if (bytes[0] >= 32 && zeros > 0 && zeros >= Math.min(bytes.length, 1000) / 2 - 2 && bytes[1] === 0)
    return "seems to be UTF-16 text without a byte order mark; save it in UTF-8";
  return "is not a CSV, NPZ, NPY, IDX or Parquet file; convert it to one of them (CSV in UTF-8)";
}

/** Whether a text is JSON rather than lines of fields. */
export function isJson(bytes: Uint8Array): boolean {
  const trimmed = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);
  let [first, last] = [0, bytes.length - 1];
  while (first < last && trimmed(bytes[first])) first++;
  while (last > first && trimmed(bytes[last])) last--;
  return (bytes[first] === 0x7b && bytes[last] === 0x7d) || (bytes[first] === 0x5b && bytes[last] === 0x5d);
}

const endings: readonly (readonly [RegExp, Format])[] = [
  [/\.(csv|tsv|txt)$/i, "CSV"],
  [/\.npz$/i, "NPZ"],
  [/\.npy$/i, "NPY"],
  [/\.(parquet|pq)$/i, "Parquet"],
  [/(\.idx|[-.]idx\d-ubyte)$/i, "IDX"],
];

/** Throws DataError where a file's name promises another format than its content has. Names without a known ending promise nothing. */
export function checkName(file: string, format: Format): void {
  const promised = endings.find(([ending]) => ending.test(file.replace(/\.(gz|zst)$/i, "")))?.[1];
  if (promised !== undefined && promised !== format)
    throw new DataError(
      file,
      `its name says ${promised} but its content is ${format === "NPZ" ? "a zip archive (NPZ, or an Excel workbook)" : format}; give the right file, or rename it`,
    );
}
