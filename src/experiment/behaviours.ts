import { dynamics } from "../dynamics/index.ts";
import type { DynamicsBehaviour } from "../dynamics/dynamics.ts";
import { measures } from "../measure/index.ts";
import type { MeasureBehaviour } from "../measure/measure.ts";
import type { OnDemand } from "../spec/member.ts";

type Kinded = { readonly kind: string };
/** What a spec has to name for its behaviours to be found. */
interface Naming {
  readonly dynamics: Kinded;
  readonly measures: readonly Kinded[];
}

/** Behaviours that came on demand, by the member that they belong to. */
const loaded = new WeakMap<object, object>();

/** Loads what a spec names and no run before it has; a run may be set up once this is done. */
export async function loadBehaviours(spec: Naming): Promise<void> {
  const named = [memberOf(dynamics, spec.dynamics.kind), ...spec.measures.map(({ kind }) => memberOf(measures, kind))];
  await Promise.all(
    named.map(async (member) => {
      if ("load" in member && !loaded.has(member)) loaded.set(member, await (member as OnDemand<object>).load());
    }),
  );
}

/** The behaviour of a dynamics. */
export const dynamicsBehaviour = (kind: string): DynamicsBehaviour<unknown> => behaviourOf(dynamics, kind);

/** The behaviour of a measure. */
export const measureBehaviour = (kind: string): MeasureBehaviour<unknown> => behaviourOf(measures, kind);

function behaviourOf<Behaviour>(family: Readonly<Record<string, Kinded>>, kind: string): Behaviour {
  const member = memberOf(family, kind);
  return (loaded.get(member) ?? member) as Behaviour;
}

/** Finds the member of a family that a spec names; the spec was checked, so there is one. */
function memberOf(family: Readonly<Record<string, Kinded>>, kind: string): Kinded {
  return Object.values(family).find((member) => member.kind === kind)!;
}
