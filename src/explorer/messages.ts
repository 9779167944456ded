import type { Dropped } from "./drop.ts";
import type { RunRecord } from "../experiment/types.ts";
import type { Value } from "../measure/measure.ts";

/** What the page asks of a worker. */
export type Request =
  | { readonly kind: "start"; readonly run: number; readonly spec: object }
  | { readonly kind: "cancel"; readonly run: number }
  | { readonly kind: "pause"; readonly paused: boolean }
  | { readonly kind: "read"; readonly run: number; readonly name: string; readonly bytes: Uint8Array };

/** Rows that came since the last report. */
export interface Rows {
  readonly kind: "rows";
  readonly run: number;
  readonly step: readonly number[];
  readonly time: readonly number[];
  readonly columns: Readonly<Record<string, readonly Value[]>>;
  /** Places on the path, one after another, each `size` numbers long, and which of the rows they belong to. */
  readonly places: Float64Array;
  readonly placeRows: readonly number[];
  readonly size: number;
  readonly fraction: number | null;
}

/** What a worker answers. */
export type Report =
  | Rows
  | { readonly kind: "done"; readonly run: number; readonly record: RunRecord }
  | { readonly kind: "read"; readonly run: number; readonly dropped: Dropped }
  | { readonly kind: "failed"; readonly run: number; readonly message: string };
