import { describe, expect, it } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import { mlp } from "../../src/objective/model/mlp.ts";
import { logLogSlope } from "../support/slope.ts";

// Pearlmutter (1994), "Fast exact multiplication by the Hessian": the R-operator is exact, where differences of gradients
// have an error of the order of the square of their step.
describe("A51: the R-operator against central differences of gradients", () => {
  const widths = [2, 8, 3];
  const count = 9;
  const random = openRandom(51, "start");
  const normals = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.normal());
  const objective = mlp.objective(
    { widths, activation: "tanh", bias: true },
    { train: { count, inputs: 2, outputs: 3, x: normals(count * 2), y: normals(count * 3) } },
    { kind: "squared-error", factor: 0.5 },
  );
  const w = normals(objective.size);
  const v = normals(objective.size);
  const exact = new Float64Array(objective.size);
  objective.hessianVector(w, v, exact);

  function differenceError(step: number): number {
    const ahead = new Float64Array(objective.size);
    const behind = new Float64Array(objective.size);
    objective.gradient(
      w.map((value, i) => value + step * v[i]),
      ahead,
    );
    objective.gradient(
      w.map((value, i) => value - step * v[i]),
      behind,
    );
    return Math.sqrt(exact.reduce((sum, value, i) => sum + ((ahead[i] - behind[i]) / (2 * step) - value) ** 2, 0));
  }

  it("differences approach it with slope 2", () => {
    // Small enough for the h⁴ term to be below 1 % of the h² term, large enough for rounding (1e-16 / h) to be below it too.
    const steps = [2e-2, 1e-2, 5e-3, 2.5e-3];
    expect(Math.abs(logLogSlope(steps, steps.map(differenceError)) - 2)).toBeLessThan(0.02);
  });

  it("the product is symmetric: uᵀHv = vᵀHu to 1e-12", () => {
    const u = normals(objective.size);
    const other = new Float64Array(objective.size);
    objective.hessianVector(w, u, other);
    const left = exact.reduce((sum, value, i) => sum + value * u[i], 0);
    const right = other.reduce((sum, value, i) => sum + value * v[i], 0);
    expect(Math.abs(left / right - 1)).toBeLessThan(1e-12);
  });
});
