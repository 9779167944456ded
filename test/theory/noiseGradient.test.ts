import { expect, test } from "vitest";
import { dot } from "../../src/kernel/vector.ts";
import { subsetVarianceFactor } from "../../src/measure/batchVariance.ts";
import { counted, noCost } from "../../src/objective/counted.ts";
import { Point } from "../../src/objective/point.ts";
import { noiseGradient } from "../../src/theory/noiseGradient.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

test("∇tr Σ_B from one pass is the difference quotient of tr Σ_B", () => {
  const { objective, start: from } = tinyNetwork(5, 8);
  const batchSize = 3;
  const gradient = new Float64Array(objective.size);
  noiseGradient(new Point(objective, from), batchSize, gradient);
  const direction = gradient.map((_, i) => Math.cos(1 + i));
  const trace = (t: number): number =>
    subsetVarianceFactor(8, batchSize) *
    new Point(
      objective,
      from.map((value, i) => value + t * direction[i]),
    ).noiseTrace;
  const h = 1e-3;
  const quotient = (8 * (trace(h) - trace(-h)) - (trace(2 * h) - trace(-2 * h))) / (12 * h);
  expect(Math.abs(quotient / dot(gradient, direction) - 1)).toBeLessThan(1e-8);
});

test("∇tr Σ_B costs at most four gradients, the point's own among them, for any batch size", () => {
  const { objective, start: from } = tinyNetwork(5, 8);
  for (const [batchSize, withReplacement] of [
    [1, false],
    [3, false],
    [3, true],
  ] as const) {
    const cost = noCost();
    noiseGradient(new Point(counted(objective, cost), from), batchSize, new Float64Array(objective.size), withReplacement);
    expect(cost.gradients).toBeGreaterThan(0);
    // A Hessian-vector product is two gradients.
    expect(cost.gradients + 2 * cost.hessianVectors).toBeLessThanOrEqual(4 + 1e-12);
  }
});
