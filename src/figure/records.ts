import { interval, mean } from "./statistics.ts";

export { atLoss } from "../experiment/atLoss.ts";

/** What figures need of a run's record (see the record's form in the documentation). */
export interface FigureRecord {
  readonly id: string;
  readonly spec: unknown;
  readonly status: string;
  readonly path: Readonly<Record<string, readonly (number | string | null)[]>>;
  readonly final: {
    readonly step: number | null;
    readonly time: number;
    readonly loss: number | null;
    readonly parameters: readonly (number | null)[];
  };
  /** In passes over the whole data. */
  readonly cost: { readonly gradients: number; readonly hessianVectors: number };
}

/** A curve: where x or y is null nothing was measured. */
export interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Where along x the details of the curve stop meaning anything (the measure `chaos-horizon`); absent where that is nowhere, or not known. */
  readonly horizon?: number;
}

/**
 * The measured points of one column against another, nulls left out, and the chaos horizon of a run that measured it. Throws RangeError
 * when the record lacks a column.
 */
export function curve(record: FigureRecord, y: string, x = "time"): Curve {
  const [xs, ys] = [column(record, x), column(record, y)];
  const kept = ys.flatMap((value, i) => (value === null || xs[i] === null ? [] : [i]));
  const horizon = horizonOf(record, xs, x);
  return { x: kept.map((i) => xs[i]!), y: kept.map((i) => ys[i]!), ...(horizon !== null && { horizon }) };
}

/** The chaos horizon as a place on a column: its own step or time, else the first row that lies past it. */
function horizonOf({ path }: FigureRecord, xs: readonly (number | null)[], x: string): number | null {
  const past = path["chaosHorizonTime"]?.findIndex((value) => value !== null) ?? -1;
  if (past < 0) return null;
  const own = { step: "chaosHorizon", time: "chaosHorizonTime" }[x];
  return own === undefined ? xs[past] : (path[own][past] as number | null);
}

/** A numeric column of a record's path. */
export function column(record: FigureRecord, name: string): readonly (number | null)[] {
  const values = record.path[name];
  if (values === undefined) throw new RangeError(`Run ${record.id} has no column ${name}; it has ${Object.keys(record.path).join(", ")}.`);
  return values as readonly (number | null)[];
}

/** Mean of several curves with the smallest and largest of them, at the x that all of them have. */
export interface Band extends Curve {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** Mean of several curves with the smallest and the largest of them. */
export function band(curves: readonly Curve[]): Band {
  return summary(curves, (row) => ({ low: Math.min(...row), high: Math.max(...row) }));
}

/** Mean of several curves with its 95 % confidence interval (Student's t), at the x that all of them have. */
export function intervalBand(curves: readonly Curve[]): Band {
  return summary(curves, (row) => {
    const { mean: centre, half } = interval(row);
    return { low: centre - half, high: centre + half };
  });
}

function summary(curves: readonly Curve[], spread: (row: readonly number[]) => { low: number; high: number }): Band {
  const tables = curves.map(({ x, y }) => new Map(x.map((value, i) => [value, y[i]])));
  const x = curves[0].x.filter((value) => tables.every((table) => table.has(value)));
  const rows = x.map((value) => tables.map((table) => table.get(value)!));
  const spreads = rows.map(spread);
  return { x, y: rows.map(mean), low: spreads.map(({ low }) => low), high: spreads.map(({ high }) => high) };
}

/** The last measured value of a column. */
export function last(record: FigureRecord, name: string): number {
  const { y } = curve(record, name);
  if (y.length === 0) throw new RangeError(`Run ${record.id} has no value in its column ${name}.`);
  return y[y.length - 1];
}

/** The parameters at the end, length P; NaN where one had left the finite numbers. */
export function finalParameters({ final }: Pick<FigureRecord, "final">): Float64Array {
  return Float64Array.from(final.parameters, (value) => value ?? NaN);
}
