import { norm2 } from "../kernel/vector.ts";
import { discrete, discreteFacts } from "./discrete.ts";
import type { DynamicsBehaviour } from "./dynamics.ts";
import type { RmspropOptions } from "./rmsprop.ts";
import { descend } from "./update.ts";

/** Its facts and its steps. */
export const behaviour: DynamicsBehaviour<RmspropOptions> = {
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
