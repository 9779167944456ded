import { describe, expect, test } from "vitest";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { Point } from "../../src/objective/point.ts";
import { selfStabilisation } from "../../src/theory/selfStabilisation.ts";

describe.for([
  { stepSize: 0.1, kappa: 0.01, target: 21 },
  { stepSize: 0.1, kappa: 0.05, target: 20.5 },
  { stepSize: 0.05, kappa: 0.02, target: 41 },
])("½yx² + (κ/2)(y − y*)² with step size $stepSize, κ = $kappa, y* = $target", ({ stepSize, kappa, target }) => {
  const objective = formulaObjective(expression({ parameters: ["x", "y"], loss: `y*x^2/2 + ${kappa / 2}*(y - ${target})^2` }));
  const edge = new Point(objective, Float64Array.of(0, 2 / stepSize));
  const predicted = selfStabilisation(edge, stepSize);

  test("sharpens at α = κ(y* − 2/η) with β = 1, and the conditions hold", () => {
    expect(predicted.sharpening).toBeCloseTo(kappa * (target - 2 / stepSize), 12);
    expect(predicted.stabilisation).toBeCloseTo(1, 12);
    expect(predicted.conditions.map(({ holds }) => holds)).toEqual([true, true, true, true]);
  });
});

test("where gradient flow flattens nothing needs to oscillate, and the conditions say so", () => {
  const objective = formulaObjective(expression({ parameters: ["x", "y"], loss: "y*x^2/2 + (y - 1)^2/2" }));
  const { amplitude, conditions } = selfStabilisation(new Point(objective, Float64Array.of(0, 20)), 0.1);
  expect(amplitude).toBe(0);
  expect(conditions[1].holds).toBe(false);
});
