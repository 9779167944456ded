import { realpath } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { isSameFile, placeOf } from "../experiment/outputPlace.ts";
import { checkWritable } from "../experiment/writeWhole.ts";
import { DataError } from "../spec/errors.ts";

/**
 * Makes sure, before work is done for it, that a file can be written there; nothing is made yet. Throws DataError where it cannot, or
 * where the file is one of those that the work reads, by whatever link (names that are no files do not matter; `-` is standard input).
 */
export async function checkOutput(file: string, reads: readonly string[] = []): Promise<void> {
  await checkWritable(file);
  for (const name of reads)
    if (await isSameFile(file, name === "-" ? "/dev/stdin" : name))
      throw new DataError(file, "is what this command reads, and would be written over: give another name");
}

/** Makes sure that a file is none of those that a store keeps its records in. Throws DataError where it is. */
export async function checkOutside(file: string, store: string): Promise<void> {
  const [folder, home] = await Promise.all([dirname(file), store].map((path) => realpath(path).catch(() => null)));
  if (folder === null || home === null) return;
  if (/^([0-9a-f]{2}|index)$/.test(relative(home, folder)))
    throw new DataError(file, `is where the store ${store} keeps its records: give a name in another folder`);
}

/** Whether what is written there goes to standard output: `-`, `/dev/stdout` or another name of it. */
export async function isStandardOutput(file: string): Promise<boolean> {
  if (file === "-") return true;
  const place = await placeOf(file).catch(() => null);
  return place?.kind === "descriptor" && place.descriptor === 1;
}

/** Every text in a spec that has not been checked yet: among them are the names of the files of data that it reads. */
export function textsOf(spec: unknown): string[] {
  const found = new Set<string>();
  const look = (value: unknown, depth: number): void => {
    if (typeof value === "string" && value.length <= longestPath) found.add(value);
    else if (typeof value === "object" && value !== null && depth < deepest) for (const one of Object.values(value)) look(one, depth + 1);
  };
  look(spec, 0);
  return [...found];
}

/** No file has a longer name. */
const longestPath = 4096;
const deepest = 12;
