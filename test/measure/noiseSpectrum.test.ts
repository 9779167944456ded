import { describe, expect, test } from "vitest";
import { adam } from "../../src/dynamics/adam.ts";
import { behaviour as adamBehaviour } from "../../src/dynamics/adamBehaviour.ts";
import type { DynamicsBehaviour } from "../../src/dynamics/dynamics.ts";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { sam } from "../../src/dynamics/sharpnessAware.ts";
import { behaviour as samBehaviour } from "../../src/dynamics/sharpnessAwareBehaviour.ts";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import { eigenvalues } from "../../src/kernel/symmetric.ts";
import { norm2 } from "../../src/kernel/vector.ts";
import { noiseSpectrum as spec } from "../../src/measure/noiseSpectrum.ts";
import { behaviour, noiseSpectrumAt } from "../../src/measure/noiseSpectrumAt.ts";
import { Point } from "../../src/objective/point.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { noiseScale } from "../../src/theory/noiseScale.ts";
import { exampleGradients } from "../support/dense.ts";
import { factsOf } from "../support/facts.ts";
import { take } from "../support/measure.ts";
import { diagonalHessian } from "../support/spectra.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";
import type { Objective } from "../../src/objective/objective.ts";

/** The P × P covariance of one example's gradient. */
function covariance(objective: Objective, w: Float64Array): { matrix: Float64Array; mean: Float64Array } {
  const gradients = exampleGradients(objective, w);
  const n = objective.size;
  const mean = new Float64Array(n).map((_x, p) => gradients.reduce((sum, g) => sum + g[p], 0) / gradients.length);
  const matrix = new Float64Array(n * n).map(
    (_x, k) =>
      gradients.reduce((sum, g) => sum + (g[Math.floor(k / n)] - mean[Math.floor(k / n)]) * (g[k % n] - mean[k % n]), 0) / gradients.length,
  );
  return { matrix, mean };
}

describe.each([
  ["fewer examples than parameters", 6],
  ["more examples than parameters", 40],
])("the noise's spectrum, with %s", (_name, examples) => {
  const { objective, start } = tinyNetwork(3, examples);
  const { matrix, mean } = covariance(objective, start);
  const expected = eigenvalues(matrix, objective.size);
  const point = new Point(objective, start);
  const found = noiseSpectrumAt(point);

  test("has the covariance's eigenvalues, trace and participation ratio", () => {
    found.eigenvalues.forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-13 * expected[0]));
    expect(found.trace).toBeCloseTo(point.noiseTrace, 12);
    const ratio = expected.reduce((sum, x) => sum + x, 0) ** 2 / norm2(expected);
    expect(found.participationRatio).toBeCloseTo(ratio, 10);
    expect(found.participationRatio).toBeLessThanOrEqual(Math.min(examples - 1, objective.size) + 1e-12);
  });

  test("gives the simple noise scale: the batch whose noise is as large as the gradient", () => {
    expect(found.simpleNoiseScale).toBeCloseTo(found.trace / norm2(mean), 10);
    const dynamics = factsOf(sgd, sgd({ stepSize: 0.1, batchSize: 3, sampling: "subset" }), objective);
    const row = take(behaviour, spec({ count: 2 }), objective, start, { dynamics }) as Record<string, number>;
    expect(Object.keys(row)).toEqual([
      "noiseEigenvalue1",
      "noiseEigenvalue2",
      "noiseParticipationRatio",
      "simpleNoiseScale",
      "noiseTemperature",
    ]);
    expect(row.noiseEigenvalue2).toBe(found.eigenvalues[1]);
    expect(row.simpleNoiseScale).toBe(found.simpleNoiseScale);
    expect(row.noiseTemperature).toBeCloseTo(noiseScale(0.1, 3, examples) / examples, 15);
  });

  test("its temperature follows momentum, replacement and schedule, and is null for what does not step along gradients", () => {
    const temperature = <S extends object>(of: DynamicsBehaviour<S>, options: S): unknown =>
      take(behaviour, spec({ count: 1 }), objective, start, { dynamics: factsOf(of, options, objective) }).noiseTemperature;
    const sampled = { stepSize: 0.1, batchSize: 3, sampling: "subset" } as const;
    expect(temperature(sgd, sgd({ ...sampled, momentum: 0.9 }))).toBeCloseTo(noiseScale(0.1, 3, examples, 0.9) / examples, 14);
    expect(temperature(sgd, sgd({ ...sampled, sampling: "bootstrap" }))).toBeCloseTo(0.1 / 3, 15);
    expect(temperature(sgd, sgd({ ...sampled, schedule: { kind: "linear", steps: 10, warmup: 4 } }))).toBeCloseTo(
      noiseScale(0.1, 3, examples) / examples / 4,
      15,
    );
    expect(temperature(adamBehaviour, adam(sampled))).toBeNull();
    expect(temperature(samBehaviour, sam({ ...sampled, radius: 0.1 }))).toBeNull();
    expect(temperature(gd, gd({ stepSize: 0.1 }))).toBeNull();
  });
});

test("a single example has no noise and no temperature", () => {
  const { objective, start } = tinyNetwork(1, 1);
  const row = take(behaviour, spec({ count: 3 }), objective, start);
  expect(row).toEqual({
    noiseEigenvalue1: 0,
    noiseEigenvalue2: 0,
    noiseEigenvalue3: 0,
    noiseParticipationRatio: null,
    simpleNoiseScale: 0,
    noiseTemperature: null,
  });
});

test("refuses where both the examples and the parameters are too many", () => {
  const large = { ...diagonalHessian(2001, () => 1), examples: 2001 };
  expect(() => behaviour.columns(spec(), large)).toThrow(SpecError);
});
