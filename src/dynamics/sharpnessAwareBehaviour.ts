import { axpy, norm } from "../kernel/vector.ts";
import type { Batch, Objective } from "../objective/objective.ts";
import { climbPenalty } from "../theory/sharpnessAware.ts";
import { type Detour, discrete, discreteFacts } from "./discrete.ts";
import type { DynamicsBehaviour } from "./dynamics.ts";
import type { SharpnessAwareOptions } from "./sharpnessAware.ts";

/** The gradient of a set of examples at w + ρg/‖g‖, or w + ρg, where g is their gradient at w. */
function climber({ radius, normalized }: SharpnessAwareOptions, objective: Objective, w: Float64Array) {
  const climbed = new Float64Array(w.length);
  return (gradient: Float64Array, out: Float64Array, batch: Batch | undefined): void => {
    const length = normalized ? norm(gradient) : 1;
    climbed.set(w);
    if (length > 0) axpy(radius / length, gradient, climbed);
    objective.gradient(climbed, out, batch);
  };
}

function openDetour(spec: SharpnessAwareOptions, objective: Objective, w: Float64Array): Detour {
  const climb = climber(spec, objective, w);
  const { groupSize } = spec;
  const total = new Float64Array(w.length);
  if (groupSize === undefined) {
    return (gradient, batch) => {
      climb(gradient, total, batch ?? undefined);
      return total;
    };
  }
  const everyExample = Int32Array.from({ length: objective.examples }, (_, i) => i);
  const own = new Float64Array(w.length);
  const ascent = new Float64Array(w.length);
  return (_gradient, batch) => {
    const all = batch ?? everyExample;
    total.fill(0);
    for (let from = 0; from < all.length; from += groupSize) {
      const group = all.subarray(from, from + groupSize);
      objective.gradient(w, ascent, group);
      climb(ascent, own, group);
      axpy(group.length / all.length, own, total);
    }
    return total;
  };
}

/** Its facts and its steps. */
export const behaviour: DynamicsBehaviour<SharpnessAwareOptions> = {
  clock: "step",
  facts(spec, setting) {
    const { radius, normalized, groupSize } = spec;
    const own = discreteFacts(spec, setting);
    const climb = climbPenalty(radius, normalized, groupSize);
    const noModifiedLoss =
      own.batches === null
        ? own.noModifiedLoss
        : "theory knows no modified loss for sam on minibatches, which climbs along the gradient of each batch";
    return { ...own, descends: false, added: climb.value, noModifiedLoss };
  },
  start(spec, setting) {
    const { objective, parameters } = setting.point;
    return discrete(spec, setting, null, openDetour(spec, objective, parameters));
  },
};
