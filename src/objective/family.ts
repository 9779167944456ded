import type { Random, Purpose } from "../kernel/random.ts";
import type { Block, Objective } from "./objective.ts";
import type { DataReading } from "./reading.ts";

/** Targets, row-major, one row an example. */
export interface Targets {
  readonly count: number;
  readonly outputs: number;
  /** count × outputs. */
  readonly y: Float64Array;
}

/** Examples: inputs and targets, row-major, one row an example. */
export interface Table extends Targets {
  readonly inputs: number;
  /** count × inputs. */
  readonly x: Float64Array;
}

/** A data set and, where the spec names one, its held-out part. */
export interface Data {
  readonly train: Table;
  readonly test?: Table;
  /** What was read: always there where data were loaded from a spec. */
  readonly reading?: DataReading;
}

/** Behaviour of a member of the family `data`. Loading may be asynchronous (files, optional packages). */
export interface DataBehaviour<Spec> {
  /** How many float64 numbers the data have, where the spec says it: asked before anything is made. */
  numbers?(spec: Spec): number;
  load(spec: Spec, random: (purpose: Purpose) => Random): Promise<Data> | Data;
  /** What is left to do once the held-out part is known, before inputs are scaled. */
  settle?(spec: Spec, data: Data): Promise<Data> | Data;
}

/** What a spec's `init` may ask of the model: its blocks say fan-in (columns) and fan-out (rows). Vectors (biases) have columns = 1 and a name that ends in "bias". */
export interface InitSetting {
  readonly size: number;
  readonly blocks: readonly Block[];
  random(purpose: Purpose): Random;
  /** Parameters of another run, for init `run`. */
  reference(to: unknown, at: "end" | number): Float64Array;
}

/** Behaviour of a member of the family `init`: writes the start into `out`. */
export interface InitBehaviour<Spec> {
  fill(spec: Spec, setting: InitSetting, out: Float64Array): void;
}

/** Behaviour of a member of the family `model`. Self-contained models (quadratic, expression over examples) need no data or loss entry. */
export interface ModelBehaviour<Spec, LossSpec> {
  readonly needsData: boolean;
  /** Makes the Objective; a model may load its code only now. Throws SpecError where widths and data do not fit. */
  objective(spec: Spec, data: Data | null, loss: LossSpec | null): Objective | Promise<Objective>;
}
