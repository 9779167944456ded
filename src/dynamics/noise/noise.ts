import type { Random } from "../../kernel/random.ts";
import type { Point } from "../../objective/point.ts";
import type { Correction } from "../correction.ts";

/** Behaviour of a member of the family `noise`. */
export interface NoiseBehaviour<Spec> {
  /**
   * What it adds to the gradient of each step, of mean zero. All draws come from `random`, the run's stream "noise".
   * Throws SpecError where the options do not fit the objective.
   */
  open(spec: Spec, point: Point, random: Random): Correction;
}
