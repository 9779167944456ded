import { expect, test } from "vitest";
import { sam } from "../../src/dynamics/sharpnessAware.ts";
import { distance, norm } from "../../src/kernel/vector.ts";
import { gradientOf } from "../objective/differences.ts";
import { start, steps } from "../support/run.ts";
import { logLogSlope } from "../support/slope.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

test.for([true, false])(
  "the direction of SAM is that of the penalty ρ‖g‖, or (ρ/2)‖g‖² when not normalized, to second order in ρ (normalized: %o)",
  (normalized) => {
    const { objective, start: from } = tinyNetwork(5, 8);
    const g = gradientOf(objective)(from);
    const product = new Float64Array(objective.size);
    objective.hessianVector(from, g, product);
    const radii = [0.04, 0.02, 0.01, 0.005];
    const errors = radii.map((radius) => {
      const moved = steps(start(sam, sam({ stepSize: 1, radius, normalized }), objective, from), 1);
      const weight = radius / (normalized ? norm(g) : 1);
      return distance(
        moved,
        from.map((w, i) => w - (g[i] + weight * product[i])),
      );
    });
    expect(Math.abs(logLogSlope(radii, errors) - 2)).toBeLessThan(0.05);
  },
);
