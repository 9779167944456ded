import { describe, expect, test } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import { dot } from "../../src/kernel/vector.ts";
import { criticalSharpness } from "../../src/measure/criticalSharpness.ts";
import { behaviour, criticalSharpnessAt } from "../../src/measure/criticalSharpnessAt.ts";
import { directionalSharpness } from "../../src/measure/directionalSharpness.ts";
import { counted, noCost } from "../../src/objective/counted.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { quadratic } from "../../src/objective/model/quadratic.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { Point } from "../../src/objective/point.ts";
import { withSpectrum } from "../support/spectra.ts";
import { take } from "../support/measure.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const size = 12;
const random = openRandom(3, "data");
const matrix = withSpectrum(
  Float64Array.from({ length: size }, (_, i) => 40 / (1 + i) ** 2),
  random,
);
const bowl = quadratic.objective(
  quadratic({ matrix: Array.from({ length: size }, (_, i) => [...matrix.subarray(i * size, (i + 1) * size)]) }),
);
const at = Float64Array.from({ length: size }, () => random.normal());
const formula = (loss: string): Objective => formulaObjective(expression({ parameters: ["a"], loss }));

/** The first step along −d at which the loss is back, by a fine scan and halving. */
function scanned(objective: Objective, w: Float64Array, d: Float64Array, reach: number): number {
  const rises = (t: number): boolean => objective.loss(w.map((value, i) => value - t * d[i])) > objective.loss(w);
  let high = Array.from({ length: 10_000 }, (_, k) => ((k + 1) * reach) / 10_000).find(rises)!;
  let low = high - reach / 10_000;
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (rises(middle)) high = middle;
    else low = middle;
  }
  return high;
}

describe("critical sharpness", () => {
  test("is gᵀHg/‖g‖² on a quadratic, and dᵀHd/gᵀd along another direction", () => {
    const point = new Point(bowl, at);
    const found = criticalSharpnessAt(point, { bracketWidth: 1e-9 })!;
    const expected = take(directionalSharpness, directionalSharpness(), bowl, at).directionalSharpness as number;
    // The root of a straight line, from losses that are known to 1e-16 of themselves.
    expect(Math.abs(found.value / expected - 1)).toBeLessThan(1e-12);
    const direction = point.gradient.map((value, i) => value * (1 + (i % 3)));
    const product = new Float64Array(size);
    bowl.hessianVector(at, direction, product);
    const along = criticalSharpnessAt(point, { direction, bracketWidth: 1e-9 })!.value;
    expect(Math.abs(along / (dot(direction, product) / dot(point.gradient, direction)) - 1)).toBeLessThan(1e-12);
  });

  test.each([0, 1, 2, 3, 4])(
    "of a network is that of a scan along the gradient, within its error, in fewer than ten passes (start %i)",
    (k) => {
      const { objective, start } = tinyNetwork(4, 8);
      const w = start.map((value, i) => value * (1 + 0.3 * k * Math.cos(i + k)));
      const cost = noCost();
      const point = new Point(counted(objective, cost), w);
      expect(point.gradientNormSquared).toBeGreaterThan(0);
      const before = cost.gradients;
      const { value, error, passes } = criticalSharpnessAt(point)!;
      expect(passes).toBeLessThan(10);
      // A loss counts a third of a gradient.
      expect((cost.gradients - before) * 3).toBeCloseTo(passes, 9);
      expect(error / value).toBeLessThan(1e-3);
      expect(Math.abs(value - 2 / scanned(objective, w, point.gradient, 8 / value))).toBeLessThanOrEqual(error);
    },
  );

  test("knows the distance of the step: on a⁴/4 the step back is a(1 − (−1)) = 2a, so λ_c = a²", () => {
    // gᵀHg/‖g‖² is 3a² there.
    expect(criticalSharpnessAt(new Point(formula("a^4/4"), Float64Array.of(0.7)), { bracketWidth: 1e-10, passes: 40 })!.value).toBeCloseTo(
      0.49,
      9,
    );
  });

  test("survives losses that overflow", () => {
    const found = criticalSharpnessAt(new Point(formula("exp(a^2) + 1000"), Float64Array.of(1)), { passes: 20 })!;
    expect(Math.abs(found.value - 2 / (2 / (2 * Math.E)))).toBeLessThanOrEqual(found.error);
  });

  test("is null at a critical point, up a slope, where the loss never rises, and where rounding hides the rise", () => {
    const read = (loss: string, a: number, direction?: Float64Array) =>
      criticalSharpnessAt(new Point(formula(loss), Float64Array.of(a)), { direction });
    expect(read("a^2", 0)).toBeNull();
    expect(read("a^2", 1, Float64Array.of(-1))).toBeNull();
    expect(read("exp(-a)", 1)).toBeNull();
    expect(read("a + 1", 1)).toBeNull();
    expect(read("a^2 + 1", 1e-9)).toBeNull();
    expect(take(behaviour, criticalSharpness(), formula("a^2"), [0])).toEqual({ criticalSharpness: null, criticalSharpnessError: null });
  });
});
