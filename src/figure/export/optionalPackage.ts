import { createRequire } from "node:module";
import { join } from "node:path";

/** Where a file of an optional package lies: beside the kit or in the folder that the command was called from; null where it is not installed. */
export function optionalFile(specifier: string): string | null {
  for (const from of [import.meta.url, join(process.cwd(), "package.json")]) {
    try {
      return createRequire(from).resolve(specifier);
    } catch {
      // Not there: the next place may have it.
    }
  }
  return null;
}
