import { constants, fstatSync } from "node:fs";
import { access, lstat, readlink, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { DataError } from "../spec/errors.ts";

/** Where something that is written under a name ends up. */
export type Place =
  /** A file that is replaced as a whole, or made; links were followed. `mode` are its permissions, null where there is none yet. */
  | { readonly kind: "file"; readonly path: string; readonly mode: number | null; readonly owner: readonly [number, number] | null }
  /** What is there is written into: a device or a pipe with a name. */
  | { readonly kind: "stream"; readonly path: string }
  /** One of this process's open files, `/dev/stdout` or `/dev/fd/3`: it is written on where it stands. */
  | { readonly kind: "descriptor"; readonly descriptor: number };

/** As many links as Linux follows. */
const mostLinks = 40;
const own = new RegExp(`^/(?:dev|proc/(?:self|thread-self|${process.pid})(?:/task/\\d+)?)/fd/(\\d+)$`);

/**
 * Where a file of this name would be written. Throws DataError where that can be nothing that is written to (a folder, a disk, a
 * socket, a circle of links), and the file system's own errors.
 */
export async function placeOf(file: string): Promise<Place> {
  if (file === "") throw new DataError('""', "is no name of a file: give one");
  if (file.endsWith("/")) throw new DataError(file, "names a folder, since it ends in /: give the name of a file in it");
  const path = await followed(file);
  const descriptor = own.exec(path)?.[1];
  if (descriptor !== undefined) {
    fstatSync(Number(descriptor));
    return { kind: "descriptor", descriptor: Number(descriptor) };
  }
  const found = await lstat(path).catch(absent);
  if (found === null) return { kind: "file", path, mode: null, owner: null };
  if (found.isDirectory()) throw new DataError(file, "is a folder: give the name of a file in it");
  if (found.isBlockDevice()) throw new DataError(file, "is a disk: give the name of a file on it");
  if (found.isSocket()) throw new DataError(file, "is a socket: give the name of a file, a pipe or a device");
  if (!found.isFile()) return { kind: "stream", path };
  return { kind: "file", path, mode: found.mode & 0o7777, owner: [found.uid, found.gid] };
}

/** The name at the end of a chain of links, in the folder that it is truly in. */
async function followed(file: string): Promise<string> {
  let path = file;
  for (let links = 0; links <= mostLinks; links++) {
    if (own.test(path)) return path;
    const folder = await realpath(dirname(path)).catch(absent);
    // Folders that are missing are made later, and are no links.
    path = folder === null ? resolve(path) : join(folder, basename(path));
    if (own.test(path)) return path;
    const found = await lstat(path).catch(absent);
    if (found === null || !found.isSymbolicLink()) return path;
    const target = await readlink(path);
    path = isAbsolute(target) ? target : `${dirname(path)}/${target}`;
  }
  throw new DataError(file, "its links lead in a circle");
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}

/** Whether two names are of one regular file, through whatever links. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((name) => stat(name, { bigint: true }).catch(() => null)));
  return a !== null && b !== null && a.isFile() && a.ino === b.ino && a.dev === b.dev;
}

/** Throws the file system's own error where a file, a device or a pipe may not be written to. */
export const checkPermission = (path: string): Promise<void> => access(path, constants.W_OK);
