import { describe, expect, test } from "vitest";
import { gradientFlow } from "../../src/dynamics/gradientFlow.ts";
import { distance, norm } from "../../src/kernel/vector.ts";
import { betaOf, inRowSpace, sparseProblem } from "../support/diagonal.ts";
import { start } from "../support/run.ts";

const { x, y, objective } = sparseProblem();

/** β where gradient flow from u = v = α interpolates. */
function limit(alpha: number, tolerance = 1e-9): Float64Array {
  const spec = gradientFlow({ tolerance, integrator: { kind: "dopri5" } });
  const mover = start(gradientFlow, spec, objective, new Float64Array(objective.size).fill(alpha));
  while (mover.point.loss > 1e-20) mover.advance(mover.time + 20);
  return betaOf(mover.point.parameters);
}

/** How far asinh(β/(scale α²)) is from the row space, as a part of its length: 0 where β minimises Q_α among the interpolating ones (scale 2). */
function outside(beta: Float64Array, alpha: number, scale: number): number {
  const q = beta.map((value) => Math.asinh(value / (scale * alpha * alpha)));
  return distance(q, inRowSpace(x, q)) / norm(q);
}

describe("gradient flow on β = u² − v² from u = v = α (Woodworth et al. 2020)", () => {
  test.for([0.05, 0.3, 1])("ends where Q_α is smallest among the interpolating β (α = %f)", (alpha) => {
    const beta = limit(alpha, 1e-11);
    expect(outside(beta, alpha, 2)).toBeLessThan(1e-8);
    expect(outside(beta, alpha, 1)).toBeGreaterThan(1e-5);
  });

  test("ends the nearer to the smallest ‖β‖₁ the smaller α is, and near the smallest ‖β‖₂ for α = 3", () => {
    const alphas = [3, 1, 0.3, 0.1, 0.03, 0.01, 0.001];
    const limits = alphas.map((alpha) => limit(alpha));
    const sizes = limits.map((beta) => beta.reduce((sum, value) => sum + Math.abs(value), 0));
    for (let k = 1; k < sizes.length; k++) expect(sizes[k]).toBeLessThan(sizes[k - 1]);
    // Any interpolating β has the same part in the row space: the interpolating β of smallest length.
    const shortest = inRowSpace(x, limits[0]);
    expect(Math.max(...x.map((row, i) => Math.abs(row.reduce((sum, value, j) => sum + value * shortest[j], 0) - y[i])))).toBeLessThan(1e-8);
    expect(distance(limits[0], shortest) / norm(shortest)).toBeLessThan(1e-4);
  });
});
