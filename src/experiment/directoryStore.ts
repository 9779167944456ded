import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { DataError, SpecError } from "../spec/errors.ts";
import { checkFolder, makeFolder } from "./folder.ts";
import { StoreIndex } from "./storeIndex.ts";
import type { Store } from "./store.ts";
import type { Summary } from "./summary.ts";
import type { RunRecord } from "./types.ts";
import { verify } from "./verify.ts";
import { explained, writeWhole } from "./writeWhole.ts";

/** A file in a store that cannot be read as a record, and why. It is left where it is and never read back. */
export interface Problem {
  readonly file: string;
  readonly message: string;
}

/** What else a store may be told. */
export interface StoreOptions {
  /** Told of every file that is skipped because it is no whole record. */
  readonly onProblem?: (problem: Problem) => void;
}

export interface DirectoryStore extends Store {
  readonly directory: string;
  /** Reads every record in full and tells which files are none; also files left behind by a write that was cut off. */
  problems(): Promise<Problem[]>;
}

const recordName = /^([0-9a-f]{64})\.json$/;

/**
 * Opens a directory as a store: one file a run, `ab/abcdef….json`, in folders by the first two digits of the id. It is made by the
 * first write. Several processes may write to one store at once: equal ids mean equal records, and a file appears whole or not at all.
 * Throws SpecError where no directory is named.
 */
export function openStore(directory: string, { onProblem }: StoreOptions = {}): DirectoryStore {
  if (directory === "") throw new SpecError("", "a store needs a folder, but its name is empty: give one");
  const fileOf = (id: string): string => join(directory, id.slice(0, 2), `${id}.json`);
  const index = new StoreIndex(join(directory, "index"));

  const look = async (id: string): Promise<RunRecord | null> => {
    const file = fileOf(id);
    const text = await textOf(file);
    if (text === null) return null;
    const record = verify(text, id);
    if (typeof record !== "string") return record;
    onProblem?.({ file, message: record });
    return null;
  };

  return {
    directory,
    has: async (id) => existsSync(fileOf(id)) && (await look(id)) !== null,
    read: look,
    async write(record) {
      const file = fileOf(record.id);
      await writeWhole(file, `${JSON.stringify(record)}\n`);
      await index.add(record, file);
    },
    async prepare() {
      try {
        await makeFolder(directory);
        await checkFolder(directory);
      } catch (error) {
        throw explained(directory, error);
      }
    },
    summaries: (): Promise<Summary[]> => index.summaries(() => files(directory), look),
    async problems() {
      const found: Problem[] = [];
      for (const { folder, name } of await entries(directory)) {
        const file = join(directory, folder, name);
        const id = recordName.exec(name)?.[1];
        const message = id === undefined ? strayMessage(name) : verify((await textOf(file)) ?? "", id);
        if (typeof message === "string") found.push({ file, message });
      }
      return found;
    },
  };
}

const strayMessage = (name: string): string =>
  name.endsWith(".tmp") ? "was left behind by a write that was cut off; it may be deleted" : "does not belong into a store";

/** The files of all records: id and path, in the order of ids. */
async function files(directory: string): Promise<{ id: string; file: string }[]> {
  const found = (await entries(directory)).flatMap(({ folder, name }) => {
    const id = recordName.exec(name)?.[1];
    return id === undefined || !id.startsWith(folder) ? [] : [{ id, file: join(directory, folder, name) }];
  });
  return found.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Everything in the folders of a store that records are in. */
async function entries(directory: string): Promise<{ folder: string; name: string }[]> {
  const folders = (await list(directory)).filter((name) => /^[0-9a-f]{2}$/.test(name));
  const names = await Promise.all(folders.map((folder) => list(join(directory, folder))));
  return folders.flatMap((folder, i) => names[i].map((name) => ({ folder, name })));
}

async function list(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return [];
    throw code === "ENOTDIR"
      ? new DataError(directory, "is a file, not a folder: a store is a folder")
      : new DataError(directory, `cannot be read (${code})`);
  }
}

async function textOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new DataError(file, `cannot be read (${code})`);
  }
}
