import { constants } from "node:fs";
import { access, mkdir, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";

/**
 * Makes a folder and those above it that are missing. Throws the file system's own error where that cannot be. (Node's own recursive
 * mkdir does not come back from file systems that refuse with "no such folder", and says it of read-only ones.)
 */
export async function makeFolder(folder: string): Promise<void> {
  const whole = resolve(folder);
  let path = await nearest(whole);
  for (const name of relative(path, whole)
    .split(sep)
    .filter((part) => part !== "")) {
    path = join(path, name);
    await mkdir(path).catch((error: NodeJS.ErrnoException) => {
      // Another process may have made it meanwhile.
      if (error.code !== "EEXIST") throw error;
    });
  }
}

/**
 * Makes sure that files can be written to a folder, or to the nearest one above it that is there, and gives that one. Throws the file
 * system's own error.
 */
export async function checkFolder(folder: string): Promise<string> {
  const found = await nearest(resolve(folder));
  await access(found, constants.W_OK | constants.X_OK);
  return found;
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
