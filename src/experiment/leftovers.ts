import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** The temporary name of a file that is being written begins with the process that writes it. */
const temporaryName = /^\.(\d+)-.*\.tmp$/;

/** Whether a file was left behind by a process that is gone: it will never be finished. */
export function isLeftover(name: string): boolean {
  const pid = Number(temporaryName.exec(name)?.[1] ?? NaN);
  return Number.isSafeInteger(pid) && !isAlive(pid);
}

/**
 * Removes from folders what processes that are gone left behind there. Processes of other machines cannot be seen: what one of them is writing this
 * very moment may be taken for left behind, so that whoever writes must try again when its file is gone.
 */
export async function removeLeftovers(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter(isLeftover)) await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
