import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "../spec/errors.ts";

/** A folder of records that cannot be read, and why. */
interface Closed {
  readonly file: string;
  readonly kind: "unreadable";
  readonly message: string;
}

/** The file of a record: its id and what follows. */
export const recordName = /^([0-9a-f]{64})\.json$/;

interface Entry {
  readonly folder: string;
  readonly name: string;
}

export interface Contents {
  /** The folders that records are in. */
  readonly folders: readonly string[];
  /** Everything in them. */
  readonly entries: readonly Entry[];
  /** The files of all records: id and path, in the order of ids. */
  readonly files: { id: string; file: string }[];
  /** Folders that cannot be read. */
  readonly faults: readonly Closed[];
}

/** What a store holds. Throws DataError where it is no folder or cannot be read. */
export async function contents(directory: string): Promise<Contents> {
  const folders = (await list(directory)).filter((name) => /^[0-9a-f]{2}$/.test(name));
  const faults: Closed[] = [];
  const listed = async (folder: string): Promise<Entry[]> => {
    const file = join(directory, folder);
    try {
      return (await readdir(file)).map((name) => ({ folder, name }));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code!;
      const why = code === "ENOTDIR" ? "is a file, where a folder of records should be" : `cannot be read: ${reasons[code] ?? code}`;
      faults.push({ file, kind: "unreadable", message: why });
      return [];
    }
  };
  const entries = (await Promise.all(folders.map(listed))).flat();
  const files = entries.flatMap(({ folder, name }) => {
    const id = recordName.exec(name)?.[1];
    return id === undefined || !id.startsWith(folder) ? [] : [{ id, file: join(directory, folder, name) }];
  });
  return { folders, entries, files: files.toSorted((a, b) => (a.id < b.id ? -1 : 1)), faults };
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOENT: "it is a link to a folder that is not there",
  ELOOP: "it is a link that leads back to itself",
};

async function list(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code!;
    if (code === "ENOENT") return [];
    throw code === "ENOTDIR"
      ? new DataError(directory, "is a file, not a folder: a store is a folder")
      : new DataError(directory, `cannot be read: ${reasons[code] ?? code}`);
  }
}
