import * as z from "zod";
import { member } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import type { DynamicsBehaviour, Mover } from "./dynamics.ts";
import { descend, divergence, momentumDirection } from "./update.ts";

/** What gradient descent and SGD have in common. */
export interface DescentOptions {
  readonly stepSize: number;
  readonly momentum?: number | undefined;
  readonly nesterov?: boolean | undefined;
}

/** The options of gradient descent and SGD: η, β in [0, 1) (0 unless given), and Nesterov's form or not. */
export const descentShape = {
  stepSize: positive.describe("η"),
  momentum: z.number().min(0).lt(1).optional().describe("β; 0 unless given"),
  nesterov: z.boolean().optional().describe("Nesterov's form of momentum"),
};

const behaviour: DynamicsBehaviour<DescentOptions> = {
  clock: "step",
  stepSize: (spec) => spec.stepSize,
  batchSize: () => null,
  visitsEachOnce: () => false,
  start(spec, { point }): Mover {
    const stepSize = spec.stepSize;
    const parameters = point.parameters;
    const direct = momentumDirection(parameters.length, spec);
    let step = 0;
    return {
      point,
      get step() {
        return step;
      },
      get time() {
        return stepSize * step;
      },
      advance() {
        const gradient = point.gradient;
        if (!Number.isFinite(point.loss)) throw divergence("the loss", step);
        descend(parameters, direct(gradient), stepSize, step + 1);
        point.moved();
        step++;
      },
    };
  },
};

/**
 * Full-batch gradient descent, w ← w − ηg; with momentum in PyTorch's form, v ← βv + g, w ← w − ηv, and Nesterov's w ← w − η(g + βv).
 * Its time is η × step. The loss known before a step is that of the current point, so that recording it costs nothing.
 * Throws NumericalError, with the step, when the loss or a parameter is no longer finite.
 */
export const gd = member(
  "gd",
  "Full-batch gradient descent w ← w − ηg; momentum after PyTorch: v ← βv + g, w ← w − ηv, or Nesterov's w ← w − η(g + βv).",
  descentShape,
  behaviour,
);
