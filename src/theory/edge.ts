import { type Condition, curvatureBelow } from "./condition.ts";
import { type Prediction, prediction } from "./prediction.ts";

/**
 * GD at the edge of stability as w_t ≈ c + (−1)^t a u, u a single direction (Edge Flow; Marion 2026): the right-hand side of centre, direction and amplitude, which carry one another along, is that of the dynamics `edge-flow`. Its
 * conditions are looked at in the centre c.
 */
export function edge(stepSize: number): Prediction {
  return prediction(
    {
      name: "edge",
      order: null,
      conditions: [
        singleDirection(stepSize),
        // log(ηλ − 1) = 0.4 there: half as much again a step.
        curvatureBelow("the oscillation grows slowly", "ηλ_max/2", stepSize / 2, 1.25),
      ],
    },
    {},
  );
}

/** That only one eigenvalue is near 2/η. */
function singleDirection(stepSize: number): Condition {
  return {
    name: "a single eigenvalue is at the edge",
    quantity: "ηλ₂/2",
    limit: 0.95,
    read(point) {
      const { values } = point.eigenpairs(2, 1e-3);
      return values.length > 1 ? (stepSize * values[1]) / 2 : 0;
    },
  };
}
