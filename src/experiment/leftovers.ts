import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isElsewhere } from "./temporary.ts";

/** The temporary name of a file that is being written begins with the process that writes it. */
const temporaryName = /^\.(\d+)-.*\.tmp$/;

/** Whether a file was left behind by a process that is gone: it will never be finished. */
export function isLeftover(name: string): boolean {
  const pid = Number(temporaryName.exec(name)?.[1] ?? NaN);
  return Number.isSafeInteger(pid) && !isElsewhere(name) && !isAlive(pid);
}

/** What another machine began to write a day ago, in milliseconds, it does not write any more. */
const day = 86_400_000;

/**
 * Removes from folders what processes that are gone left behind there. Processes of other machines cannot be seen: what they left goes after a day. (Where two
 * machines pass for one, whoever writes must try again when its file is gone.)
 */
export async function removeLeftovers(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names)
      if (isLeftover(name) || (isElsewhere(name) && (await isOld(join(folder, name)))))
        await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

async function isOld(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs > day;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
