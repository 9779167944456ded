import { link, lstat, rename, rm } from "node:fs/promises";

/** What a file that was kept aside is called: the name that it had, and a number. */
const asideName = /\.damaged-\d+$/;

/** Whether a file was kept aside. */
export const isAside = (name: string): boolean => asideName.test(name);

/**
 * Keeps aside what stands under a name, whatever it is, so that another file can take its place: as `name.damaged-1`, or the first number that is
 * free. Nothing is ever written over. Gives the new name, or null where another process was faster; throws the file system's own error.
 */
export async function setAside(file: string): Promise<string | null> {
  for (let n = 1; ; n++) {
    const aside = `${file}.damaged-${n}`;
    if ((await lstat(aside).catch(() => null)) !== null) continue;
    try {
      // Unlike a rename, this fails where another process took the name meanwhile.
      await link(file, aside);
      await rm(file, { force: true });
      return aside;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EEXIST") continue;
      if (code === "ENOENT") return null;
      // Folders, and file systems without links.
      await rename(file, aside);
      return aside;
    }
  }
}
