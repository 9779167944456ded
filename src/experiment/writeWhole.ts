import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DataError } from "../spec/errors.ts";
import { makeFolder } from "./folder.ts";

let written = 0;

/** A name beside the file that no other process uses; it begins with a dot and ends in .tmp. */
const temporary = (file: string): string => join(dirname(file), `.${process.pid}-${Date.now().toString(36)}-${written++}.tmp`);

/**
 * Writes a file whole or not at all: to a temporary name in the same folder, flushed to the disk, then renamed.
 * Throws DataError, in one sentence, where the disk is full or the place is read-only.
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  const name = temporary(file);
  try {
    const handle = await openIn(name);
    try {
      await handle.writeFile(content);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(name, file);
  } catch (error) {
    await rm(name, { force: true }).catch(() => undefined);
    throw explained(file, error);
  }
}

async function openIn(name: string): Promise<Awaited<ReturnType<typeof open>>> {
  try {
    return await open(name, "wx");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await makeFolder(dirname(name));
    return open(name, "wx");
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: "cannot be written: the disk is full",
  EDQUOT: "cannot be written: the disk quota is used up",
  EFBIG: "cannot be written: the system does not allow files of that size",
  EROFS: "cannot be written: the file system is read-only",
  EACCES: "cannot be written: permission denied",
  EPERM: "cannot be written: permission denied",
  ENOENT: "cannot be written: no folder can be made there",
  ENOTDIR: "cannot be written: a part of its path is a file, not a folder",
  EEXIST: "cannot be written: a part of its path is a file, not a folder",
  EMFILE: "cannot be written: too many files are open",
};

/** A file-system error as one sentence; the error itself is its cause. */
export function explained(file: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  return code === undefined ? error : Object.assign(new DataError(file, reasons[code] ?? `cannot be written (${code})`), { cause: error });
}
