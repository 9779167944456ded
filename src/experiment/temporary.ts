import { createHash } from "node:crypto";
import { readlinkSync, rmSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { traceFolder } from "./traces.ts";

/** `.PID-PLACE-TIME-COUNT.tmp`: whose it is, and where and when it was begun. */
const pattern = /^\.(\d+)-([0-9a-f]{8})-[0-9a-z]+-\d+\.tmp$/;

/** Process numbers mean something on one machine, and within one namespace of processes there, alone. */
const place = createHash("sha256").update(`${hostname()} ${namespace()}`).digest("hex").slice(0, 8);

function namespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

let begun = 0;
const unfinished = new Set<string>();
let watching = false;

/**
 * A name beside `file` that no other process uses, for content that is not whole yet. It is removed when this process ends by itself
 * before `settle` was called; what a killed process leaves is known by its name.
 */
export function temporaryFor(file: string): string {
  traceFolder(dirname(file));
  const name = join(dirname(file), `.${process.pid}-${place}-${Date.now().toString(36)}-${begun++}.tmp`);
  unfinished.add(name);
  if (!watching) process.on("exit", removeUnfinished);
  watching = true;
  return name;
}

/** What was written under a temporary name has its own name now, or was removed. */
export function settle(name: string): void {
  unfinished.delete(name);
}

function removeUnfinished(): void {
  for (const name of unfinished)
    try {
      rmSync(name, { force: true });
    } catch {
      // It was on its way out.
    }
}

/** Whether a file is being written, or was left behind, where process numbers mean other processes than here: on another machine. */
export function isElsewhere(name: string): boolean {
  const where = pattern.exec(name)?.[2];
  return where !== undefined && where !== place;
}

/** Removes from a folder what a process that is gone had begun to write there. */
export async function removeTemporaries(folder: string, pid: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const [, owner, where] = pattern.exec(name) ?? [];
    if (Number(owner) === pid && where === place) await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

/** As `removeTemporaries`, from the folders of records of a store. */
export async function removeTemporariesIn(store: string, pid: number): Promise<void> {
  for (const name of await readdir(store).catch(() => []))
    if (/^([0-9a-f]{2}|index)$/.test(name)) await removeTemporaries(join(store, name), pid);
}
