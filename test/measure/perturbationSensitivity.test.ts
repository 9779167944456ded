import { expect, test } from "vitest";
import { perturbationSensitivity } from "../../src/measure/perturbationSensitivity.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { take } from "../support/measure.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

test("rows and runs of one seed share their perturbations", () => {
  const { objective, start } = tinyNetwork(5, 8);
  const spec = perturbationSensitivity({ std: 0.1 });
  expect(take(perturbationSensitivity, spec, objective, start)).toEqual(take(perturbationSensitivity, spec, objective, start));
});

test("mirrored pairs cancel a slope exactly", () => {
  const slope = formulaObjective(expression({ parameters: ["a", "b"], loss: "3*a - b" }));
  const row = take(perturbationSensitivity, perturbationSensitivity({ std: 0.5 }), slope, [0, 0]) as Record<string, number>;
  expect(row).toEqual({ perturbationSensitivity: 0, perturbationSensitivityError: 0 });
});

test("the standard error covers a quadratic's exact value in proportion", () => {
  const bowl = formulaObjective(expression({ parameters: ["a", "b"], loss: "a^2/2 + 2*b^2" }));
  const row = take(perturbationSensitivity, perturbationSensitivity({ std: 0.3, samples: 2000 }), bowl, [1, 1]) as Record<string, number>;
  const variance = (0.3 ** 4 / 2) * (1 + 16);
  expect(Math.abs(row.perturbationSensitivity - (0.09 / 2) * 5)).toBeLessThan(4 * Math.sqrt(variance / 1000));
  expect(Math.abs(row.perturbationSensitivityError / Math.sqrt(variance / 1000) - 1)).toBeLessThan(0.15);
});

test("an odd number of samples has no mirror images and is refused", () => {
  expect(() => perturbationSensitivity({ std: 1, samples: 5 })).toThrow(SpecError);
});
