import { describe, expect, test } from "vitest";
import { dot, norm2 } from "../../src/kernel/vector.ts";
import { gradientNoise } from "../../src/measure/gradientNoise.ts";
import { behaviour } from "../../src/measure/gradientNoiseBehaviour.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { denseHessian, exampleGradients } from "../support/dense.ts";
import { take } from "../support/measure.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";
import type { Objective } from "../../src/objective/objective.ts";

/** Γ and tr(ΣH)/(2L‖H‖²) out of every example's gradient and the dense Hessian. */
function bruteForce(objective: Objective, w: Float64Array): { trace: number; alignment: number } {
  const hessian = denseHessian(objective, w);
  const mean = new Float64Array(objective.size);
  const loss = objective.gradient(w, mean);
  const centred = exampleGradients(objective, w).map((gradient) => gradient.map((x, i) => x - mean[i]));
  const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const curvature = average(
    centred.map((c) =>
      dot(
        c,
        Float64Array.from(hessian, (row) => dot(row, c)),
      ),
    ),
  );
  const squares = hessian.reduce((sum, row) => sum + norm2(row), 0);
  return { trace: average(centred.map(norm2)), alignment: curvature / (2 * loss * squares) };
}

describe("on a small network", () => {
  const { objective, start } = tinyNetwork(4, 7);

  test("trace and alignment are exact", () => {
    const expected = bruteForce(objective, start);
    const row = take(behaviour, gradientNoise(), objective, start);
    expect(Math.abs((row.noiseTrace as number) / expected.trace - 1)).toBeLessThan(1e-12);
    expect(Math.abs((row.noiseAlignment as number) / expected.alignment - 1)).toBeLessThan(1e-12);
    expect(row.noiseAlignmentError).toBe(0);
  });

  test("without the alignment there is one column", () => {
    expect(Object.keys(take(behaviour, gradientNoise({ alignment: false }), objective, start))).toEqual(["noiseTrace"]);
  });
});

test.for([
  { hidden: 8, examples: 100, samples: 24, within: 0.5 },
  { hidden: 40, examples: 20, samples: 24, within: 0.02 },
])("on a larger network the estimated alignment is within its error of the exact one (%o)", ({ hidden, examples, samples, within }) => {
  const { objective, start } = tinyNetwork(hidden, examples);
  const expected = bruteForce(objective, start);
  const row = take(behaviour, gradientNoise({ samples }), objective, start) as Record<string, number>;
  expect(row.noiseAlignmentError).toBeGreaterThan(0);
  expect(row.noiseAlignmentError / row.noiseAlignment).toBeLessThan(within);
  expect(Math.abs(row.noiseAlignment - expected.alignment)).toBeLessThan(4 * row.noiseAlignmentError);
});

test("is 1 in linear regression with residuals of one size and either sign, where Σ = 2LH", () => {
  const regression = formulaObjective(
    expression({
      parameters: ["a", "b"],
      example: "(a*x + b*z - y)^2/2",
      over: { x: [1, 1, 0.5, 0.5], z: [0.3, 0.3, -2, -2], y: [0.7, -0.7, 0.7, -0.7] },
    }),
  );
  const { noiseAlignment } = take(behaviour, gradientNoise(), regression, [0, 0]);
  expect(noiseAlignment).toBeCloseTo(1, 14);
});

test("at a loss of 0 there is no alignment", () => {
  const fitted = formulaObjective(expression({ parameters: ["a"], example: "(a*x)^2/2", over: { x: [1, 2] } }));
  expect(take(behaviour, gradientNoise(), fitted, [0])).toEqual({ noiseTrace: 0, noiseAlignment: null, noiseAlignmentError: null });
});
