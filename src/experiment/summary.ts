import type { ConditionOutcome, Path } from "./record.ts";
import type { RunRecord } from "./types.ts";

/** A record without its path and parameters: what a table shows. */
export interface Summary {
  readonly id: string;
  readonly status: RunRecord["status"];
  readonly reason: string;
  readonly spec: RunRecord["spec"];
  readonly step: number | null;
  readonly time: number;
  /** The value of every column at the end of the run: null where it is not finite there, or the run diverged. */
  readonly last: Readonly<Record<string, number | string | null>>;
  /** What became of the conditions of the theory that a flow is. */
  readonly conditions?: readonly ConditionOutcome[] | undefined;
  readonly cost: RunRecord["cost"];
  /** SHA-256 of the data, or null where the model brings its own. */
  readonly data: string | null;
  /** The version of the numbers that it was made with. */
  readonly numericVersion: number;
}

export function summarise({ id, status, reason, spec, path, final, conditions, cost, provenance }: RunRecord): Summary {
  const { data, numericVersion } = provenance;
  return { id, status, reason, spec, step: final.step, time: final.time, last: lastValues(path), conditions, cost, data, numericVersion };
}

function lastValues(path: Path): Summary["last"] {
  const columns = Object.entries(path).filter(([name]) => name !== "step" && name !== "time");
  return Object.fromEntries(columns.map(([name, values]) => [name, values.at(-1) ?? null]));
}
