import * as z from "zod";
import { member } from "../spec/member.ts";
import type { BatchOptions } from "./batches.ts";
import { discrete, discreteFacts, discreteShape, type DiscreteOptions, type Rule } from "./discrete.ts";
import type { DynamicsBehaviour } from "./dynamics.ts";
import type { FactsSetting, StatedFacts } from "./facts.ts";
import { descend, momentumDirection } from "./update.ts";

/** What gradient descent and SGD have in common. */
export interface DescentOptions extends DiscreteOptions {
  readonly momentum?: number | undefined;
  readonly nesterov?: boolean | undefined;
}

/** The options of gradient descent and SGD: η and what goes with it, β in [0, 1) (0 unless given), and Nesterov's form or not. */
export const descentShape = {
  ...discreteShape,
  momentum: z.number().min(0).lt(1).optional().describe("β; 0 unless given"),
  nesterov: z.boolean().optional().describe("Nesterov's form of momentum"),
};

/** A step of descent with momentum, in place; null without momentum. */
export function descentRule(parameters: Float64Array, options: DescentOptions): Rule | null {
  const direct = momentumDirection(parameters.length, options);
  if (direct === null) return null;
  return (gradient, stepSize, step) => descend(parameters, direct(gradient), stepSize, step);
}

/** The facts of gradient descent and SGD. */
export function descentFacts(spec: DescentOptions & BatchOptions, setting: FactsSetting): StatedFacts {
  return discreteFacts(spec, setting, { momentum: spec.momentum ?? 0, nesterov: spec.nesterov ?? false });
}

const behaviour: DynamicsBehaviour<DescentOptions> = {
  clock: "step",
  facts: descentFacts,
  start: (spec, setting) => discrete(spec, setting, descentRule(setting.point.parameters, spec)),
};

/**
 * Full-batch gradient descent, w ← w − ηg; with momentum in PyTorch's form, v ← βv + g, w ← w − ηv, and Nesterov's w ← w − η(g + βv).
 * Its time is the sum of the step sizes taken. The loss known before a step is that of the current point, so that recording it costs nothing.
 * Throws NumericalError, with the step, when the loss or a parameter is no longer finite.
 */
export const gd = member(
  "gd",
  "Full-batch gradient descent w ← w − ηg; momentum after PyTorch: v ← βv + g, w ← w − ηv, or Nesterov's w ← w − η(g + βv).",
  descentShape,
  behaviour,
);
