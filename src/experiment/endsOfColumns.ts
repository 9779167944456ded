import type { RunRecord } from "./types.ts";

/** The first and the last value of a column. */
export interface ColumnEnds {
  readonly first: string | number | null;
  readonly last: string | number | null;
  /** Where the last value was measured, when others were measured later: in runs that diverged or were stopped. Null elsewhere. */
  readonly lastAt: string | null;
}

/** Reads the first and last value of columns of a record's path; nulls where one has none. */
export function endsOfColumns({ path }: Pick<RunRecord, "path">): (name: string) => ColumnEnds {
  const lastKnown = (name: string): number => path[name].findLastIndex((value) => value !== null);
  const names = Object.keys(path).filter((name) => name !== "step" && name !== "time");
  const latest = names.reduce((most, name) => Math.max(most, lastKnown(name)), -1);
  const moment = (row: number): string => {
    const step = path.step[row];
    return step === null ? `time ${Number(path.time[row].toPrecision(6))}` : `step ${step}`;
  };
  return (name) => {
    const at = lastKnown(name);
    if (at < 0) return { first: null, last: null, lastAt: null };
    return { first: path[name].find((value) => value !== null)!, last: path[name][at], lastAt: at < latest ? moment(at) : null };
  };
}
