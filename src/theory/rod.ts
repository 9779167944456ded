import { curvatureBelow } from "./condition.ts";
import { type Prediction, prediction } from "./prediction.ts";

/**
 * GD at the edge of stability as a rod c ± ρ (Rod Flow; Regis & Chewi 2026): its right-hand side, of centre and half-length together, is that of the dynamics `rod-flow`. Its conditions are looked at in the centre. ρ grows
 * along an eigenvector at the rate λ − 2/η, where GD multiplies it by ηλ − 1 a step: at ηλ/2 = 1.2 the exponent 0.4 stands for log 1.4 = 0.34.
 */
export function rod(stepSize: number): Prediction {
  return prediction(
    {
      name: "rod",
      order: null,
      conditions: [curvatureBelow("the rod grows as GD's oscillation does", "ηλ_max/2", stepSize / 2, 1.2)],
    },
    {},
  );
}
