import { expect, test } from "vitest";
import { perturbationSensitivity } from "../../src/measure/perturbationSensitivity.ts";
import { behaviour } from "../../src/measure/perturbationSensitivityBehaviour.ts";
import { openRandom } from "../../src/kernel/random.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { quadratic } from "../../src/objective/model/quadratic.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { withSpectrum } from "../support/spectra.ts";
import { take } from "../support/measure.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

test("rows and runs of one seed share their perturbations", () => {
  const { objective, start } = tinyNetwork(5, 8);
  const spec = perturbationSensitivity({ std: 0.1 });
  expect(take(behaviour, spec, objective, start)).toEqual(take(behaviour, spec, objective, start));
});

test("mirrored pairs cancel a slope exactly", () => {
  const slope = formulaObjective(expression({ parameters: ["a", "b"], loss: "3*a - b" }));
  const row = take(behaviour, perturbationSensitivity({ std: 0.5 }), slope, [0, 0]) as Record<string, number>;
  expect(row).toEqual({ perturbationSensitivity: 0, perturbationSensitivityError: 0 });
});

test("the standard error covers a quadratic's exact value in proportion", () => {
  const bowl = formulaObjective(expression({ parameters: ["a", "b"], loss: "a^2/2 + 2*b^2" }));
  const row = take(behaviour, perturbationSensitivity({ std: 0.3, samples: 2000 }), bowl, [1, 1]) as Record<string, number>;
  const variance = (0.3 ** 4 / 2) * (1 + 16);
  expect(Math.abs(row.perturbationSensitivity - (0.09 / 2) * 5)).toBeLessThan(4 * Math.sqrt(variance / 1000));
  expect(Math.abs(row.perturbationSensitivityError / Math.sqrt(variance / 1000) - 1)).toBeLessThan(0.15);
});

test("an odd number of samples has no mirror images and is refused", () => {
  expect(() => perturbationSensitivity({ std: 1, samples: 5 })).toThrow(SpecError);
});

test.each([false, true])(
  "its error covers the exact rise of a quadratic at its rate, over seeds (multiplicative: %s)",
  (multiplicative) => {
    const size = 40;
    const random = openRandom(2, "data");
    const curvatures = Float64Array.from({ length: size }, (_, i) => 1 / (1 + i / 10));
    const hessian = withSpectrum(curvatures, random);
    const bowl = quadratic.objective(
      quadratic({ matrix: Array.from({ length: size }, (_, i) => [...hessian.subarray(i * size, (i + 1) * size)]) }),
    );
    const w = Float64Array.from({ length: size }, () => 0.5 + random.uniform());
    const sizes = w.map((value) => (multiplicative ? value : 1));
    const truth = sizes.reduce((sum, value, i) => sum + value * value * hessian[i * size + i], 0) * (0.09 / 2);
    const trials = 200;
    const spec = perturbationSensitivity({ std: 0.3, samples: 100, multiplicative });
    const covered = Array.from({ length: trials }, (_, seed) => {
      const row = take(behaviour, spec, bowl, w, { random: (purpose) => openRandom(seed, purpose) }) as Record<string, number>;
      return Math.abs(row.perturbationSensitivity - truth) < 2 * row.perturbationSensitivityError;
    }).filter(Boolean).length;
    // Student's t with 49 degrees of freedom lies within 2 in 94.9 % of cases.
    expect(Math.abs(covered / trials - 0.949)).toBeLessThan(4 * Math.sqrt((0.949 * 0.051) / trials));
  },
);
