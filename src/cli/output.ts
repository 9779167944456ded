import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { checkFolder } from "../experiment/folder.ts";
import { explained } from "../experiment/writeWhole.ts";
import { DataError } from "../spec/errors.ts";

/** Makes sure, before work is done for it, that a file can be written there; nothing is made yet. Throws DataError where it cannot. */
export async function checkOutput(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory()) throw new DataError(file, "is a folder: give the name of a file in it");
  try {
    await checkFolder(dirname(file));
  } catch (error) {
    throw explained(file, error);
  }
}
