import { exp } from "../kernel/elementary.ts";
import { adaptiveOscillation, perMean } from "../measure/adaptiveOscillation.ts";
import { Point } from "../objective/point.ts";
import type { Prediction } from "../theory/prediction.ts";
import { rmspropCentral as theoryOf } from "../theory/rmspropCentral.ts";
import { augmentedBehaviour, type AugmentedVelocity } from "./augmentedFlow.ts";
import { standingFor } from "./facts.ts";
import type { RmspropCentralFlowOptions } from "./rmspropCentralFlow.ts";

/**
 * What is carried beside w is log(ν/ν₀)/√n, n = P or 1 the number of means: errors that the integrator controls are then relative to ν, in the root mean
 * square over the parameters. ν₀ = g² + (ε/1000)² at the start: a logarithm needs a positive number, and beside ε this one is none.
 */
export function rmspropCentral(
  { stepSize, alpha, epsilon, scalar, oscillation }: RmspropCentralFlowOptions,
  { objective, parameters }: Point,
): {
  readonly carried: Float64Array;
  readonly velocity: AugmentedVelocity;
  /** ν; owned by the flow, valid until the next call. */
  meanSquare(carried: Float64Array): Float64Array;
  theory(carried: Float64Array): Prediction;
} {
  const { size } = objective;
  const means = scalar ? 1 : size;
  const scale = Math.sqrt(means);
  const point = new Point(objective, parameters);
  const squares = (): Float64Array => perMean(means, (a) => point.gradient[a] * point.gradient[a], size);
  const start = squares().map((value) => value + 1e-6 * epsilon * epsilon);
  const present = new Float64Array(means);
  const meanSquare = (carried: Float64Array): Float64Array => {
    for (let b = 0; b < means; b++) present[b] = start[b] * exp(scale * carried[b]);
    return present;
  };
  const read = oscillation ? adaptiveOscillation(objective, { stepSize, alpha, epsilon }) : null;
  const rate = (1 - alpha) / (alpha * stepSize);
  return {
    carried: new Float64Array(means),
    meanSquare,
    theory(live) {
      const denominators = (): Float64Array => {
        const mean = meanSquare(live);
        return parameters.map((_, a) => Math.sqrt(mean[scalar ? 0 : a]) + epsilon);
      };
      return theoryOf(stepSize, denominators);
    },
    velocity(w, carried, wOut, carriedOut) {
      point.parameters.set(w);
      point.moved();
      const mean = meanSquare(carried);
      const seen = read?.(point, mean) ?? null;
      const observed = squares();
      for (let a = 0; a < size; a++) {
        const slope = seen === null ? point.gradient[a] : point.gradient[a] + seen.force[a];
        wOut[a] = -slope / (Math.sqrt(mean[scalar ? 0 : a]) + epsilon);
      }
      for (let b = 0; b < means; b++) carriedOut[b] = ((rate / scale) * (observed[b] + (seen?.square[b] ?? 0) - mean[b])) / mean[b];
    },
  };
}

/** The flow on the integrators of all flows. */
export const behaviour = augmentedBehaviour<RmspropCentralFlowOptions>({
  facts: (options) =>
    standingFor(options, {
      descends: false,
      noModifiedLoss: "theory knows no modified loss for rmsprop-central-flow: that of descent does not hold for RMSProp",
    }),
  open: rmspropCentral,
});
