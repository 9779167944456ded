import { SpecError } from "../spec/errors.ts";
import { bytesInWords } from "../spec/room.ts";
import { type Schedule, isScheduled, mostRows } from "./schedule.ts";
import type { Until } from "./until.ts";

/** Most bytes that a record may have as text: half of what fits into a string, which is what writing and reading it takes. */
export const mostRecordBytes = 2 ** 28;

/** Bytes of a number in JSON with its comma: 17 digits, sign, point and exponent are seldom all there. */
const bytesOfNumber = 21;
const bytesOfNull = 5;

/** A measure's part of a record: when it is taken, and how many columns it fills. */
export interface Part {
  readonly schedule: Schedule;
  readonly columns: number;
}

/** How long a run goes on at most; Infinity where the spec does not say. */
export interface Extent {
  readonly steps: number;
  readonly time: number;
}

/** The extent of a run; `stepSize` is null for flows, and where it changes on the way. */
export function extentOf({ steps = Infinity, time = Infinity }: Until, stepSize: number | null): Extent {
  if (stepSize === null) return { steps, time };
  return { steps: Math.min(steps, Math.ceil(time / stepSize)), time: Math.min(time, steps * stepSize) };
}

/** Bytes of a record's text, from what its spec says of rows and columns; rows without an end count as none. */
export function expectedBytes(parts: readonly Part[], { steps, time }: Extent, parameters: number): number {
  const rows = parts.map(({ schedule }) => rowsOf(schedule, steps, time));
  const columns = parts.reduce((sum, part) => sum + part.columns, 2);
  const all = Math.min(
    rows.reduce((sum, own) => sum + own, 2),
    steps + 1,
  );
  const numbers = parts.reduce((sum, part, i) => sum + part.columns * rows[i], 2 * all + parameters);
  return bytesOfNumber * numbers + bytesOfNull * Math.max(0, all * columns - numbers);
}

/** Throws SpecError where a record would be too large to be written. */
export function checkRecordSize(parts: readonly Part[], extent: Extent, parameters: number): void {
  const bytes = expectedBytes(parts, extent, parameters);
  if (bytes <= mostRecordBytes) return;
  const sizes = parts.map((part) => expectedBytes([part], extent, 0));
  const largest = sizes.indexOf(Math.max(...sizes));
  if (largest < 0 || bytesOfNumber * parameters > bytes / 2)
    throw new SpecError("objective.model", `has ${parameters} parameters, which make ${inWords(bytes)}: take fewer`);
  const rows = rowsOf(parts[largest].schedule, extent.steps, extent.time);
  throw new SpecError(
    `measures.${largest}`,
    `makes about ${rows} rows of ${parts[largest].columns} columns, and ${inWords(bytes)}: measure less often, or less`,
  );
}

const inWords = (bytes: number): string => `a record of ${bytesInWords(bytes)}, where one may have ${bytesInWords(mostRecordBytes)}`;

function rowsOf(schedule: Schedule, steps: number, time: number): number {
  if (!isScheduled(schedule)) return Math.min(steps + 1, mostRows + 1);
  const { every, everyTime, at = [] } = schedule;
  const counts = [every === undefined ? 0 : steps / every, everyTime === undefined ? 0 : time / everyTime, at.length];
  const known = counts.reduce((sum, count) => sum + (Number.isFinite(count) ? Math.floor(count) : 0), 2);
  return Math.min(known, steps + 1);
}

/** Follows a record as it grows, for runs whose end is not known. */
export class Growth {
  #bytes = 0;

  /** Counts a row. Throws SpecError where the record has become too large to be written. */
  add(numbers: number, columns: number, step: number): void {
    this.#bytes += bytesOfNumber * (numbers + 2) + bytesOfNull * (columns - numbers);
    if (this.#bytes > mostRecordBytes)
      throw new SpecError(
        "measures",
        `filled a record of ${bytesInWords(mostRecordBytes)}, the most that one may have, by step ${step}: measure less often, or end sooner`,
      );
  }

  /** Rows were taken out again. */
  thin(rows: number, columns: number): void {
    this.#bytes = Math.min(this.#bytes, bytesOfNumber * rows * (columns + 2));
  }
}
