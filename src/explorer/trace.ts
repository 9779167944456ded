import type { RunRecord } from "../experiment/types.ts";
import type { Value } from "../measure/measure.ts";
import type { Rows } from "./messages.ts";

/** What is known of a run so far. It grows in place. */
export interface Trace {
  readonly step: number[];
  readonly time: number[];
  readonly columns: Record<string, Value[]>;
  /** Places on the path with their times and losses, at some of the rows. */
  readonly places: Float64Array[];
  readonly placeTime: number[];
  readonly placeLoss: number[];
  fraction: number | null;
  record: RunRecord | null;
  failure: string | null;
}

export const emptyTrace = (): Trace => ({
  step: [],
  time: [],
  columns: {},
  places: [],
  placeTime: [],
  placeLoss: [],
  fraction: 0,
  record: null,
  failure: null,
});

/** Adds what a worker reported. */
export function extend(trace: Trace, rows: Rows): void {
  const before = trace.time.length;
  trace.step.push(...rows.step);
  trace.time.push(...rows.time);
  for (const [name, values] of Object.entries(rows.columns)) {
    const column = (trace.columns[name] ??= Array.from({ length: before }, () => null));
    column.push(...values);
  }
  const loss = rows.columns["loss"];
  for (const [i, row] of rows.placeRows.entries()) {
    trace.places.push(rows.places.subarray(i * rows.size, (i + 1) * rows.size));
    trace.placeTime.push(rows.time[row]);
    trace.placeLoss.push(numberOf(loss?.[row]));
  }
  trace.fraction = rows.fraction;
}

export const numberOf = (value: Value | undefined): number => (typeof value === "number" ? value : NaN);

/** A line to draw: y against x, in the order of the run; NaN where nothing was measured. */
export interface Line {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** For each point the row of the trace that it comes from. */
  readonly row: readonly number[];
}

/**
 * One column of a run at equal time, or at equal loss: then only the rows where the loss is lower than ever before, so that every
 * level is met once, when it is first reached.
 */
export function lineOf(trace: Trace, column: string, compare: "time" | "loss"): Line {
  const values = column === "time" ? trace.time : trace.columns[column];
  if (values === undefined) return { x: [], y: [], row: [] };
  const rows = compare === "time" ? trace.time.map((_, i) => i) : firstReached(trace.columns["loss"] ?? []);
  const x = compare === "time" ? trace.time : rows.map((i) => numberOf(trace.columns["loss"][i]));
  return { x, y: rows.map((i) => numberOf(values[i])), row: rows };
}

/** The indices at which a sequence is lower than everywhere before. */
export function firstReached(values: readonly (Value | undefined)[]): number[] {
  let lowest = Infinity;
  return values.flatMap((value, i) => {
    if (typeof value !== "number" || value >= lowest) return [];
    lowest = value;
    return [i];
  });
}

/** Distances so far, and where to go on when either run has grown. */
interface Measured {
  readonly reference: Trace;
  readonly compare: "time" | "loss";
  readonly x: number[];
  readonly y: number[];
  next: number;
  at: number;
}

const measured = new WeakMap<Trace, Measured>();

/**
 * The distance of a run to a reference path, place by place, at equal time or equal loss. Between its own places the reference is taken
 * as straight (in time, or in the logarithm of the loss). Places that the reference has not reached are left out. Known distances are
 * not computed again.
 */
export function distanceTo(reference: Trace, trace: Trace, compare: "time" | "loss"): Line {
  let known = measured.get(trace);
  if (known?.reference !== reference || known.compare !== compare) {
    known = { reference, compare, x: [], y: [], next: 0, at: 0 };
    measured.set(trace, known);
  }
  const [own, levels] = compare === "time" ? [trace.placeTime, reference.placeTime] : [trace.placeLoss, reference.placeLoss];
  const places = compare === "time" ? null : { kept: firstReached(own), stops: firstReached(levels) };
  const along = (value: number): number => (compare === "time" ? value : -Math.log(value));
  const stop = (k: number): number => places?.stops[k] ?? k;
  const [mostKept, mostStops] = [places?.kept.length ?? own.length, places?.stops.length ?? levels.length];
  for (; known.next < mostKept; known.next++) {
    const i = places?.kept[known.next] ?? known.next;
    const target = along(own[i]);
    while (known.at < mostStops && along(levels[stop(known.at)]) < target - 1e-9 * Math.abs(target)) known.at++;
    if (known.at === mostStops) break;
    const [after, before] = [stop(known.at), stop(Math.max(0, known.at - 1))];
    const span = along(levels[after]) - along(levels[before]);
    const share = span > 0 ? Math.min(1, Math.max(0, (target - along(levels[before])) / span)) : 1;
    // Before the reference's own start there is nothing to compare with.
    if (span === 0 && along(levels[after]) > target + 1e-9 * Math.abs(target)) continue;
    known.x.push(own[i]);
    known.y.push(separation(trace.places[i], reference.places[before], reference.places[after], share));
  }
  return { x: known.x, y: known.y, row: [] };
}

function separation(place: Float64Array, before: Float64Array, after: Float64Array, share: number): number {
  let sum = 0;
  for (let k = 0; k < place.length; k++) {
    const difference = place[k] - (share === 1 ? after[k] : before[k] + share * (after[k] - before[k]));
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}

/** A trace out of a record: everything but the places, which records do not hold. */
export function traceOfRecord(record: RunRecord): Trace {
  const { step, time, ...columns } = record.path;
  return {
    ...emptyTrace(),
    step: step.map((value) => value ?? 0),
    time: [...time],
    columns: Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, [...values]])),
    fraction: 1,
    record,
  };
}
