import { lstat, readFile, stat } from "node:fs/promises";
import { type Fault as Damage, verify } from "./verify.ts";
import type { RunRecord } from "./types.ts";

/** Why a file in a store is not used, as a sentence that goes on from the file's name. */
export interface Fault {
  /** "unreadable": the system does not give its content; for the others see `verify`. */
  readonly kind: Damage["kind"] | "unreadable";
  readonly message: string;
}

/** No record is longer, in bytes: it would not fit into a string. */
const longest = 2 ** 29 - 2 ** 16;

/** The record in a file, null where there is none, or why it is none. */
export async function readRecordFile(file: string, id: string): Promise<RunRecord | Fault | null> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) return unreadable("is a folder, where a record should be");
    if (!found.isFile()) return unreadable("is no regular file");
    if (found.size > longest) return { kind: "damaged", message: `has ${found.size} bytes, and no record has more than ${longest}` };
    return verify(await readFile(file, "utf8"), id);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (code === "ENOENT" || code === "ENOTDIR") return (await isThere(file)) ? unreadable("is a link to a file that is not there") : null;
    return unreadable(`cannot be read: ${reasons[code] ?? code}`);
  }
}

/** Whether something stands under that name, if only a link that leads nowhere. */
export async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

const unreadable = (message: string): Fault => ({ kind: "unreadable", message });

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ELOOP: "it is a link that leads back to itself",
  EIO: "the disk fails to give it",
};
