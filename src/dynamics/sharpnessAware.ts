import * as z from "zod";
import { axpy, norm } from "../kernel/vector.ts";
import type { Batch, Objective } from "../objective/objective.ts";
import { member } from "../spec/member.ts";
import { count, nonnegative } from "../spec/scalars.ts";
import { climbPenalty } from "../theory/sharpnessAware.ts";
import { batchShape, type BatchOptions } from "./batches.ts";
import { type Detour, discrete, discreteFacts, discreteShape, type DiscreteOptions } from "./discrete.ts";
import type { DynamicsBehaviour } from "./dynamics.ts";

const shape = {
  ...discreteShape,
  ...batchShape,
  radius: nonnegative.describe("ρ, length of the climb (of ρ‖g‖ when not normalized)"),
  normalized: z.boolean().default(true).describe("climb by ρg/‖g‖; else by ρg"),
  groupSize: count
    .optional()
    .describe("m: each run of m examples of the batch climbs along its own gradient; the whole batch climbs as one unless given"),
};

/** The options of sharpness-aware minimization, as parsed. */
export interface SharpnessAwareOptions extends DiscreteOptions, BatchOptions {
  readonly radius: number;
  readonly normalized: boolean;
  readonly groupSize?: number | undefined;
}

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

const behaviour: DynamicsBehaviour<SharpnessAwareOptions> = {
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

/**
 * Sharpness-aware minimization (Foret et al. 2021): w ← w − η∇L(w + ρg/‖g‖), g = ∇L(w), both gradients over the same examples: all of them, or a
 * batch where `batchSize` and `sampling` are given. The direction is g + ρHg/‖g‖ + O(ρ²), that of the penalty ρ‖g‖; not normalized, the climb is ρg and
 * the penalty (ρ/2)‖g‖². With `groupSize` m the batch is cut into runs of m examples (the last may be shorter) that climb each along its own
 * gradient, and the step takes their mean: m-SAM (Andriushchenko & Flammarion 2022). Where g = 0 there is no climb.
 * Penalty and noise are taken at w. Its time is the sum of the step sizes. Its modified loss, for the
 * full batch, is that of the theory sharpness-aware. A step costs two gradients, with groups three.
 */
export const sam = member(
  "sam",
  "Sharpness-aware minimization: a step along the gradient at w + ρg/‖g‖, or w + ρg; in groups of m examples (m-SAM) if asked for.",
  shape,
  behaviour,
);
