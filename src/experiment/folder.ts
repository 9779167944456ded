import { constants } from "node:fs";
import { access, mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** Makes a folder and those above it. Throws the file system's own error where that cannot be. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    // On a read-only file system Node says of a recursive mkdir that there is no such folder: the truth is better.
    await checkFolder(folder);
    throw error;
  }
}

/** Makes sure that files can be written to a folder, or to the nearest one above it that is there. Throws the file system's own error. */
export async function checkFolder(folder: string): Promise<void> {
  await access(await nearest(resolve(folder)), constants.W_OK);
}

async function nearest(folder: string): Promise<string> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (found === null) return nearest(dirname(folder));
  if (!found.isDirectory()) throw Object.assign(new Error(`${folder} is no folder`), { code: "ENOTDIR" });
  return folder;
}
