import { describe, expect, test } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import { hessianTrace } from "../../src/measure/hessianTrace.ts";
import { behaviour } from "../../src/measure/hessianTraceBehaviour.ts";
import { noDynamics } from "../../src/measure/dynamicsFacts.ts";
import type { MeasureSetting } from "../../src/measure/measure.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { Point } from "../../src/objective/point.ts";
import { diagonalHessian, operatorOf, withSpectrum } from "../support/spectra.ts";

const chosen = Float64Array.from({ length: 80 }, (_, i) => 10 / (1 + i) ** 2);
const trace = chosen.reduce((sum, x) => sum + x, 0);
const matrix = withSpectrum(chosen, openRandom(1, "data"));
const objective: Objective = { ...diagonalHessian(80, () => 0), hessianVector: (_w, v, out) => operatorOf(matrix, 80)(v, out) };

function read(options: Parameters<typeof hessianTrace>[0], seed = 0, of: Objective = objective): readonly [number, number] {
  const setting: MeasureSetting = {
    objective: of,
    dynamics: noDynamics,
    random: (purpose) => openRandom(seed, purpose),
    reference: () => new Float64Array(0),
    shadow: () => undefined,
  };
  const begun = behaviour.begin(hessianTrace(options), setting);
  return begun({ point: new Point(of, new Float64Array(of.size)), step: 0, time: 0, last: true }) as unknown as [number, number];
}

describe("the Hessian's trace", () => {
  test("is exact, with error 0, up to `exactBelow` parameters", () => {
    const [value, error] = read({});
    expect(value).toBeCloseTo(trace, 11);
    expect(error).toBe(0);
    expect(read({ exactBelow: 79 })[1]).toBeGreaterThan(0);
  });

  test("is estimated without bias, with an honest standard error, by both methods", () => {
    for (const method of ["hutchinson", "hutch++"] as const) {
      const scores = Array.from({ length: 60 }, (_, seed) => {
        const [value, error] = read({ exactBelow: 0, samples: 60, method }, seed);
        return (value - trace) / error;
      });
      const mean = scores.reduce((sum, x) => sum + x, 0) / 60;
      const square = scores.reduce((sum, x) => sum + x * x, 0) / 60;
      expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(60));
      // A mean of 60 squared scores (chi-squared, little heavier in the tails) has standard error √(2/60) ≈ 0.18.
      expect(Math.abs(square - 1)).toBeLessThan(4 * 0.2);
    }
  });

  test.each([
    // Degrees of freedom: 60 probes, and the third of 60 products that probe the rest after a sketch of a third.
    ["hutchinson", 59, 0.95],
    ["hutch++", 19, 0.94],
  ] as const)(
    "has an error by %s that covers the truth at its rate, over seeds: Student's t with %i degrees of freedom",
    (method, _freedom, rate) => {
      const trials = 200;
      const covered = Array.from({ length: trials }, (_, seed) => {
        const [value, error] = read({ exactBelow: 0, samples: 60, method }, seed);
        return Math.abs(value - trace) < 2 * error;
      }).filter(Boolean).length;
      expect(Math.abs(covered / trials - rate)).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / trials));
    },
  );

  test("has an error by xtrace that covers the truth at no less than its rate, over seeds", () => {
    const trials = 200;
    const covered = Array.from({ length: trials }, (_, seed) => {
      const [value, error] = read({ exactBelow: 0, samples: 24, method: "xtrace" }, seed);
      return Math.abs(value - trace) < 2 * error;
    }).filter(Boolean).length;
    // The jackknife's error is never too small on average; Student's t with 11 degrees of freedom lies within 2 in 92.9 % of cases.
    expect(covered / trials).toBeGreaterThan(0.929 - 4 * Math.sqrt((0.929 * 0.071) / trials));
  });

  test("is estimated by xtrace more precisely than by random signs, within its stated error", () => {
    const trials = Array.from({ length: 40 }, (_, seed) => ({
      plain: read({ exactBelow: 0, samples: 24 }, seed)[0] - trace,
      better: read({ exactBelow: 0, samples: 24, method: "xtrace" }, seed),
    }));
    const square = (values: number[]): number => values.reduce((sum, x) => sum + x * x, 0) / values.length;
    const errors = trials.map(({ better }) => better[0] - trace);
    // Hutchinson's variance is 2(‖H‖² − ΣH_ii²)/24, xtrace's a small part of it: the spectrum is i⁻².
    expect(square(errors)).toBeLessThan(square(trials.map(({ plain }) => plain)) / 16);
    expect(trials.filter(({ better: [value, error] }) => Math.abs(value - trace) < 2 * error).length).toBeGreaterThan(32);
  });

  test("is exact from random signs when the Hessian is diagonal", () => {
    const diagonal = diagonalHessian(300, (_t, i) => i);
    expect(read({ samples: 6 }, 0, diagonal)).toEqual([(299 * 300) / 2, 0]);
  });

  test("uses the same probes at every row of a run", () => {
    expect(read({ exactBelow: 0 })).toEqual(read({ exactBelow: 0 }));
  });
});
