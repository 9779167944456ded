import { existsSync } from "node:fs";
import { join } from "node:path";
import { DataError, SpecError } from "../spec/errors.ts";
import { isAside } from "./aside.ts";
import { checkFolder, makeFolder } from "./folder.ts";
import { isLeftover, removeLeftovers } from "./leftovers.ts";
import { type Fault, readRecordFile } from "./recordFile.ts";
import { isWhole } from "./recordHash.ts";
import type { Store } from "./store.ts";
import { contents, recordName } from "./storeContents.ts";
import { StoreIndex } from "./storeIndex.ts";
import { openWriter } from "./storeWriter.ts";
import type { Summary } from "./summary.ts";
import type { RunRecord } from "./types.ts";
import { explained } from "./writeWhole.ts";

/** A file in a store that is not used as a record, and why. */
export interface Problem {
  readonly file: string;
  /** A sentence that goes on from the file's name. */
  readonly message: string;
  /**
   * "damaged": no whole record; "newer": made by a later version of thalweg; "unreadable": the system does not give its content; "stray": does not belong into a
   * store; and what does no harm: "leftover" of a write that was cut off, "aside": kept when its run was done again, "unhashed": a record from before hashes, which is used.
   */
  readonly kind: "damaged" | "newer" | "unreadable" | "stray" | "leftover" | "aside" | "unhashed";
}

/** What else a store may be told. */
export interface StoreOptions {
  /** Told once of every file that is not used because it is no whole record. It stays where it is until its run is done again; then it is kept aside. */
  readonly onProblem?: (problem: Problem) => void;
  /** Whether the folder is there already: then it is not made anew where it has vanished. */
  readonly existing?: boolean;
}

export interface DirectoryStore extends Store {
  readonly directory: string;
  /** Reads every record in full and tells which files are none; also files left behind by a write that was cut off. */
  problems(): Promise<Problem[]>;
  /** The same, and what does no harm: files that were kept aside, records from before hashes. */
  remarks(): Promise<Problem[]>;
}

/**
 * Opens a directory as a store: one file a run, `ab/abcdef….json`, in folders by the first two digits of the id. It is made by the
 * first write. Several processes may write to one store at once: equal ids mean equal records, and a file appears whole or not at all.
 * A record that is damaged (its hash says so) or cannot be read counts as not there; when its run is done again it is kept aside, as `….json.damaged-1`.
 * Throws SpecError where no directory is named. Its functions throw DataError where the folder cannot be read, or holds records of a later version.
 */
export function openStore(directory: string, { onProblem, existing = false }: StoreOptions = {}): DirectoryStore {
  if (directory === "") throw new SpecError("", "a store needs a folder, but its name is empty: give one");
  const fileOf = (id: string): string => join(directory, id.slice(0, 2), `${id}.json`);
  const index = new StoreIndex(join(directory, "index"));
  const told = new Set<string>();

  const tell = (problem: Problem): void => {
    const key = `${problem.file}: ${problem.message}`;
    if (!told.has(key)) onProblem?.(problem);
    told.add(key);
  };

  const look = async (id: string, isIndexed = true): Promise<RunRecord | null> => {
    const file = fileOf(id);
    const found = await readRecordFile(file, id);
    if (found === null || !isFault(found)) return found;
    if (found.kind === "newer") throw new DataError(file, found.message);
    tell({ file, ...found });
    if (isIndexed) await index.forget(id, file);
    return null;
  };

  const remarks = async (): Promise<Problem[]> => {
    const { entries, faults } = await contents(directory);
    const found: Problem[] = [...faults];
    for (const { folder, name } of entries) {
      const problem = await problemOf(directory, folder, name);
      if (problem !== null) found.push(problem);
    }
    return found;
  };

  return {
    directory,
    has: async (id) => existsSync(fileOf(id)) && (await look(id)) !== null,
    read: (id) => look(id),
    write: openWriter(directory, fileOf, index, existing),
    async prepare() {
      try {
        await makeFolder(directory);
        await checkFolder(directory);
      } catch (error) {
        throw explained(directory, error);
      }
      const { folders } = await contents(directory);
      await removeLeftovers([directory, ...["index", ...folders].map((name) => join(directory, name))]);
    },
    async summaries(): Promise<Summary[]> {
      const { files, faults } = await contents(directory);
      faults.forEach(tell);
      return index.summaries(files, (id) => look(id, false));
    },
    async lost(ids) {
      return ids.filter((id) => !existsSync(fileOf(id)));
    },
    problems: async () => (await remarks()).filter(({ kind }) => kind !== "aside" && kind !== "unhashed"),
    remarks,
  };
}

export const isFault = (found: RunRecord | Fault): found is Fault => "message" in found;

async function problemOf(directory: string, folder: string, name: string): Promise<Problem | null> {
  const file = join(directory, folder, name);
  const id = recordName.exec(name)?.[1];
  if (id === undefined) return { file, ...stray(name) };
  const found = await readRecordFile(file, id);
  if (found === null) return null;
  if (isFault(found)) return { file, ...found };
  if (!id.startsWith(folder))
    return { file, kind: "stray", message: `stands in the wrong folder, and is not used: it belongs in ${id.slice(0, 2)}` };
  return isWhole(found) === null
    ? { file, kind: "unhashed", message: "was written before records had a hash: damage to it may go unseen" }
    : null;
}

function stray(name: string): Pick<Problem, "kind" | "message"> {
  if (isAside(name)) return { kind: "aside", message: "was kept aside when its run was done again; it may be deleted" };
  if (isLeftover(name)) return { kind: "leftover", message: "was left behind by a write that was cut off; the next sweep removes it" };
  if (name.endsWith(".tmp")) return { kind: "leftover", message: "is being written, or was left behind by a write that was cut off" };
  return { kind: "stray", message: "does not belong into a store" };
}
