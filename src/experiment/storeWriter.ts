import { existsSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "../spec/errors.ts";
import { setAside } from "./aside.ts";
import { makeFolder } from "./folder.ts";
import { isThere, readRecordFile } from "./recordFile.ts";
import { isWhole, recordText, sealed } from "./recordHash.ts";
import { sentenceOf, storeError } from "./storeError.ts";
import type { StoreIndex } from "./storeIndex.ts";
import type { RunRecord } from "./types.ts";
import { explained, writeWhole } from "./writeWhole.ts";

/**
 * Opens the writing of records to a directory. What stands in the place of a record and is none is kept aside first. The function throws DataError where
 * this one record cannot be written, StoreError where the store takes none any more: its disk is full, or it was deleted, unmounted or made read-only.
 */
export function openWriter(
  directory: string,
  fileOf: (id: string) => string,
  index: StoreIndex,
  existing: boolean,
): (record: RunRecord) => Promise<void> {
  let isMade = existing;
  let last: string | null = null;

  /** Makes the folder before the first write; afterwards it must be there. */
  const standing = async (): Promise<void> => {
    if (!isMade) await makeFolder(directory).catch((error: unknown) => raise(explained(directory, error)));
    else if (await isGone(directory, last)) throw storeError(directory, goneMessage, true);
    isMade = true;
  };

  const put = async (file: string, text: string): Promise<void> => {
    try {
      await writeWhole(file, text);
    } catch (error) {
      if (await isGone(directory, last)) throw storeError(directory, goneMessage, true);
      await checkTakes(directory, error);
      // Another machine's process may have taken the file under way for one left behind.
      await writeWhole(file, text);
    }
  };

  return async (record) => {
    const file = fileOf(record.id);
    const text = textOf(record, file);
    await standing();
    await makeRoom(file, record.id);
    await put(file, text);
    last = file;
    await index.add(record, file);
  };
}

const goneMessage = "is no longer there: it was deleted, moved or unmounted";

function raise(error: unknown): never {
  throw error;
}

function textOf(record: RunRecord, file: string): string {
  const whole = record.hash === undefined ? sealed(record) : record;
  if (isWhole(whole) === false)
    throw new DataError(file, "is not written: the record was changed since its run, and does not fit its hash");
  try {
    return recordText(whole);
  } catch (error) {
    if (error instanceof RangeError)
      throw new DataError(file, "cannot be written: the record is too large for one file; measure less often");
    throw error;
  }
}

/** Makes sure that nothing is lost by writing there. */
async function makeRoom(file: string, id: string): Promise<void> {
  if (!(await isThere(file))) return;
  const found = await readRecordFile(file, id);
  if (found === null || !("message" in found)) return;
  if (found.kind === "newer") throw new DataError(file, found.message);
  await setAside(file).catch((error: unknown) => raise(explained(file, error)));
}

/** Whether the store has vanished: its folder, or all that was in it. */
async function isGone(directory: string, last: string | null): Promise<boolean> {
  if (!existsSync(directory)) return true;
  if (last === null || existsSync(last)) return false;
  const names = await readdir(directory).catch(() => []);
  return !names.some((name) => /^[0-9a-f]{2}$/.test(name));
}

/** Faults of a disk, whatever is written. */
const faultsOfDisks = ["ENOSPC", "EDQUOT", "EROFS", "EIO"];

/** Throws StoreError where the store takes nothing any more, because of what `error` says of a file. */
async function checkTakes(directory: string, error: unknown): Promise<void> {
  if (!(error instanceof DataError)) throw error;
  const { file, cause } = error as DataError & { readonly cause?: NodeJS.ErrnoException };
  const sentence = sentenceOf(error);
  const probe = join(directory, `.${process.pid}-probe-${Date.now().toString(36)}.tmp`);
  try {
    await writeFile(probe, "thalweg\n", { flag: "wx" });
  } catch {
    throw storeError(file, sentence, false);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
  if (faultsOfDisks.includes(cause?.code ?? "")) throw storeError(file, sentence, false);
}
