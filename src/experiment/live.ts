import type { Objective } from "../objective/objective.ts";

/**
 * An Objective written by hand, standing in a spec within one process. With a `name` and a `version` (to be raised whenever it
 * changes) its runs have an identity and may be stored; without them they may not.
 */
export type LiveObjective = Objective & { readonly name?: string; readonly version?: string };

/** What stands for a live objective in a record. */
export interface LiveSpec {
  readonly kind: "live";
  readonly name: string | null;
  readonly version: string | null;
}

/** Whether the `objective` of a spec is a live object, not data. */
export function isLive(objective: unknown): objective is LiveObjective {
  return typeof objective === "object" && objective !== null && typeof (objective as LiveObjective).gradient === "function";
}

export const liveSpec = ({ name, version }: LiveObjective): LiveSpec => ({ kind: "live", name: name ?? null, version: version ?? null });
