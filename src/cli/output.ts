import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { explained } from "../experiment/writeWhole.ts";
import { DataError } from "../spec/errors.ts";

/** Makes sure, before work is done for it, that a file can be written there; nothing is made yet. Throws DataError where it cannot. */
export async function checkOutput(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory()) throw new DataError(file, "is a folder: give the name of a file in it");
  try {
    await access(await nearestFolder(dirname(resolve(file))), constants.W_OK);
  } catch (error) {
    throw explained(file, error);
  }
}

/** The folder itself, or the nearest one above it that is there. */
async function nearestFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (found === null) return nearestFolder(dirname(folder));
  if (!found.isDirectory()) throw Object.assign(new Error(`${folder} is no folder`), { code: "ENOTDIR" });
  return folder;
}
