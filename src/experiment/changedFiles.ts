import { canonicalText } from "../spec/canonical.ts";
import { DataError } from "../spec/errors.ts";
import type { Identified } from "./identity.ts";
import { borrow } from "./objectives.ts";
import type { RunSpec } from "./runSpec.ts";

/** A run that a store holds, and the hash of the data that it was made from. */
export interface Known {
  readonly run: Identified;
  readonly data: string | null;
}

/**
 * A spec names a data file by its path, so that its identity stays the same when the file changes. Throws DataError where a stored run was
 * made from other content than the file has now: old results must not pass for new ones.
 */
export async function checkFiles(known: readonly Known[]): Promise<void> {
  const hashes = new Map<string, string | null>();
  for (const { run, data } of known) {
    const { objective, seed } = run.spec as RunSpec;
    if (objective.data?.kind !== "file") continue;
    const key = canonicalText(objective);
    if (!hashes.has(key)) hashes.set(key, await hashOf(objective, seed));
    if (hashes.get(key) === data) continue;
    throw new DataError(
      objective.data.path,
      `has changed since the run ${run.id.slice(0, 12)} was stored: give the new data a name of their own, or the runs another store`,
    );
  }
}

async function hashOf(objective: RunSpec["objective"], seed: number): Promise<string | null> {
  const { dataHash, release } = await borrow(objective, seed);
  release();
  return dataHash;
}
