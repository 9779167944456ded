import { describe, expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { gradientNorm } from "../../src/dynamics/penalty.ts";
import { NumericalError } from "../../src/spec/errors.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { distance } from "../../src/kernel/vector.ts";
import { perturbationSensitivity } from "../../src/measure/perturbationSensitivity.ts";
import { denseHessian } from "../support/dense.ts";
import { take } from "../support/measure.ts";
import { start, steps } from "../support/run.ts";
import { logLogSlope } from "../support/slope.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

/** E(a, b) = ½(0.6 − ab)². */
const toy = formulaObjective(expression({ parameters: ["a", "b"], loss: "(0.6 - a*b)^2/2" }));

describe("the two-parameter model of Barrett & Dherin 2021", () => {
  test("a step of GD multiplies a² − b² by exactly 1 − h²r², r = ab − y", () => {
    const stepSize = 2.5e-2;
    const mover = start(gd, gd({ stepSize }), toy, [2.8, 3.5]);
    const w = mover.point.parameters;
    for (let k = 0; k < 200; k++) {
      const [a, b] = w;
      const residual = a * b - 0.6;
      const expected = (a * a - b * b) * (1 - stepSize * stepSize * residual * residual);
      mover.advance(Infinity);
      expect(Math.abs((w[0] * w[0] - w[1] * w[1]) / expected - 1)).toBeLessThan(1e-12);
    }
  });

  test("from (75, 74.925) a step of 1.8e-4 lands next to the flattest minimum", () => {
    const mover = start(gd, gd({ stepSize: 1.8e-4 }), toy, [75, 74.925]);
    const [a, b] = steps(mover, 200_000);
    expect(a * b).toBeCloseTo(0.6, 10);
    expect(a * a + b * b).toBeLessThan(1.25);
  });

  test("from (75, 74.925) a step of 1e-3 diverges, and says when", () => {
    const mover = start(gd, gd({ stepSize: 1e-3 }), toy, [75, 74.925]);
    expect(() => steps(mover, 1000)).toThrow(NumericalError);
    expect(mover.step).toBeLessThan(20);
  });
});

/** Gradient descent on L + μ‖∇L‖². */
function regularised(stepSize: number, coefficient: number, count: number): Float64Array {
  const { objective, start: from } = tinyNetwork(8, 6);
  return steps(start(gd, gd({ stepSize, penalty: gradientNorm({ coefficient }) }), objective, from), count);
}

describe("explicit gradient regularisation", () => {
  test.for([
    { coefficient: 0.00625, end: [0.2927, 2.04989] },
    { coefficient: 0.5, end: [0.35404, 1.69472] },
    { coefficient: 4, end: [0.36596, 1.63952] },
  ])("with μ = $coefficient takes the two-parameter model from (2.8, 3.5) to $end", ({ coefficient, end }) => {
    const spec = gd({ stepSize: 1e-4, penalty: gradientNorm({ coefficient }) });
    const w = steps(start(gd, spec, toy, [2.8, 3.5]), 60_000);
    expect(Math.abs(w[0] - end[0])).toBeLessThan(1e-4);
    expect(Math.abs(w[1] - end[1])).toBeLessThan(1e-4);
  });

  const time = 4;
  const stepSizes = [0.05, 0.025, 0.0125];
  const difference = (share: number): number[] =>
    stepSizes.map((h) => {
      const { objective, start: from } = tinyNetwork(8, 6);
      const plain = steps(start(gd, gd({ stepSize: h }), objective, from), Math.round(time / h));
      return distance(plain, regularised(h / 8, share * (h / 4) * (7 / 8), Math.round((8 * time) / h)));
    });

  test("GD with step h is GD with step h/8 and the penalty (h/4)(7/8)‖∇L‖², to second order", () => {
    expect(Math.abs(logLogSlope(stepSizes, difference(1)) - 2)).toBeLessThan(0.05);
  });

  test("without the penalty the two agree to first order only", () => {
    expect(Math.abs(logLogSlope(stepSizes, difference(0)) - 1)).toBeLessThan(0.05);
  });
});

describe("under a small Gaussian perturbation of the parameters of a tanh network", () => {
  const { objective, start: at } = tinyNetwork(5, 8);
  const hessian = denseHessian(objective, at);
  const std = 0.01;

  test.for([
    { multiplicative: false, predicted: hessian.reduce((sum, row, i) => sum + row[i], 0) },
    { multiplicative: true, predicted: hessian.reduce((sum, row, i) => sum + row[i] * at[i] * at[i], 0) },
  ])("the mean rise is (σ²/2) tr H, or (σ²/2) Σ w²H_ii (multiplicative: $multiplicative)", ({ multiplicative, predicted }) => {
    const spec = perturbationSensitivity({ std, multiplicative, samples: 40_000 });
    const row = take(perturbationSensitivity, spec, objective, at) as Record<string, number>;
    const expected = (std * std * predicted) / 2;
    expect(row.perturbationSensitivityError / expected).toBeLessThan(0.01);
    expect(Math.abs(row.perturbationSensitivity - expected)).toBeLessThan(4 * row.perturbationSensitivityError);
    expect(Math.abs(row.perturbationSensitivity / expected - 1)).toBeLessThan(0.02);
  });
});
