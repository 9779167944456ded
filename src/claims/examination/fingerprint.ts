import { readFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { numericVersion } from "../../experiment/numericVersion.ts";
import { canonicalText, sha256Hex } from "../../spec/canonical.ts";

const imported = /^(?:import|export)\b[^;"]*"(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/gm;
const contents = new Map<string, Promise<Source>>();

interface Source {
  readonly hash: string;
  readonly imports: readonly string[];
}

/**
 * A hash of a module and of every module that it imports by a relative path, directly or through others: what a computation depends on.
 * Evidence stands as long as this does not change.
 */
export async function fingerprint(module: URL): Promise<string> {
  const hashes = new Map<string, string>();
  await gather(fileURLToPath(module), hashes);
  return sha256Hex(canonicalText({ numericVersion, hashes: [...hashes.values()].toSorted() }));
}

async function gather(file: string, hashes: Map<string, string>): Promise<void> {
  if (hashes.has(file)) return;
  hashes.set(file, "");
  if (!contents.has(file)) contents.set(file, read(file));
  const { hash, imports } = await contents.get(file)!;
  hashes.set(file, hash);
  await Promise.all(imports.map((next) => gather(next, hashes)));
}

async function read(file: string): Promise<Source> {
  const text = await readFile(file, "utf8");
  const imports = [...text.matchAll(imported)].map(([, still, onDemand]) => fileURLToPath(new URL(still ?? onDemand, pathToFileURL(file))));
  return { hash: sha256Hex(text), imports };
}
