import { rod } from "../theory/rod.ts";
import { augmentedBehaviour } from "./augmentedFlow.ts";
import { standingFor } from "./facts.ts";
import type { RodFlowOptions } from "./rodFlow.ts";

/** Half an ulp: what rounding adds to a parameter in a step, relative to it, at most; of float64 unless the objective says otherwise. */
const halfUlp = 1.1102230246251565e-16;

/** The flow of centre and half-length vector, on the integrators of all flows. */
export const behaviour = augmentedBehaviour<RodFlowOptions>({
  facts: (options) => standingFor(options),
  theory: ({ stepSize }) => rod(stepSize),
  open({ stepSize }, point) {
    const { objective } = point;
    const { size, arithmetic } = objective;
    const rounding = arithmetic?.roundoff ?? halfUlp;
    const end = new Float64Array(size);
    const [ahead, behind] = [new Float64Array(size), new Float64Array(size)];
    const pattern = Float64Array.from({ length: size }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> 0) / 2147483648 - 1);
    return {
      carried: Float64Array.from(point.gradient, (g) => (stepSize / 2) * g),
      velocity(centre, rod, centreOut, rodOut) {
        for (let i = 0; i < size; i++) end[i] = centre[i] + rod[i];
        objective.gradient(end, ahead);
        for (let i = 0; i < size; i++) end[i] = centre[i] - rod[i];
        objective.gradient(end, behind);
        for (let i = 0; i < size; i++) {
          centreOut[i] = -0.5 * (ahead[i] + behind[i]);
          rodOut[i] = 0.5 * (ahead[i] - behind[i]) - (2 / stepSize) * rod[i] + (rounding / stepSize) * pattern[i] * centre[i];
        }
      },
    };
  },
});
