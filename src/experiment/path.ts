import type { Value } from "../measure/measure.ts";
import { Growth } from "./recordSize.ts";
import { mostRows } from "./schedule.ts";

/** The rows of a run as they come, kept by column. */
export interface PathColumns {
  readonly step: (number | null)[];
  readonly time: number[];
  readonly [column: string]: Value[];
}

/** What one measure says at one row: where its columns start, and their values. */
export interface Reading {
  readonly first: number;
  readonly values: readonly Value[];
  /** Whether the measure has a schedule of its own, so that thinning leaves it alone. */
  readonly scheduled: boolean;
}

interface Row {
  readonly step: number;
  readonly time: number;
  readonly values: Value[];
  /** Columns that thinning leaves alone. */
  readonly kept: boolean[];
}

/**
 * Collects rows and thins those of measures without a schedule: when more than 1,000 were kept, every second goes and the stride doubles.
 * Which rows stay depends on their steps alone.
 */
export class PathRecorder {
  readonly #columns: readonly string[];
  readonly #growth = new Growth();
  #rows: Row[] = [];
  #unscheduled = 0;
  #stride = 1;

  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  /** Measures without a schedule are taken at steps that this divides. */
  get stride(): number {
    return this.#stride;
  }

  /** Adds a row. Throws SpecError where the record has become too large to be written. The last row of a run is always kept. A second row at one place is joined with the first. */
  add(step: number, time: number, readings: readonly Reading[], last = false): void {
    const before = this.#rows.at(-1);
    const row = before?.step === step && before.time === time ? before : this.#emptyRow(step, time);
    if (row !== before) this.#rows.push(row);
    let unscheduled = false;
    let numbers = 0;
    for (const { first, values, scheduled } of readings) {
      unscheduled ||= !scheduled;
      numbers += values.length;
      for (let i = 0; i < values.length; i++) {
        row.values[first + i] = settled(values[i]);
        row.kept[first + i] = scheduled;
      }
    }
    this.#growth.add(numbers, this.#columns.length, step);
    if (unscheduled && !last && ++this.#unscheduled > mostRows) this.#thin();
  }

  #emptyRow(step: number, time: number): Row {
    return { step, time, values: this.#columns.map(() => null), kept: this.#columns.map(() => false) };
  }

  #thin(): void {
    this.#stride *= 2;
    this.#unscheduled = 0;
    this.#rows = this.#rows.filter((row) => {
      if (row.step % this.#stride === 0) {
        this.#unscheduled++;
        return true;
      }
      for (let i = 0; i < row.values.length; i++) if (!row.kept[i]) row.values[i] = null;
      return row.kept.includes(true);
    });
    this.#growth.thin(this.#rows.length, this.#columns.length);
  }

  /** The rows as columns of equal length; `step` is null throughout where steps mean nothing. */
  columns(clock: "step" | "time"): PathColumns {
    const path: Record<string, Value[]> = {
      step: this.#rows.map((row) => (clock === "step" ? row.step : null)),
      time: this.#rows.map((row) => row.time),
    };
    for (const [i, name] of this.#columns.entries()) path[name] = this.#rows.map((row) => row.values[i]);
    return path as PathColumns;
  }
}

/** Records hold finite numbers, words and null. */
const settled = (value: Value): Value => (typeof value === "number" && !Number.isFinite(value) ? null : value);
