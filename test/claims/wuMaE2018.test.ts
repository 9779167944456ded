import { describe, expect, test } from "vitest";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { meanSquareGrowth, meanSquareStepSize, stabilityBox } from "../../src/theory/stability.ts";
import { subsets } from "../support/enumerate.ts";
import { start, steps } from "../support/run.ts";

describe("SGD at a minimum common to all examples", () => {
  const curvatures = [0.2, 0.5, 0.9, 1.1, 1.3, 1.8, 2.4, 3.6];
  const mean = curvatures.reduce((sum, h) => sum + h, 0) / 8;
  const variance = curvatures.reduce((sum, h) => sum + (h - mean) * (h - mean), 0) / 8;
  const spread = { examples: 8, mean, variance };
  const objective = formulaObjective(expression({ parameters: ["w"], example: "h*w^2/2", over: { h: curvatures } }));

  test.for([1, 2, 4, 7, 8])("grows in mean square as Wu, Ma & E say, over all batches of %i of 8", (batchSize) => {
    const stepSize = 0.9;
    const all = subsets(8, batchSize);
    const squares = all.map((batch) => {
      const [w] = steps(start(sgd, sgd({ stepSize, sampling: { kind: "batches", batches: [batch] } }), objective, [1]), 1);
      return w * w;
    });
    const enumerated = squares.reduce((sum, square) => sum + square, 0) / all.length;
    expect(Math.abs(enumerated - meanSquareGrowth(spread, stepSize, batchSize))).toBeLessThan(1e-9);
  });

  test.for([1, 4, 8])(
    "with batches of %i neither grows nor shrinks in mean square at the critical step size, and the box still allows it",
    (batchSize) => {
      const critical = meanSquareStepSize(spread, batchSize);
      expect(meanSquareGrowth(spread, critical, batchSize)).toBeCloseTo(1, 12);
      const box = stabilityBox(8, critical, batchSize);
      expect(mean).toBeLessThanOrEqual(box.sharpness * (1 + 1e-12));
      expect(Math.sqrt(variance)).toBeLessThanOrEqual(box.nonUniformity);
    },
  );
});
