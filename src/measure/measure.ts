import type { Purpose, Random } from "../kernel/random.ts";
import type { Objective } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";
import type { DynamicsFacts } from "./dynamicsFacts.ts";

/** A column of a record's path. */
export interface Column {
  readonly name: string;
  /** "1 / time", "loss", "dimensionless", … */
  readonly unit: string;
  /** What the number is, with its source, in a sentence. */
  readonly meaning: string;
}

/** A value of a column: null = undefined here or not finite. Certificates are words. */
export type Value = number | string | null;

/** Where a run is, and where its shadow is: a second run of the same spec, started one unit in the last place away. */
export interface Beside {
  readonly parameters: Float64Array;
  /** null once its numbers have left the finite ones. */
  readonly shadow: Float64Array | null;
  /** null for a flow. */
  readonly step: number | null;
  readonly time: number;
}

/** What a measure may know beside the Point. */
export interface MeasureSetting {
  readonly objective: Objective;
  /** What the dynamics says of itself. */
  readonly dynamics: DynamicsFacts;
  random(purpose: Purpose): Random;
  /** Parameters at the end of another run, for `distance`. Throws SpecError when there is no such run. */
  reference(to: unknown): Float64Array;
  /** Starts the run's shadow, which costs as much again; `seen` is called at the start and after every step. */
  shadow(seen: (both: Beside) => void): void;
}

/** Where a run is when a measure is taken. `last` is true on the final row. */
export interface Moment {
  readonly point: Point;
  readonly step: number;
  readonly time: number;
  readonly last: boolean;
}

/** What a measure needs. */
export interface Needs {
  /** How many columns it fills, where options say that. */
  readonly columns?: number;
  /** How many float64 numbers it keeps at a time, about. */
  readonly numbers?: number;
}

/** A condition that is looked at along a run: a quantity that must stay below a limit. */
export interface StatedCondition {
  readonly name: string;
  readonly quantity: string;
  readonly limit: number;
  read(point: Point): number;
}

/** The behaviour of a member of the family `measures`. */
export interface MeasureBehaviour<Spec> {
  /** What it needs, where that grows with its options, or faster than the parameters: asked before anything is made for it. */
  needs?(spec: Spec, objective: Objective): Needs;
  /** The columns that this measure fills, in order. */
  columns(spec: Spec, objective: Objective): readonly Column[];
  /** The conditions under which what it measures is what it is said to be, for this dynamics; they go into the record. */
  conditions?(setting: MeasureSetting): readonly StatedCondition[];
  /** Opens the measure for one run; the returned function reads one row. */
  begin(spec: Spec, setting: MeasureSetting): (moment: Moment) => readonly Value[];
}
