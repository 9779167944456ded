import { open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { explained } from "./fileErrors.ts";
import { checkFolder, makeFolder } from "./folder.ts";
import { checkPermission, type Place, placeOf } from "./outputPlace.ts";
import { settle, temporaryFor } from "./temporary.ts";
import { writeDescriptor, writeStream } from "./writeStream.ts";

export { explained } from "./fileErrors.ts";

/** What a file is to hold. */
export interface Content {
  readonly file: string;
  readonly content: string | Uint8Array;
}

/**
 * Writes a file whole or not at all: to a temporary name in the same folder, flushed to the disk, then renamed. A file that was there
 * keeps its permissions, and a link to it stays a link. What is not a file (a device, a pipe, `/dev/stdout`) is written into.
 * Throws DataError, in one sentence, where that cannot be, as when the disk is full; the file of before is then as it was.
 */
export const writeWhole = (file: string, content: string | Uint8Array): Promise<void> => writeAll([{ file, content }]);

/** Writes several files, all or none: none has its name before all are on the disk. Else as `writeWhole`. */
export async function writeAll(contents: readonly Content[]): Promise<void> {
  const begun: { readonly file: string; readonly writing: Writing }[] = [];
  try {
    for (const { file, content } of contents) begun.push({ file, writing: await explaining(file, begin(file, content)) });
    for (const { file, writing } of begun) await explaining(file, writing.finish());
  } catch (error) {
    for (const { writing } of begun) await writing.abandon();
    throw error;
  }
}

/** Makes sure, before work is done for it, that `writeWhole` can write there; nothing is made yet. Throws DataError where it cannot. */
export const checkWritable = (file: string): Promise<void> => explaining(file, check(file));

async function check(file: string): Promise<void> {
  const place = await placeOf(file);
  if (place.kind === "descriptor") return writeDescriptor(place.descriptor, new Uint8Array(0));
  if (place.kind === "stream" || place.mode !== null) await checkPermission(place.path);
  if (place.kind === "file") await probe(await checkFolder(dirname(place.path)));
}

/** Some folders take no files, whatever their permissions say. */
async function probe(folder: string): Promise<void> {
  const name = temporaryFor(join(folder, "probe"));
  try {
    await (await open(name, "wx")).close();
  } finally {
    await rm(name, { force: true }).catch(() => undefined);
    settle(name);
  }
}

async function explaining<Result>(file: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw explained(file, error);
  }
}

/** Content that is on its way to its place. */
interface Writing {
  finish(): Promise<void>;
  /** Leaves nothing of it; after `finish` it has no effect. */
  abandon(): Promise<void>;
}

async function begin(file: string, content: string | Uint8Array): Promise<Writing> {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  const place = await placeOf(file);
  if (place.kind === "file") return beginFile(place, bytes);
  // What is written into cannot be taken back: that comes last.
  return {
    finish: () => (place.kind === "stream" ? writeStream(place.path, bytes) : writeDescriptor(place.descriptor, bytes)),
    abandon: async () => undefined,
  };
}

async function beginFile({ path, mode, owner }: Extract<Place, { kind: "file" }>, bytes: Uint8Array): Promise<Writing> {
  // One that may not be written is not to be replaced either.
  if (mode !== null) await checkPermission(path);
  const name = temporaryFor(path);
  const abandon = async (): Promise<void> => {
    await rm(name, { force: true }).catch(() => undefined);
    settle(name);
  };
  try {
    const handle = await openIn(name);
    try {
      // File systems without permissions or owners are written to all the same.
      if (owner !== null) await handle.chown(...owner).catch(() => undefined);
      if (mode !== null) await handle.chmod(mode).catch(() => undefined);
      await handle.writeFile(bytes);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await abandon();
    throw error;
  }
  return {
    abandon,
    async finish() {
      await rename(name, path);
      settle(name);
    },
  };
}

async function openIn(name: string): ReturnType<typeof open> {
  try {
    return await open(name, "wx");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await makeFolder(dirname(name));
    return open(name, "wx");
  }
}
