import { describe, expect, test } from "vitest";
import { objective } from "../../src/experiment/byHand.ts";
import { run } from "../../src/experiment/run.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { perturbationRadius } from "../../src/measure/perturbationRadius.ts";
import { behaviour, perturbationRadiusAt } from "../../src/measure/perturbationRadiusAt.ts";
import { quadratic } from "../../src/objective/model/quadratic.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { Point } from "../../src/objective/point.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { take } from "../support/measure.ts";

const curvatures = [4, 1, 0.3, 0.2];
const size = curvatures.length;
const bowl = quadratic.objective(
  quadratic({ matrix: curvatures.map((value, i) => curvatures.map((_, j) => (i === j ? value : 0))), linear: [4, 0.5, 0.6, -0.1] }),
);
const minimum = Float64Array.of(1, 0.5, 2, -0.5);
const point = new Point(bowl, minimum);
/** Mean of ½ Σ λ_i s_i² ξ_i² over the same perturbations as the measure's. */
function meanRise(deviations: readonly number[], samples: number, seed: number): number {
  const random = openRandom(seed, "perturbation");
  let sum = 0;
  for (let k = 0; k < samples; k++) {
    const probe = new Float64Array(size);
    random.normals(probe);
    probe.forEach((xi, i) => (sum += (curvatures[i] * (deviations[i] * xi) ** 2) / 2));
  }
  return sum / samples;
}

describe("the radius of perturbations", () => {
  test("at the minimum of a quadratic is the σ at which (σ²/2) ξᵀHξ is what is allowed, for the same ξ, to the last halving", () => {
    const { radius } = perturbationRadiusAt(point, { lossRise: 0.1, seed: 3 });
    const exact = Math.sqrt(
      0.1 /
        meanRise(
          curvatures.map(() => 1),
          10,
          3,
        ),
    );
    expect(exact - radius!).toBeGreaterThanOrEqual(0);
    expect(exact - radius!).toBeLessThanOrEqual(2 / 2 ** 15);
  });

  test("tends to √(2 × rise / tr H) with many samples", () => {
    const samples = 4000;
    const { radius } = perturbationRadiusAt(point, { lossRise: 0.1, samples, steps: 40 });
    const trace = curvatures.reduce((sum, value) => sum + value, 0);
    // Var ξᵀHξ = 2‖H‖²; half of the relative error passes on to σ.
    const relative = Math.sqrt((2 * curvatures.reduce((sum, value) => sum + value * value, 0)) / samples) / trace / 2;
    expect(Math.abs(radius! / Math.sqrt(0.2 / trace) - 1)).toBeLessThan(4 * relative);
  });

  test("in proportion to the parameters solves the same with deviations √(σ²w² + ε²)", () => {
    const { magnitudeRadius } = perturbationRadiusAt(point, { lossRise: 0.1, floor: 0.02 });
    const rise = (sigma: number): number =>
      meanRise(
        [...minimum].map((w) => Math.sqrt(sigma * sigma * w * w + 4e-4)),
        10,
        0,
      );
    expect(rise(magnitudeRadius!)).toBeLessThanOrEqual(0.1);
    expect(rise(magnitudeRadius! + 2 / 2 ** 15)).toBeGreaterThan(0.1);
  });

  test("gives the bounds of the formulas", () => {
    const origin = Float64Array.of(0.2, 0.5, -1, 0);
    const { radius, bound, magnitudeRadius, magnitudeBound } = perturbationRadiusAt(point, { lossRise: 0.1, origin });
    const moved = minimum.map((w, i) => w - origin[i]);
    const square = moved.reduce((sum, x) => sum + x * x, 0);
    expect(bound).toBeCloseTo(square / (4 * radius! ** 2) + Math.log(1 / radius!) + 10, 12);
    const s2 = magnitudeRadius! ** 2;
    const spread = moved.reduce((sum, x) => sum + Math.log((1e-6 + ((s2 + 1) * square) / size) / (1e-6 + s2 * x * x)) / 4, 0);
    expect(magnitudeBound).toBeCloseTo(spread + Math.log(1 / magnitudeRadius!) + 10, 12);
  });

  test("is null where the largest σ is borne and where none is", () => {
    expect(perturbationRadiusAt(point, { lossRise: 1e6 })).toEqual({
      radius: null,
      bound: null,
      magnitudeRadius: null,
      magnitudeBound: null,
    });
    expect(perturbationRadiusAt(point, { lossRise: 1e-7, floor: 0.1 }).magnitudeRadius).toBeNull();
    const broken: Objective = { ...bowl, loss: () => NaN };
    expect(Object.values(take(behaviour, perturbationRadius({ lossRise: 1 }), broken, minimum)).every((value) => value === null)).toBe(
      true,
    );
  });

  test("needs classes or a rise of the loss, and not both", () => {
    expect(() => perturbationRadiusAt(point)).toThrow(SpecError);
    expect(() => perturbationRadiusAt(point, { lossRise: 0.1, accuracyDrop: 0.1 })).toThrow(SpecError);
  });
});

describe("in a run", () => {
  const spec = {
    objective: {
      data: { kind: "two-moons", count: 60, noise: 0.1, seed: 1 },
      model: { kind: "mlp", widths: [2, 8, 1], activation: "tanh" },
      loss: { kind: "logistic" },
    },
    init: { kind: "normal" },
    dynamics: { kind: "gd", stepSize: 1 },
    until: { steps: 800 },
  } as const;

  test("w0 is the run's start, or the end of another run", async () => {
    const measure = { kind: "perturbation-radius", at: [0, 800] } as const;
    const { path, final } = await run({ ...spec, measures: ["accuracy", measure] });
    expect(path.accuracy.at(-1)).toBe(1);
    const radius = path.perturbationRadius.at(-1) as number;
    const start = (await objective(spec.objective)).point(spec.init).parameters;
    const square = (final.parameters as number[]).reduce((sum, value, i) => sum + (value - start[i]) ** 2, 0);
    expect(path.pacBayesBound.at(-1)).toBeCloseTo(square / (4 * radius * radius) + Math.log(60 / radius) + 10, 10);
    const other = await run({ ...spec, measures: [{ ...measure, to: { ...spec, version: 1 } }] });
    expect(other.path.pacBayesBound.at(-1)).toBeCloseTo(Math.log(60 / radius) + 10, 10);
  });
});
