import { describe, expect, test } from "vitest";
import { rmsprop } from "../../src/dynamics/rmsprop.ts";
import { behaviour as rmspropBehaviour } from "../../src/dynamics/rmspropBehaviour.ts";
import { sam } from "../../src/dynamics/sharpnessAware.ts";
import { behaviour as samBehaviour } from "../../src/dynamics/sharpnessAwareBehaviour.ts";
import { distance, norm } from "../../src/kernel/vector.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { quadratic } from "../../src/objective/model/quadratic.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { Point } from "../../src/objective/point.ts";
import { theories as t } from "../../src/theory/index.ts";
import { stationaryCovariance } from "../../src/theory/stationaryCovariance.ts";
import { start, steps } from "../support/run.ts";
import { logLogSlope } from "../support/slope.ts";
import { withSpectrum } from "../support/spectra.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const valley = (matrix: number[][], noise?: number[][]): Objective => quadratic.objective(quadratic({ matrix, ...(noise && { noise }) }));

/** Where a quantity that grows with its argument passes 1, by bisection. */
function passesOne(quantity: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let k = 0; k < 40; k++) {
    const middle = (low + high) / 2;
    if (quantity(middle) > 1) high = middle;
    else low = middle;
  }
  return low;
}

describe("SAM's edge of stability", () => {
  test("is where SAM without normalisation stops shrinking on a parabola", () => {
    const [stepSize, radius] = [0.1, 0.05];
    const growth = (curvature: number): number =>
      Math.abs(steps(start(samBehaviour, sam({ stepSize, radius, normalized: false }), valley([[curvature]]), [1]), 1)[0]);
    const point = new Point(valley([[1]]), Float64Array.of(1));
    const predicted = t["sharpness-aware-stability"]({ stepSize, radius, normalized: false }).value(point);
    expect(passesOne(growth, 1, 25) / predicted).toBeCloseTo(1, 9);
  });

  test("solves λ(1 + ρλ/‖g‖) = 2/η, and is 2/η without a climb and 0 without a gradient", () => {
    const point = new Point(valley([[3]]), Float64Array.of(0.2));
    const edge = t["sharpness-aware-stability"]({ stepSize: 0.1, radius: 0.05 }).value(point);
    expect(edge * (1 + (0.05 * edge) / 0.6)).toBeCloseTo(20, 12);
    expect(t["sharpness-aware-stability"]({ stepSize: 0.1, radius: 0 }).value(point)).toBe(20);
    expect(t["sharpness-aware-stability"]({ stepSize: 0.1, radius: 1 }).value(new Point(point.objective, Float64Array.of(0)))).toBe(0);
  });
});

test("the threshold of Adam is where its linear recursion with a frozen preconditioner stops shrinking", () => {
  const [stepSize, beta1, squares] = [0.1, 0.6, Float64Array.of(4, 0.25)];
  const matrixAt = (scale: number): number[][] => [
    [2 * scale, scale],
    [scale, 3 * scale],
  ];
  /** The growth of the iterate over the last hundred of 4000 steps; where it overflowed before, it grew. */
  const growth = (scale: number): number => {
    const a = matrixAt(scale);
    const [w, m] = [
      [1, 0.3],
      [0, 0],
    ];
    let before = 1;
    for (let k = 0; k < 4000; k++) {
      if (k === 3900) before = Math.hypot(w[0], w[1]);
      for (let i = 0; i < 2; i++) m[i] = beta1 * m[i] + (1 - beta1) * (a[i][0] * w[0] + a[i][1] * w[1]);
      for (let i = 0; i < 2; i++) w[i] -= (stepSize * m[i]) / Math.sqrt(squares[i]);
    }
    const ratio = Math.hypot(w[0], w[1]) / before;
    return Number.isFinite(ratio) ? ratio : 2;
  };
  const critical = passesOne(growth, 10, 60);
  const theory = t["adam-stability"]({ stepSize, beta1, epsilon: 0, squares });
  const [check] = theory.check(new Point(valley(matrixAt(critical)), Float64Array.of(1, 1)));
  expect(check.value).toBeCloseTo(1, 5);
  expect(theory.value(new Point(valley(matrixAt(1)), Float64Array.of(1, 1)))).toBeCloseTo((2 * 1.6) / (0.4 * 0.1), 12);
});

test("preconditioned sharpness beyond 64 dimensions is that of the dense matrix", () => {
  const n = 70;
  const spectrum = Array.from({ length: n }, (_, i) => 1 + i / 10);
  const matrix = withSpectrum(spectrum, openRandom(4, "data"));
  const rows = Array.from({ length: n }, (_, i) => Array.from(matrix.subarray(i * n, (i + 1) * n), (x, j) => (x + matrix[j * n + i]) / 2));
  const point = new Point(valley(rows), new Float64Array(n).fill(1));
  // With equal squares the preconditioner is a number.
  const theory = t["adam-stability"]({ stepSize: 2, beta1: 0, epsilon: 0, squares: new Float64Array(n).fill(4) });
  expect(theory.check(point)[0].value).toBeCloseTo(spectrum[n - 1] / 2, 6);
});

test.for([0.5, 0.9, 0.99])("RMSProp with α = %d comes to rest at effective sharpness 2 and E[x²] = η²/4 in every parameter", (alpha) => {
  const stepSize = 0.01;
  const objective = valley([
    [3, 0],
    [0, 0.7],
  ]);
  const mover = start(rmspropBehaviour, rmsprop({ stepSize, alpha, epsilon: 0 }), objective, [0.1, -0.2]);
  steps(mover, 20_000);
  const mean = new Float64Array(2);
  for (let k = 0; k < 2000; k++) for (const [i, x] of steps(mover, 1).entries()) mean[i] += (x * x) / 2000;
  const predicted = t["rmsprop-stationary"]({ stepSize }).value(new Point(objective, new Float64Array(2)));
  expect(predicted).toBe(2.5e-5);
  for (const value of mean) expect(Math.abs(value / predicted - 1)).toBeLessThan(0.01);
});

describe("sharpness-aware minimization", () => {
  const { objective, start: from } = tinyNetwork(4, 6);
  const point = new Point(objective, from);
  test.for([true, false])("goes along the gradient of its objective up to O(ρ²) (normalised: %s)", (normalized) => {
    const radii = [0.02, 0.01, 0.005, 0.0025];
    const errors = radii.map((radius) => {
      const length = normalized ? norm(point.gradient) : 1;
      const climbed = from.map((w, i) => w + (radius / length) * point.gradient[i]);
      const direction = new Float64Array(objective.size);
      objective.gradient(climbed, direction);
      const theory = new Float64Array(objective.size);
      t["sharpness-aware"]({ radius, normalized }).gradient(point, theory);
      return distance(direction, theory);
    });
    expect(Math.abs(logLogSlope(radii, errors) - 2)).toBeLessThan(0.05);
  });

  test("of every example for itself penalises the noise as well: L + (ρ/2)(‖∇L‖² + Γ)", () => {
    const value = t["sharpness-aware"]({ radius: 0.2, normalized: false, groupSize: 1 }).value(point);
    expect(value).toBeCloseTo(point.loss + 0.1 * (point.gradientNormSquared + point.noiseTrace), 14);
  });

  test("with ρ = η/2 and no normalisation regularises twice as GD does", () => {
    const value = t["sharpness-aware"]({ radius: 0.1, normalized: false, stepSize: 0.2 }).value(point);
    expect(value).toBeCloseTo(t["implicit-gradient"]({ stepSize: 0.4 }).value(point), 14);
  });
});

describe("about a minimum with the noise of four examples", () => {
  const cross = [
    [1, 0.5],
    [-1, -0.5],
    [0.3, -1],
    [-0.3, 1],
  ];
  const objective = valley(
    [
      [5, 1],
      [1, 2],
    ],
    cross,
  );
  const rest = new Point(objective, new Float64Array(2));
  const trace = (2 + 0.5 + 0.18 + 2) / 4;

  test("stationary-spread is the trace of the exact covariance", () => {
    const covariance = Float64Array.of(2.18, 0.4, 0.4, 2.5).map((x) => x / 4);
    const exact = stationaryCovariance({ size: 2, hessian: Float64Array.of(5, 1, 1, 2), covariance: covariance.map((x) => x / 2) }, 0.1)!;
    const theory = t["stationary-spread"]({ stepSize: 0.1, batchSize: 2, withReplacement: true });
    expect(theory.value(rest)).toBeCloseTo(exact[0] + exact[3], 14);
    expect(t["stationary-spread"]({ stepSize: 0.5, batchSize: 2, withReplacement: true }).value(rest)).toBeNaN();
  });

  test("stationary-spread is ησ²(1 + β)/(λ(1 − β)(2(1 + β) − ηλ)) in one dimension", () => {
    const one = new Point(valley([[2]], [[1], [-1]]), new Float64Array(1));
    const theory = t["stationary-spread"]({ stepSize: 1, batchSize: 1, momentum: 0.5, withReplacement: true });
    expect(theory.value(one)).toBeCloseTo(1.5, 12);
  });

  test("stationary-excess is ½ tr HΣ of the continuous equation where the noise is σ²H", () => {
    const shaped = new Point(
      valley(
        [
          [5, 0],
          [0, 2],
        ],
        [
          [Math.sqrt(5), Math.sqrt(2)],
          [-Math.sqrt(5), -Math.sqrt(2)],
          [Math.sqrt(5), -Math.sqrt(2)],
          [-Math.sqrt(5), Math.sqrt(2)],
        ],
      ),
      new Float64Array(2),
    );
    // Σ = (η/2B) I.
    expect(t["stationary-excess"]({ stepSize: 0.02, batchSize: 4 }).value(shaped)).toBeCloseTo((0.02 / 8) * (7 / 2), 14);
  });

  test("constant-step is 2PB/(N tr C), noise-scale ε(N/B − 1)/(1 − m)", () => {
    expect(t["constant-step"]({ batchSize: 3 }).value(rest)).toBeCloseTo((2 * 2 * 3) / (4 * trace), 12);
    expect(t["noise-scale"]({ stepSize: 0.2, batchSize: 1, momentum: 0.5 }).value(rest)).toBeCloseTo(1.2, 14);
  });

  test("evidence is that of Bayesian linear regression, by the marginal of the data", () => {
    // L = ½·5w² in one example: e^(−NL) and the prior √(λ/2π)e^(−½λw²) integrate to √(λ/(5 + λ)).
    const parabola = new Point(valley([[5]]), new Float64Array(1));
    expect(t.evidence({ regularisation: 0.7 }).value(parabola)).toBeCloseTo(Math.log(Math.sqrt(0.7 / 5.7)), 12);
  });
});
