import { describe, expect, test } from "vitest";
import type { DynamicsBehaviour, Mover } from "../../src/dynamics/dynamics.ts";
import { edgeFlow } from "../../src/dynamics/edgeFlow.ts";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { gradientFlow } from "../../src/dynamics/gradientFlow.ts";
import { rodFlow } from "../../src/dynamics/rodFlow.ts";
import { distance } from "../../src/kernel/vector.ts";
import { Point } from "../../src/objective/point.ts";
import { deepChebyshev } from "../support/deepChebyshev.ts";
import { start } from "../support/run.ts";

const stepSize = 0.2;
const { objective, from } = deepChebyshev();
const to = (mover: Mover, time: number): void => {
  while (mover.time < time - 1e-9) mover.advance(time);
};
const sharpnessOf = (w: Float64Array): number => new Point(objective, w).leadingEigenvalue(1e-6);

/** Mean place over the window (from, until], from so many samples. */
function meanPlace(mover: Mover, since: number, until: number, samples: number): Float64Array {
  const mean = new Float64Array(objective.size);
  for (let k = 1; k <= samples; k++) {
    to(mover, since + ((until - since) * k) / samples);
    for (let i = 0; i < mean.length; i++) mean[i] += mover.point.parameters[i] / samples;
  }
  return mean;
}

const descent = start(gd, gd({ stepSize }), objective, from);
to(descent, 380);
const descended = meanPlace(descent, 380, 400, 100);
const plain = start(gradientFlow, gradientFlow(), objective, from);
to(plain, 380);
const flowed = meanPlace(plain, 380, 400, 40);

describe.for([
  ["edge flow (Marion 2026)", start(edgeFlow as DynamicsBehaviour<object>, edgeFlow({ stepSize }), objective, from)],
  ["rod flow (Regis & Chewi 2026)", start(rodFlow as DynamicsBehaviour<object>, rodFlow({ stepSize }), objective, from)],
] as const)("%s with step size 0.2 on a 1-30-20-1 tanh network", ([, mover]) => {
  test("overshoots the edge as GD does before its oscillation has grown out of rounding, then comes back below it", () => {
    to(mover, 140);
    expect(sharpnessOf(mover.point.parameters)).toBeGreaterThan(10.5);
    to(mover, 180);
    expect(sharpnessOf(mover.point.parameters)).toBeLessThan(10);
  });

  test("keeps the sharpness near 2/η, and stays near the mean path of GD where gradient flow does not", () => {
    to(mover, 380);
    const mean = meanPlace(mover, 380, 400, 40);
    expect(Math.abs(sharpnessOf(mover.point.parameters) / 10 - 1)).toBeLessThan(0.02);
    expect(distance(flowed, descended)).toBeGreaterThan(0.8);
    expect(distance(mean, descended)).toBeLessThan(distance(flowed, descended) / 8);
  });
});
