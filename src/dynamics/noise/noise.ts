import type { Random } from "../../kernel/random.ts";
import type { Point } from "../../objective/point.ts";
import type { Correction } from "../correction.ts";

/** Behaviour of a member of the family `noise`. */
export interface NoiseBehaviour<Spec> {
  /** What it does to the mean path beside the terms of descent, as the rest of a sentence. */
  readonly beside: string;
  /**
   * What it adds to the gradient of each step, of mean zero. All draws come from `random`, the run's stream "noise".
   * Throws SpecError where the options do not fit the objective.
   */
  open(spec: Spec, point: Point, random: Random): Correction;
}

/** What noise of mean zero does whatever its shape. */
export const movesTheMean = "whose spread S of the paths moves their mean by −½∇³L:S, as far as (η/4)‖∇L‖² does";
