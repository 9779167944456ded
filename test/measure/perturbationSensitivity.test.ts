import { describe, expect, test } from "vitest";
import { perturbationSensitivity } from "../../src/measure/perturbationSensitivity.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { denseHessian } from "../support/dense.ts";
import { take } from "../support/measure.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

describe("for a small perturbation of a tanh network", () => {
  const { objective, start } = tinyNetwork(5, 8);
  const hessian = denseHessian(objective, start);
  const std = 0.01;

  test.for([
    { multiplicative: false, predicted: hessian.reduce((sum, row, i) => sum + row[i], 0) },
    { multiplicative: true, predicted: hessian.reduce((sum, row, i) => sum + row[i] * start[i] * start[i], 0) },
  ])("the mean rise is (σ²/2) tr H, or (σ²/2) Σ w²H_ii (multiplicative: $multiplicative)", ({ multiplicative, predicted }) => {
    const spec = perturbationSensitivity({ std, multiplicative, samples: 40_000 });
    const row = take(perturbationSensitivity, spec, objective, start) as Record<string, number>;
    const expected = (std * std * predicted) / 2;
    expect(row.perturbationSensitivityError / expected).toBeLessThan(0.01);
    expect(Math.abs(row.perturbationSensitivity - expected)).toBeLessThan(4 * row.perturbationSensitivityError);
    expect(Math.abs(row.perturbationSensitivity / expected - 1)).toBeLessThan(0.02);
  });

  test("rows and runs of one seed share their perturbations", () => {
    const spec = perturbationSensitivity({ std });
    expect(take(perturbationSensitivity, spec, objective, start)).toEqual(take(perturbationSensitivity, spec, objective, start));
  });
});

test("mirrored pairs cancel a slope exactly", () => {
  const slope = expression.objective(expression({ parameters: ["a", "b"], loss: "3*a - b" }), null, null);
  const row = take(perturbationSensitivity, perturbationSensitivity({ std: 0.5 }), slope, [0, 0]) as Record<string, number>;
  expect(row).toEqual({ perturbationSensitivity: 0, perturbationSensitivityError: 0 });
});

test("the standard error covers a quadratic's exact value in proportion", () => {
  const bowl = expression.objective(expression({ parameters: ["a", "b"], loss: "a^2/2 + 2*b^2" }), null, null);
  const row = take(perturbationSensitivity, perturbationSensitivity({ std: 0.3, samples: 2000 }), bowl, [1, 1]) as Record<string, number>;
  const variance = (0.3 ** 4 / 2) * (1 + 16);
  expect(Math.abs(row.perturbationSensitivity - (0.09 / 2) * 5)).toBeLessThan(4 * Math.sqrt(variance / 1000));
  expect(Math.abs(row.perturbationSensitivityError / Math.sqrt(variance / 1000) - 1)).toBeLessThan(0.15);
});

test("an odd number of samples has no mirror images and is refused", () => {
  expect(() => perturbationSensitivity({ std: 1, samples: 5 })).toThrow(SpecError);
});
