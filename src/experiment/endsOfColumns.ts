import { errorColumnOf } from "./errorColumn.ts";
import type { RunRecord } from "./types.ts";

/** The first and the last value of a column. */
export interface ColumnEnds {
  readonly first: string | number | null;
  readonly last: string | number | null;
  /** Where the last value was measured, when that is not the end of the run: where it diverged, or the column is not finite at the end. Null elsewhere. */
  readonly lastAt: string | null;
  /** Errors of both, in a column of their own; null where there is none. */
  readonly errors: { readonly first: string | number | null; readonly last: string | number | null } | null;
}

/** Reads the first and last value of columns of a record's path; nulls where one has none. */
export function endsOfColumns({ path }: Pick<RunRecord, "path">): (name: string) => ColumnEnds {
  const lastKnown = (name: string): number => path[name].findLastIndex((value) => value !== null);
  const end = path.time.length - 1;
  const moment = (row: number): string => {
    const step = path.step[row];
    return step === null ? `time ${Number(path.time[row].toPrecision(6))}` : `step ${step}`;
  };
  return (name) => {
    const at = lastKnown(name);
    if (at < 0) return { first: null, last: null, lastAt: null, errors: null };
    const from = path[name].findIndex((value) => value !== null);
    const error = errorColumnOf(name, (other) => other in path);
    return {
      first: path[name][from],
      last: path[name][at],
      lastAt: at < end ? moment(at) : null,
      errors: error === null ? null : { first: path[error][from], last: path[error][at] },
    };
  };
}
