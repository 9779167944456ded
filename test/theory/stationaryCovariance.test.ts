import { describe, expect, test } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import {
  continuousStationaryCovariance,
  momentumStationaryCovariance,
  type NoisyQuadratic,
  stationaryCovariance,
} from "../../src/theory/stationaryCovariance.ts";
import { withSpectrum } from "../support/spectra.ts";

const times = (a: Float64Array, b: Float64Array, n: number): Float64Array =>
  Float64Array.from({ length: n * n }, (_, e) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[Math.floor(e / n) * n + k] * b[k * n + (e % n)];
    return sum;
  });
const apart = (a: Float64Array, b: Float64Array): number =>
  Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0) / b.reduce((sum, x) => sum + x * x, 0));

/** Covariance of the iterates of w ← w − ηv, v ← βv + Aw + Lz, C = LLᵀ, over so many steps after a start. */
function simulated(
  { size: n, hessian }: NoisyQuadratic,
  root: Float64Array,
  stepSize: number,
  momentum: number,
  count: number,
): Float64Array {
  const random = openRandom(3, "noise");
  const [w, v, z] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const sum = new Float64Array(n * n);
  for (let k = -1000; k < count; k++) {
    random.normals(z);
    for (let i = 0; i < n; i++) {
      let force = 0;
      for (let j = 0; j < n; j++) force += hessian[i * n + j] * w[j] + root[i * n + j] * z[j];
      v[i] = momentum * v[i] + force;
    }
    for (let i = 0; i < n; i++) w[i] -= stepSize * v[i];
    if (k >= 0) for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum[i * n + j] += (w[i] * w[j]) / count;
  }
  return sum;
}

const size = 3;
const hessian = withSpectrum([2.2, 1, 0.4], openRandom(1, "data"));
const root = withSpectrum([1, 0.7, 0.2], openRandom(2, "data"));
const problem: NoisyQuadratic = { size, hessian, covariance: times(root, root, size) };
const one = (curvature: number): NoisyQuadratic => ({ size: 1, hessian: Float64Array.of(curvature), covariance: Float64Array.of(1) });

describe("the stationary covariance of SGD with constant noise", () => {
  const stepSize = 0.3;
  const exact = stationaryCovariance(problem, stepSize)!;

  test("solves AΣ + ΣA − ηAΣA = ηC", () => {
    const [left, right] = [times(hessian, exact, size), times(exact, hessian, size)];
    const both = times(left, hessian, size);
    const balance = left.map((value, e) => value + right[e] - stepSize * both[e]);
    expect(
      apart(
        balance,
        problem.covariance.map((c) => stepSize * c),
      ),
    ).toBeLessThan(1e-13);
  });

  test("is that of two million steps within 2 %, where the continuous equation is off by more than a tenth", () => {
    const seen = simulated(problem, root, stepSize, 0, 2_000_000);
    expect(apart(exact, seen)).toBeLessThan(0.02);
    expect(apart(continuousStationaryCovariance(problem, stepSize)!, seen)).toBeGreaterThan(0.1);
  });

  test("is ησ²/(λ(2 − ηλ)) in one dimension, hence ε/(B(2 − ε)) at equal ε/B for unit curvature", () => {
    for (const [epsilon, batchSize] of [
      [0.02, 1],
      [0.08, 4],
      [0.32, 16],
    ]) {
      const batch = { ...one(1), covariance: Float64Array.of(1 / batchSize) };
      expect(stationaryCovariance(batch, epsilon)![0]).toBeCloseTo(epsilon / (batchSize * (2 - epsilon)), 14);
    }
  });

  test("does not exist where a noisy direction is flat or too sharp", () => {
    expect(stationaryCovariance(one(0), 0.1)).toBeNull();
    expect(stationaryCovariance(one(21), 0.1)).toBeNull();
    expect(momentumStationaryCovariance(one(39), 0.1, 0.9)).toBeNull();
    const quiet = { size: 2, hessian: Float64Array.of(1, 0, 0, 0), covariance: Float64Array.of(1, 0, 0, 0) };
    expect([...stationaryCovariance(quiet, 0.1)!]).toEqual([0.1 / 1.9, 0, 0, 0].map((value) => expect.closeTo(value, 14)));
  });
});

describe("the stationary covariance of heavy ball", () => {
  test.for([
    { stepSize: 0.2, momentum: 0.9, curvature: 1, expected: 1.0556 },
    { stepSize: 1, momentum: 0.5, curvature: 2, expected: 1.5 },
  ])(
    "with η = $stepSize, β = $momentum, λ = $curvature is $expected, as two million steps are",
    ({ stepSize, momentum, curvature, expected }) => {
      const formula = (stepSize * (1 + momentum)) / (curvature * (1 - momentum) * (2 * (1 + momentum) - stepSize * curvature));
      const exact = momentumStationaryCovariance(one(curvature), stepSize, momentum)![0];
      expect(exact).toBeCloseTo(formula, 12);
      expect(exact).toBeCloseTo(expected, 4);
      expect(Math.abs(simulated(one(curvature), Float64Array.of(1), stepSize, momentum, 2_000_000)[0] / exact - 1)).toBeLessThan(0.02);
    },
  );

  test("is that of a simulation where Hessian and noise do not commute, and that of SGD without momentum", () => {
    const exact = momentumStationaryCovariance(problem, 0.3, 0.6)!;
    expect(apart(exact, simulated(problem, root, 0.3, 0.6, 1_000_000))).toBeLessThan(0.02);
    expect(apart(momentumStationaryCovariance(problem, 0.3, 0)!, stationaryCovariance(problem, 0.3)!)).toBeLessThan(1e-12);
  });
});
