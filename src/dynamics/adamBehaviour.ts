import type { AdamOptions } from "./adam.ts";
import { discrete, discreteFacts } from "./discrete.ts";
import type { DynamicsBehaviour } from "./dynamics.ts";
import { descend } from "./update.ts";

/** Its facts and its steps. */
export const behaviour: DynamicsBehaviour<AdamOptions> = {
  clock: "step",
  facts: (spec, setting) =>
    discreteFacts(spec, setting, {
      descends: false,
      noModifiedLoss:
        "theory knows no modified loss for adam: its modified flow (adam-flow, Cattaneo et al. 2024) is not that of a function",
    }),
  start(spec, setting) {
    const { beta1, beta2, epsilon, epsilonInside, biasCorrection } = spec;
    const { parameters } = setting.point;
    const mean = new Float64Array(parameters.length);
    const square = new Float64Array(parameters.length);
    const direction = new Float64Array(parameters.length);
    let decay1 = 1;
    let decay2 = 1;
    return discrete(spec, setting, (gradient, stepSize, step) => {
      decay1 *= beta1;
      decay2 *= beta2;
      const scale1 = biasCorrection ? 1 - decay1 : 1;
      const scale2 = biasCorrection ? 1 - decay2 : 1;
      for (let i = 0; i < direction.length; i++) {
        mean[i] = beta1 * mean[i] + (1 - beta1) * gradient[i];
        square[i] = beta2 * square[i] + (1 - beta2) * gradient[i] * gradient[i];
        const corrected = square[i] / scale2;
        const size = epsilonInside ? Math.sqrt(corrected + epsilon) : Math.sqrt(corrected) + epsilon;
        direction[i] = size === 0 ? 0 : mean[i] / scale1 / size;
      }
      descend(parameters, direction, stepSize, step);
    });
  },
};
