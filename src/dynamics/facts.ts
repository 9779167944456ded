import type { Random } from "../kernel/random.ts";
import { type BatchFacts, type DynamicsFacts, noDynamics } from "../measure/dynamicsFacts.ts";
import type { Objective } from "../objective/objective.ts";
import type { Condition } from "../theory/condition.ts";
import { freshWeights, ownOrder, sameWeights } from "../theory/batchOrder.ts";

/** What a dynamics says of itself: facts for measures, and the conditions under which its batches do what theory says. */
export interface StatedFacts extends Omit<DynamicsFacts, "kind"> {
  /** Those that every record states. */
  readonly conditions: readonly Condition[];
  /** Those of the modified loss, for runs that measure it. */
  readonly modifiedConditions: readonly Condition[];
}

/** Where a dynamics is asked for its facts: `random` opens the run's streams anew. */
export interface FactsSetting {
  readonly objective: Objective;
  random(purpose: "sampling"): Random;
}

/** Facts: those of a dynamics without step size and batches, but for what is said. */
export function facts(said: Partial<StatedFacts>): StatedFacts {
  const { kind: _, ...none } = noDynamics;
  return { ...none, conditions: [], modifiedConditions: [], ...said };
}

/** The facts of a flow that stands for plain descent with step size η, or for what is said beside it. */
export function standingFor({ stepSize }: { readonly stepSize: number }, said: Partial<StatedFacts> = {}): StatedFacts {
  return facts({ stepSize: () => stepSize, ...said });
}

/** What batches add to the conditions of a run. */
export function batchConditions(batches: BatchFacts | null, examples: number): Pick<StatedFacts, "conditions" | "modifiedConditions"> {
  if (batches === null) return { conditions: [], modifiedConditions: [] };
  const { fixed, order } = batches;
  if (fixed === null) return { conditions: [], modifiedConditions: order === "fresh" ? freshWeights(batches, examples) : [] };
  return { conditions: sameWeights(fixed, examples), modifiedConditions: order === "fixed" ? ownOrder(fixed) : [] };
}

/** Of flows, whose stand-ins draw nothing that stays. */
export const noRandom = (): never => {
  throw new Error("no batch of these is the same all along");
};
