import type { Random } from "../kernel/random.ts";
import { type DynamicsFacts, noDynamics } from "../measure/dynamicsFacts.ts";
import type { StatedCondition } from "../measure/measure.ts";
import type { Objective } from "../objective/objective.ts";

/** What a dynamics says of itself: facts for measures, and the conditions under which its batches do what theory says. */
export interface StatedFacts extends Omit<DynamicsFacts, "kind"> {
  /** What must hold for L to be the loss that is followed: its records say where it does not. */
  readonly conditions: readonly StatedCondition[];
}

/** Where a dynamics is asked for its facts: `random` opens the run's streams anew. */
export interface FactsSetting {
  readonly objective: Objective;
  random(purpose: "sampling"): Random;
}

/** Facts: those of a dynamics without step size and batches, but for what is said. */
export function facts(said: Partial<StatedFacts>): StatedFacts {
  const { kind: _, ...none } = noDynamics;
  return { ...none, conditions: [], ...said };
}

/** The facts of a flow that stands for plain descent with step size η, or for what is said beside it. */
export function standingFor({ stepSize }: { readonly stepSize: number }, said: Partial<StatedFacts> = {}): StatedFacts {
  return facts({ stepSize: () => stepSize, ...said });
}

/** Of flows, whose stand-ins draw nothing that stays. */
export const noRandom = (): never => {
  throw new Error("no batch of these is the same all along");
};
