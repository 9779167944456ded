import { describe, expect, test } from "vitest";
import { openRandom } from "../../src/kernel/random.ts";
import { hessianTrace } from "../../src/measure/hessianTrace.ts";
import { behaviour } from "../../src/measure/hessianTraceBehaviour.ts";
import { noDynamics } from "../../src/measure/dynamicsFacts.ts";
import type { MeasureSetting } from "../../src/measure/measure.ts";
import type { Arithmetic, Objective } from "../../src/objective/objective.ts";
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

  test("is estimated without bias, with an honest error, by each method", () => {
    for (const method of ["hutchinson", "hutch++", "xtrace"] as const) {
      const scores = Array.from({ length: 60 }, (_, seed) => {
        const [value, error] = read({ exactBelow: 0, samples: 60, method }, seed);
        return (value - trace) / error;
      });
      const mean = scores.reduce((sum, x) => sum + x, 0) / 60;
      const square = scores.reduce((sum, x) => sum + x * x, 0) / 60;
      expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(60));
      // A mean of 60 squared scores (chi-squared, little heavier in the tails) has standard error √(2/60) ≈ 0.18.
      // XTrace's errors are on the safe side.
      expect(square).toBeLessThan(1 + 4 * 0.2);
      if (method !== "xtrace") expect(square).toBeGreaterThan(1 - 4 * 0.2);
    }
  });

  test.each([
    [100, 1_000, true],
    [100, 1_001, false],
    [20, 2_048, true],
    [1, 2_049, false],
    [1_000_000, 256, true],
  ])("is exact by its cost alone where nothing is asked for: of %i examples and %i parameters %s", (examples, size, exact) => {
    const priced = { ...diagonalHessian(size, (_t, i) => Math.sin(i)), examples };
    const inFloat32 = { ...priced, arithmetic: { roundoff: 2 ** -24 } as Arithmetic };
    // Off the diagonal, so that no estimate is exact by chance.
    const coupled = (of: Objective): Objective => ({
      ...of,
      hessianVector(_w, v, out) {
        for (let i = 0; i < size; i++) out[i] = v[i] + (v[i - 1] ?? 0) + (v[i + 1] ?? 0) + (i % 7 === 0 ? 0.3 * v[size - 1 - i] : 0);
      },
    });
    expect(read({}, 0, coupled(priced))[1] === 0).toBe(exact);
    expect(read({}, 0, coupled(inFloat32))[1] === 0).toBe(size <= 256);
    expect(read({ exactBelow: size - 1, samples: 6 }, 0, coupled(priced))[1]).toBeGreaterThan(0);
    expect(read({ exactBelow: size }, 0, coupled(priced))[1]).toBe(0);
  });

  test("is estimated by XTrace unless another method is named", () => {
    expect(read({ exactBelow: 0, samples: 24 })).toEqual(read({ exactBelow: 0, samples: 24, method: "xtrace" }));
  });

  test("is estimated by xtrace more precisely than by random signs, within its stated error", () => {
    const trials = Array.from({ length: 40 }, (_, seed) => ({
      plain: read({ exactBelow: 0, samples: 24, method: "hutchinson" }, seed)[0] - trace,
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
    expect(read({ samples: 6, method: "hutchinson", exactBelow: 0 }, 0, diagonal)).toEqual([(299 * 300) / 2, 0]);
  });

  test("uses the same probes at every row of a run", () => {
    expect(read({ exactBelow: 0 })).toEqual(read({ exactBelow: 0 }));
  });
});
