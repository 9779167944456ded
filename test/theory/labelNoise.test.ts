import { describe, expect, test } from "vitest";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { Point } from "../../src/objective/point.ts";
import { labelNoiseConditions, labelNoiseDrift, labelNoiseRegulariser } from "../../src/theory/labelNoise.ts";

const product = formulaObjective(expression({ parameters: ["a", "b"], loss: "(a*b - 1)^2/2" }));

describe("f = ab with a target of 1 ± σ", () => {
  test("the regulariser is −(1/2η) log(1 − η(a² + b²)/2), tends to ¼ tr H, and does not exist from ηλ = 2 on", () => {
    const point = new Point(product, Float64Array.of(2, 0.5));
    const trace = 4.25;
    expect(labelNoiseRegulariser(point, 0.1)).toBeCloseTo(-Math.log(1 - (0.1 * trace) / 2) / 0.2, 12);
    expect(labelNoiseRegulariser(point, 1e-5)).toBeCloseTo(trace / 4, 4);
    expect(labelNoiseRegulariser(point, 0.5)).toBeNaN();
    expect(labelNoiseConditions(point, { stepSize: 0.1, std: 0.1, batchSize: 1 }).every(({ holds }) => holds)).toBe(true);
    expect(labelNoiseConditions(point, { stepSize: 0.5, std: 0.1, batchSize: 1 })[0].holds).toBe(false);
  });

  test("the drift along the manifold is −(ησ²/4B)P∇tr H", () => {
    const [a, b] = [2, 0.5];
    const out = new Float64Array(2);
    labelNoiseDrift(new Point(product, Float64Array.of(a, b)), { stepSize: 0.1, std: 0.3, batchSize: 2 }, false, out);
    // P∇(a² + b²) = 2(a² − b²)/(a² + b²) (a, −b).
    const factor = (-(0.1 * 0.09) / 8) * ((2 * (a * a - b * b)) / (a * a + b * b));
    expect(out[0]).toBeCloseTo(factor * a, 12);
    expect(out[1]).toBeCloseTo(-factor * b, 12);
  });
});
