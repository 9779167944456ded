import { openRandom } from "../kernel/random.ts";
import { type BuiltObjective, type ObjectiveSpec, buildObjective } from "../objective/build.ts";
import { canonicalText } from "../spec/canonical.ts";

/** Idle objectives kept for the next run on the same spec: at most this many. */
const mostIdle = 4;

const idle = new Map<string, BuiltObjective>();

/**
 * Lends a live objective for a canonical spec (which holds the seeds of its data): an idle one, or a new one. An objective has workspaces of its own, so that no two runs
 * may share one at a time: give it back with `release`.
 */
export async function borrow(spec: ObjectiveSpec, seed: number): Promise<BuiltObjective & { release(): void }> {
  const key = canonicalText(spec);
  const built = idle.get(key) ?? (await buildObjective(spec, seed, openRandom));
  idle.delete(key);
  return { ...built, release: () => keep(key, built) };
}

function keep(key: string, built: BuiltObjective): void {
  idle.delete(key);
  idle.set(key, built);
  if (idle.size > mostIdle) idle.delete(idle.keys().next().value!);
}

/** Forgets idle objectives whose data are files: they may have changed since. */
export function forgetFiles(): void {
  for (const key of idle.keys()) if ((JSON.parse(key) as ObjectiveSpec).data?.kind === "file") idle.delete(key);
}
