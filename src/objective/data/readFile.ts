import { DataError } from "../../spec/errors.ts";
import { checkName, detectFormat, type Format, isJson, unknownSaid } from "./formats/detect.ts";
import { mostFileBytes } from "./formats/limits.ts";
import { damaged } from "./formats/sheet.ts";

/** A file's bytes, unpacked where it was packed, and what they are. */
export interface Content {
  readonly bytes: Uint8Array;
  readonly format: Exclude<Format, "gzip" | "zstd">;
}

/**
 * Reads a file and recognises its format by its content, of a gzip or Zstandard file by what it holds. Throws DataError where it is
 * missing, no regular file, empty, too large, unknown, or not what its name says.
 */
export async function readContent(path: string): Promise<Content> {
  return contentOf(await readBytes(path), path);
}

/** Recognises the format of a file's bytes, and unpacks them. Throws DataError as `readContent` does. */
export async function contentOf(raw: Uint8Array, path: string): Promise<Content> {
  if (raw.length === 0) throw new DataError(path, "is empty");
  const packing = detectFormat(raw);
  const bytes = packing === "gzip" || packing === "zstd" ? await unpack(raw, path, packing) : raw;
  if (bytes.length === 0) throw new DataError(path, `is a ${packing} file of nothing; it is empty once unpacked`);
  const format = detectFormat(bytes);
  if (format === "gzip" || format === "zstd") throw new DataError(path, `is packed twice (${format} in ${packing}); unpack it once`);
  if (format === null) throw new DataError(path, unknownSaid(bytes));
  if (format === "CSV" && isJson(bytes))
    throw new DataError(path, 'is JSON, which is not read; write it as CSV, or give the numbers as data of kind "table"');
  checkName(path, format);
  return { bytes, format };
}

async function unpack(bytes: Uint8Array, path: string, packing: "gzip" | "zstd"): Promise<Uint8Array> {
  try {
    return packing === "gzip"
      ? (await import("./formats/unpack.ts")).gunzip(bytes, path)
      : await (await import("./formats/zstd.ts")).unzstd(bytes, path);
  } catch (error) {
    throw error instanceof DataError ? error : damaged(path, `a ${packing} file`, error);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; check the path, which is relative to the folder where the program was started",
  ENOTDIR: "a part of the path is a file, not a folder; check the path",
  EISDIR: "is a folder; name a file in it",
  EACCES: "may not be read by this user; change its permissions",
  ELOOP: "is a link that leads to itself; name the file",
};

async function readBytes(path: string): Promise<Uint8Array> {
  const files = await import("node:fs/promises").catch(() => null);
  if (files?.readFile === undefined)
    throw new DataError(path, 'files cannot be read in a browser; pass the numbers as data of kind "table"');
  try {
    // A pipe or device would be waited for, or read without end.
    const state = await files.stat(path);
    if (state.isDirectory()) throw new DataError(path, reasons["EISDIR"]);
    if (!state.isFile()) throw new DataError(path, "is no regular file (a pipe, socket or device); write the data to a file and name that");
    if (state.size > mostFileBytes)
      throw new DataError(path, `has ${state.size} bytes, and at most 2 GiB are read; write a file of the part that is needed`);
    const { buffer, byteOffset, byteLength } = await files.readFile(path);
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (error) {
    if (error instanceof DataError) throw error;
    const { code = "", message } = error as { code?: string; message: string };
    throw new DataError(path, reasons[code] ?? `cannot be read (${message})`);
  }
}
