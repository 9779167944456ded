import { DataError } from "../../spec/errors.ts";
import { checkName, detectFormat, type Format } from "./formats/detect.ts";
import { damaged } from "./formats/sheet.ts";

/** A file's bytes, unpacked where it was gzipped, and what they are. */
export interface Content {
  readonly bytes: Uint8Array;
  readonly format: Exclude<Format, "gzip">;
}

/** Reads a file and recognises its format by its content. Throws DataError where it is missing, empty, unknown, or not what its name says. */
export async function readContent(path: string): Promise<Content> {
  return contentOf(await readBytes(path), path);
}

/** Recognises the format of a file's bytes, and unpacks them. Throws DataError as `readContent` does. */
export async function contentOf(raw: Uint8Array, path: string): Promise<Content> {
  if (raw.length === 0) throw new DataError(path, "is empty");
  const bytes = detectFormat(raw) === "gzip" ? await unpack(raw, path) : raw;
  const format = detectFormat(bytes);
  if (format === null || format === "gzip")
    throw new DataError(path, "is not a CSV, NPZ, NPY, IDX or Parquet file; convert it to one of them (CSV in UTF-8)");
  checkName(path, format);
  return { bytes, format };
}

async function unpack(bytes: Uint8Array, path: string): Promise<Uint8Array> {
  const { gunzip } = await import("./formats/unpack.ts");
  try {
    return gunzip(bytes);
  } catch (error) {
    throw damaged(path, "a gzip file", error);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; check the path, which is relative to the folder where the program was started",
  EISDIR: "is a folder; name a file in it",
  EACCES: "may not be read by this user; change its permissions",
};

async function readBytes(path: string): Promise<Uint8Array> {
  const files = await import("node:fs/promises").catch(() => null);
  if (files?.readFile === undefined)
    throw new DataError(path, 'files cannot be read in a browser; pass the numbers as data of kind "table"');
  try {
    return await files.readFile(path);
  } catch (error) {
    const { code = "", message } = error as { code?: string; message: string };
    throw new DataError(path, reasons[code] ?? `cannot be read (${message})`);
  }
}
