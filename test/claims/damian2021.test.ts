import { describe, expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { label } from "../../src/dynamics/noise/label.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { start } from "../support/run.ts";

/** ℓ = ½(ab − y)² at y = 0.6: interpolated wherever ab = 0.6, where the Hessian has the one eigenvalue h = a² + b². */
const product = formulaObjective(expression({ parameters: ["a", "b"], example: "(a*b - y)^2/2", over: { y: [0.6] } }));

/** Follows label noise from the valley's steeper side; q = a² − b² is what the noise wears down. */
function follow(stepSize: number, std: number, count: number, seed: number): { decay: number; variance: number } {
  const begin = [1.4, 0.6 / 1.4];
  const spec = gd({ stepSize, noise: label({ std }) });
  const mover = start(gd, spec, product, begin, () => openRandom(seed, "noise"));
  const w = mover.point.parameters;
  let variance = 0;
  for (let k = 0; k < count; k++) {
    mover.advance(Infinity);
    const h = w[0] * w[0] + w[1] * w[1];
    const residual = w[0] * w[1] - 0.6;
    variance += (residual * residual) / ((stepSize * std * std * h) / (2 - stepSize * h)) / count;
  }
  return { decay: (w[0] * w[0] - w[1] * w[1]) / (begin[0] * begin[0] - begin[1] * begin[1]), variance };
}

/** q after so many steps of d(log q)/dk = −η²σ²/(1 − ηh/2), h = √(q² + 4 · 0.6²), as a part of its start. */
function predicted(stepSize: number, std: number, count: number): number {
  const begin = 1.4 * 1.4 - 0.36 / 1.4 / 1.4;
  let logarithm = Math.log(begin);
  const parts = 1000;
  for (let k = 0; k < parts; k++) {
    const q = Math.exp(logarithm);
    const h = Math.sqrt(q * q + 1.44);
    logarithm -= ((count / parts) * stepSize * stepSize * std * std) / (1 - (stepSize * h) / 2);
  }
  return Math.exp(logarithm) / begin;
}

describe("label noise on f = ab wears down a² − b² (Blanc et al. 2020; Damian, Ma & Lee 2021)", () => {
  test.for([
    { stepSize: 0.05, std: 0.05 },
    { stepSize: 0.1, std: 0.03 },
    { stepSize: 0.2, std: 0.02 },
  ])("by the exact regulariser's factor after 1/(η²σ²) steps ($stepSize, σ = $std)", ({ stepSize, std }) => {
    const count = Math.round(1 / (stepSize * stepSize * std * std));
    const { decay } = follow(stepSize, std, count, 0);
    expect(Math.abs(decay / predicted(stepSize, std, count) - 1)).toBeLessThan(0.01);
  });

  test("while the residual has the variance ησ²h/(2 − ηh)", () => {
    const { variance } = follow(0.3, 1e-3, 400_000, 1);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  });
});
