import { describe, expect, test } from "vitest";
import { labelNoiseFlow } from "../../src/dynamics/labelNoiseFlow.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { Point } from "../../src/objective/point.ts";
import { labelNoiseConditions, labelNoiseDrift, labelNoiseRegulariser } from "../../src/theory/labelNoise.ts";
import { start } from "../support/run.ts";

const product = formulaObjective(expression({ parameters: ["a", "b"], loss: "(a*b - 1)^2/2" }));

describe("f = ab with a target of 1 ± σ", () => {
  test.for([
    { stepSize: 0.05, std: 0.2, from: [1.6, 1 / 1.6] },
    { stepSize: 0.1, std: 0.1, from: [1.5, 1 / 1.5] },
    { stepSize: 0.2, std: 0.05, from: [1.4, 1 / 1.4] },
  ])(
    "a² − b² decays over 1/(η²σ²) steps as the flow of the finite regulariser says, within 1 % ($stepSize, $std)",
    ({ stepSize, std, from }) => {
      const count = Math.round(1 / (stepSize * stepSize * std * std));
      const random = openRandom(0, "noise");
      const runs = 40;
      let ratio = 0;
      for (let run = 0; run < runs; run++) {
        let [a, b] = from;
        for (let k = 0; k < count; k++) {
          const residual = a * b - 1 - std * random.sign();
          [a, b] = [a - stepSize * residual * b, b - stepSize * residual * a];
        }
        ratio += (a * a - b * b) / (from[0] * from[0] - from[1] * from[1]) / runs;
      }
      const flowed = (finite: boolean): number => {
        const mover = start(labelNoiseFlow, labelNoiseFlow({ stepSize, std, finite }), product, from);
        while (mover.time < count * stepSize) mover.advance(count * stepSize);
        const [a, b] = mover.point.parameters;
        return (a * a - b * b) / (from[0] * from[0] - from[1] * from[1]);
      };
      expect(Math.abs(ratio / flowed(true) - 1)).toBeLessThan(0.01);
      expect(Math.abs(flowed(false) / Math.exp(-1) - 1)).toBeLessThan(1e-3);
      expect(flowed(true)).toBeLessThan(flowed(false));
    },
  );

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

describe("two examples, f_i = p q x_i + r s z_i, targets perturbed by ±σ", () => {
  const [x, z, y] = [
    [1, 0.4],
    [-0.5, 1],
    [0.7, 0.9],
  ];
  const objective = formulaObjective(
    expression({ parameters: ["p", "q", "r", "s"], example: "(p*q*x + r*s*z - y)^2/2", over: { x, z, y } }),
  );
  const trace = (w: Float64Array): number => {
    const hessian = new Point(objective, w).hessian();
    return hessian[0] + hessian[5] + hessian[10] + hessian[15];
  };

  test("SGD drifts along the manifold of minima to lower tr H as the limiting flow does", () => {
    const [stepSize, std] = [0.05, 0.1];
    const noise = { stepSize, std, batchSize: 2 };
    // A place on the manifold: gradient flow first.
    const settle = start(labelNoiseFlow, labelNoiseFlow({ stepSize, std: 0 }), objective, [1.7, 0.4, 0.3, 1.5]);
    while (settle.time < 200) settle.advance(200);
    const from = Float64Array.from(settle.point.parameters);
    const count = 60_000;
    const mover = start(labelNoiseFlow, labelNoiseFlow({ stepSize, std, finite: true }), objective, from);
    while (mover.time < count * stepSize) mover.advance(count * stepSize);
    const flowed = mover.point.parameters;
    const random = openRandom(0, "noise");
    const runs = 8;
    const mean = new Float64Array(4);
    for (let run = 0; run < runs; run++) {
      let [p, q, r, s] = from;
      const last = new Float64Array(4);
      for (let k = 0; k < count; k++) {
        let [first, second] = [0, 0];
        for (let i = 0; i < 2; i++) {
          const residual = p * q * x[i] + r * s * z[i] - y[i] - std * random.sign();
          first += (residual * x[i]) / 2;
          second += (residual * z[i]) / 2;
        }
        [p, q, r, s] = [p - stepSize * first * q, q - stepSize * first * p, r - stepSize * second * s, s - stepSize * second * r];
        // The mean over the last hundred units of time takes out the fast fluctuation across the manifold.
        if (k >= count - 2000) [p, q, r, s].forEach((value, i) => (last[i] += value / 2000));
      }
      last.forEach((value, i) => (mean[i] += value / runs));
    }
    expect(trace(from) / trace(flowed)).toBeGreaterThan(1.15);
    for (let i = 0; i < 4; i++) expect(Math.abs(mean[i] - flowed[i])).toBeLessThan(0.015);
    expect(Math.abs(trace(mean) / trace(flowed) - 1)).toBeLessThan(0.01);
    expect(labelNoiseConditions(mover.point, noise).every(({ holds }) => holds)).toBe(true);
  });
});
