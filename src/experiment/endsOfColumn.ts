import type { RunRecord } from "./types.ts";

/** The first and the last value of a column. */
export interface ColumnEnds {
  readonly first: string | number | null;
  readonly last: string | number | null;
  /** Where the last value was measured, when others were measured later: in runs that diverged or were stopped. Null elsewhere. */
  readonly lastAt: string | null;
}

/** The first and last value of a column of a record's path; nulls where it has none. */
export function endsOfColumn({ path }: Pick<RunRecord, "path">, name: string): ColumnEnds {
  const known = (column: readonly unknown[]): number => column.findLastIndex((value) => value !== null);
  const values = path[name];
  const at = known(values);
  if (at < 0) return { first: null, last: null, lastAt: null };
  const columns = Object.keys(path).filter((other) => other !== "step" && other !== "time");
  const isEarlier = at < Math.max(...columns.map((other) => known(path[other])));
  const step = path.step[at];
  const moment = step === null ? `time ${Number(path.time[at].toPrecision(6))}` : `step ${step}`;
  return { first: values.find((value) => value !== null)!, last: values[at], lastAt: isEarlier ? moment : null };
}
