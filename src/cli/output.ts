import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { checkFolder } from "../experiment/folder.ts";
import { explained } from "../experiment/writeWhole.ts";
import { DataError } from "../spec/errors.ts";

/**
 * Makes sure, before work is done for it, that a file can be written there; nothing is made yet. Throws DataError where it cannot, or where the file is one of
 * those that the work reads (names that are no files do not matter).
 */
export async function checkOutput(file: string, reads: readonly string[] = []): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory()) throw new DataError(file, "is a folder: give the name of a file in it");
  for (const name of found === null ? [] : reads) {
    const read = await stat(name).catch(() => null);
    if (read !== null && read.ino === found!.ino && read.dev === found!.dev)
      throw new DataError(file, "is what this command reads, and would be written over: give another name");
  }
  try {
    await checkFolder(dirname(file));
  } catch (error) {
    throw explained(file, error);
  }
}
