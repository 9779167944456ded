import type { Purpose, Random } from "../kernel/random.ts";
import type { Point } from "../objective/point.ts";
import type { Prediction } from "../theory/prediction.ts";
import type { FactsSetting, StatedFacts } from "./facts.ts";
import type { IntegratorStatistics } from "./integrator/integrator.ts";

/** What a dynamics starts from. `random(purpose)` opens the run's stream for that purpose. */
export interface Setting {
  readonly point: Point;
  random(purpose: Purpose): Random;
}

/** A dynamics under way. It moves its Point in place and allocates nothing per step. */
export interface Mover {
  readonly point: Point;
  /** Steps taken; for a continuous dynamics, accepted integrator steps. */
  readonly step: number;
  /** stepSize × step for discrete dynamics, the flow's time for continuous ones. */
  readonly time: number;
  /** What the integrator of a flow has cost and met so far. */
  readonly statistics?: IntegratorStatistics;
  /** The theory that a flow is; its conditions are checked along the run. None for optimisers and for gradient flow. */
  readonly theory?: Prediction | undefined;
  /** One step. A continuous dynamics takes one integrator step that does not pass `untilTime`, and lands on it exactly. */
  advance(untilTime: number): void;
}

/** The behaviour of a member of the family `dynamics`. */
export interface DynamicsBehaviour<Spec> {
  /** "step": comparisons are per step and `time` is derived; "time": `time` is the clock and `step` is null in records. */
  readonly clock: "step" | "time";
  /** Starts at the setting's Point. Throws SpecError where the options do not fit the objective (a batch larger than N). */
  start(spec: Spec, setting: Setting): Mover;
  /** What it says of itself to measures and records, once it has started: the options fit the objective then. */
  facts(spec: Spec, setting: FactsSetting): StatedFacts;
}
