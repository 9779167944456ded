import { describe, expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { Point } from "../../src/objective/point.ts";
import { selfStabilisation } from "../../src/theory/selfStabilisation.ts";
import { start } from "../support/run.ts";

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

  test("GD comes to oscillate with E[x²] = 2α/β at a sharpness of 2/η, and its loss is that of the oscillation, σ²/η, above", () => {
    const mover = start(gd, gd({ stepSize }), objective, [0.9 * predicted.amplitude, 2 / stepSize]);
    for (let k = 0; k < 100_000; k++) mover.advance(Infinity);
    const { point } = mover;
    const [count, mean] = [20_000, { square: 0, sharpness: 0, oscillation: 0 }];
    for (let k = 0; k < count; k++) {
      const [x, y] = point.parameters;
      mean.square += (x * x) / count;
      mean.sharpness += y / count;
      mean.oscillation += (0.5 * y * x * x) / count;
      mover.advance(Infinity);
    }
    expect(Math.abs(mean.square / predicted.amplitude ** 2 - 1)).toBeLessThan(1e-3);
    expect(Math.abs((mean.sharpness * stepSize) / 2 - 1)).toBeLessThan(1e-3);
    expect(Math.abs((mean.oscillation * stepSize) / mean.square - 1)).toBeLessThan(1e-3);
  });
});

test("where gradient flow flattens nothing needs to oscillate, and the conditions say so", () => {
  const objective = formulaObjective(expression({ parameters: ["x", "y"], loss: "y*x^2/2 + (y - 1)^2/2" }));
  const { amplitude, conditions } = selfStabilisation(new Point(objective, Float64Array.of(0, 20)), 0.1);
  expect(amplitude).toBe(0);
  expect(conditions[1].holds).toBe(false);
});
