import { describe, expect, test } from "vitest";
import { batchSizeOfNoise, excessLoss, logEvidence, noiseScale, optimalConstantStep } from "../../src/theory/noiseScale.ts";
import { continuousStationaryCovariance, stationaryCovariance } from "../../src/theory/stationaryCovariance.ts";

describe("the noise scale of Smith & Le 2018", () => {
  test("is ε(N/B − 1)/(1 − m), and the batch size with a given scale inverts it", () => {
    expect(noiseScale(0.1, 10, 1000)).toBeCloseTo(9.9, 12);
    expect(noiseScale(0.1, 10, 1000, 0.9)).toBeCloseTo(99, 10);
    expect(batchSizeOfNoise(noiseScale(0.3, 25, 500, 0.5), 0.3, 500, 0.5)).toBeCloseTo(25, 12);
  });

  test("makes the best batch size proportional to ε, to N and to 1/(1 − m) as long as B ≪ N", () => {
    const base = batchSizeOfNoise(50, 0.01, 1e6);
    expect(batchSizeOfNoise(50, 0.02, 1e6) / base).toBeCloseTo(2, 3);
    expect(batchSizeOfNoise(50, 0.01, 2e6) / base).toBeCloseTo(2, 3);
    expect(batchSizeOfNoise(50, 0.01, 1e6, 0.5) / base).toBeCloseTo(2, 3);
  });
});

test("with C = σ²H the excess loss tends to (η/4B)σ² tr H for small steps (Jastrzębski et al. 2017)", () => {
  const curvatures = [1, 0.3, 2];
  const excess = (stepSize: number): number =>
    curvatures.reduce((sum, curvature) => {
      const problem = { size: 1, hessian: Float64Array.of(curvature), covariance: Float64Array.of((0.5 * curvature) / 4) };
      return sum + 0.5 * curvature * stationaryCovariance(problem, stepSize)![0];
    }, 0);
  for (const stepSize of [1e-2, 1e-3]) {
    const ratio = excess(stepSize) / excessLoss(stepSize, 4, 0.5, 3.3);
    expect(Math.abs(ratio - 1)).toBeLessThan(2 * stepSize);
  }
});

test("the constant step that brings SGD nearest to the posterior is 2DB/(N tr C) (Mandt et al. 2017)", () => {
  const [examples, batchSize] = [200, 5];
  const hessian = [1.5, 0.4, 0.9];
  const covariance = [0.8, 0.3, 0.5];
  // KL of N(0, Σ) to the posterior N(0, (NA)⁻¹), all diagonal, as a function of the step size.
  const divergence = (stepSize: number): number =>
    hessian.reduce((sum, curvature, i) => {
      const problem = { size: 1, hessian: Float64Array.of(curvature), covariance: Float64Array.of(covariance[i] / batchSize) };
      const ratio = continuousStationaryCovariance(problem, stepSize)![0] * examples * curvature;
      return sum + 0.5 * (ratio - Math.log(ratio) - 1);
    }, 0);
  const predicted = optimalConstantStep(3, batchSize, examples, 1.6);
  let best = 0;
  let least = Infinity;
  for (let factor = 0.5; factor < 2; factor *= 1.002) {
    const value = divergence(predicted * factor);
    if (value < least) [least, best] = [value, factor];
  }
  expect(Math.abs(best - 1)).toBeLessThan(0.01);
});

test("the evidence by Laplace's method is the marginal likelihood of Bayesian linear regression", () => {
  // y = Xω + unit noise, ω ~ N(0, 1/λ).
  const regularisation = 0.7;
  const x = Array.from({ length: 6 }, (_, i) => [Math.sin(1 + i), Math.cos(2 * i)]);
  const y = x.map(([a, b], i) => 0.8 * a - 0.3 * b + Math.sin(5 * i));
  const hessian = [0, 1, 2, 3].map((e) => {
    const [i, j] = [e >> 1, e & 1];
    return x.reduce((sum, row) => sum + row[i] * row[j], i === j ? regularisation : 0);
  });
  const right = [0, 1].map((i) => x.reduce((sum, row, k) => sum + row[i] * y[k], 0));
  const determinant = hessian[0] * hessian[3] - hessian[1] * hessian[2];
  const weights = [
    (hessian[3] * right[0] - hessian[1] * right[1]) / determinant,
    (hessian[0] * right[1] - hessian[2] * right[0]) / determinant,
  ];
  const cost =
    x.reduce((sum, [a, b], k) => sum + 0.5 * (a * weights[0] + b * weights[1] - y[k]) ** 2, 0) +
    0.5 * regularisation * (weights[0] ** 2 + weights[1] ** 2);
  const constant = -(y.length / 2) * Math.log(2 * Math.PI);
  // The Gaussian process: y ~ N(0, I + XXᵀ/λ), by Cholesky.
  const n = y.length;
  const l = Array.from({ length: n }, () => new Float64Array(n));
  let marginal = constant;
  const z = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = (x[i][0] * x[j][0] + x[i][1] * x[j][1]) / regularisation + (i === j ? 1 : 0);
      for (let k = 0; k < j; k++) sum -= l[i][k] * l[j][k];
      l[i][j] = i === j ? Math.sqrt(sum) : sum / l[j][j];
    }
    z[i] = y[i];
    for (let k = 0; k < i; k++) z[i] -= l[i][k] * z[k];
    z[i] /= l[i][i];
    marginal -= Math.log(l[i][i]) + 0.5 * z[i] * z[i];
  }
  expect(Math.abs(logEvidence(cost, Float64Array.from(hessian), 2, regularisation, constant) - marginal)).toBeLessThan(1e-8);
  expect(logEvidence(0, Float64Array.of(-1), 1, 1)).toBeNaN();
});
