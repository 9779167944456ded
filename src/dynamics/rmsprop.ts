import * as z from "zod";
import { norm2 } from "../kernel/vector.ts";
import { member } from "../spec/member.ts";
import { nonnegative } from "../spec/scalars.ts";
import { batchShape, type BatchOptions } from "./batches.ts";
import { discrete, discreteFacts, discreteShape, type DiscreteOptions } from "./discrete.ts";
import type { DynamicsBehaviour } from "./dynamics.ts";
import { descend } from "./update.ts";

const shape = {
  ...discreteShape,
  ...batchShape,
  alpha: z.number().min(0).lt(1).default(0.99).describe("α (β₂ elsewhere), of the mean squared gradient"),
  epsilon: nonnegative.default(1e-8).describe("ε, beside the root or (epsilonInside) under it"),
  epsilonInside: z.boolean().default(false).describe("√(v + ε) instead of √v + ε"),
  biasCorrection: z.boolean().default(false).describe("whether v is divided by 1 − αᵏ"),
  scalar: z.boolean().default(false).describe("one mean, of ‖g‖², for all parameters"),
};

/** The options of RMSProp, as parsed. */
export interface RmspropOptions extends DiscreteOptions, BatchOptions {
  readonly alpha: number;
  readonly epsilon: number;
  readonly epsilonInside: boolean;
  readonly biasCorrection: boolean;
  readonly scalar: boolean;
}

const behaviour: DynamicsBehaviour<RmspropOptions> = {
  clock: "step",
  facts: (spec, setting) =>
    discreteFacts(spec, setting, {
      descends: false,
      noModifiedLoss:
        "theory knows no modified loss for rmsprop: its modified flow (adam-flow with beta1 0, Cattaneo et al. 2024) is not that of a function",
    }),
  start(spec, setting) {
    const { alpha, epsilon, epsilonInside, biasCorrection, scalar } = spec;
    const { parameters } = setting.point;
    const square = new Float64Array(scalar ? 1 : parameters.length);
    const direction = new Float64Array(parameters.length);
    let decay = 1;
    const quotient = (value: number, mean: number): number => {
      const corrected = biasCorrection ? mean / (1 - decay) : mean;
      const size = epsilonInside ? Math.sqrt(corrected + epsilon) : Math.sqrt(corrected) + epsilon;
      return size === 0 ? 0 : value / size;
    };
    return discrete(spec, setting, (gradient, stepSize, step) => {
      decay *= alpha;
      if (scalar) square[0] = alpha * square[0] + (1 - alpha) * norm2(gradient);
      for (let i = 0; i < direction.length; i++) {
        if (!scalar) square[i] = alpha * square[i] + (1 - alpha) * gradient[i] * gradient[i];
        direction[i] = quotient(gradient[i], square[scalar ? 0 : i]);
      }
      descend(parameters, direction, stepSize, step);
    });
  },
};

/**
 * RMSProp (Hinton 2012) after PyTorch: v ← αv + (1 − α)g², w ← w − ηg/(√v + ε), v = 0 at the start and no bias correction unless asked for;
 * all examples at every step unless `batchSize` and `sampling` are given. `scalar` keeps one mean for all parameters,
 * ν ← αν + (1 − α)‖g‖², w ← w − ηg/(√ν + ε): the model of Cohen et al. 2025 (central flows), whose effective step size is η/√ν.
 * Its time is the sum of the step sizes. There is no modified loss for it: those of descent do not hold.
 */
export const rmsprop = member(
  "rmsprop",
  "RMSProp after PyTorch: w ← w − ηg/(√v + ε); one mean for all parameters with `scalar`; full batch unless batchSize and sampling are given.",
  shape,
  behaviour,
);
