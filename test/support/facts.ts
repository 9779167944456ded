import type { DynamicsBehaviour } from "../../src/dynamics/dynamics.ts";
import { openRandom } from "../../src/kernel/random.ts";
import type { DynamicsFacts } from "../../src/measure/dynamicsFacts.ts";
import type { Objective } from "../../src/objective/objective.ts";

/** What a dynamics says of itself to measures, at seed 0. */
export function factsOf<Spec extends object>(of: DynamicsBehaviour<Spec>, spec: Spec, objective: Objective): DynamicsFacts {
  return { ...of.facts(spec, { objective, random: (purpose) => openRandom(0, purpose) }), kind: (spec as { kind: string }).kind };
}
