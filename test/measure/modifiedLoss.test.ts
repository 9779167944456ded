import { describe, expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { sgd } from "../../src/dynamics/stochasticGradientDescent.ts";
import { noDynamics } from "../../src/measure/dynamicsFacts.ts";
import { modifiedLoss } from "../../src/measure/modifiedLoss.ts";
import { behaviour } from "../../src/measure/modifiedLossBehaviour.ts";
import { Point } from "../../src/objective/point.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { minibatch } from "../../src/theory/minibatch.ts";
import { momentum } from "../../src/theory/momentum.ts";
import { factsOf } from "../support/facts.ts";
import { take } from "../support/measure.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start } = tinyNetwork(4, 7);
const point = new Point(objective, start);
const implicit = (0.2 / 4) * point.gradientNormSquared;
const read = (options: Parameters<typeof modifiedLoss>[0], dynamics = noDynamics): Record<string, number> =>
  take(behaviour, modifiedLoss(options), objective, start, { dynamics }) as Record<string, number>;
const descent = (options: Omit<Parameters<typeof gd>[0], "stepSize"> = {}) => factsOf(gd, gd({ stepSize: 0.2, ...options }), objective);
const stochastic = (options: Omit<Parameters<typeof sgd>[0], "stepSize">) => factsOf(sgd, sgd({ stepSize: 0.2, ...options }), objective);

test("of GD is L + (η/4)‖∇L‖²", () => {
  expect(read({}, descent())).toEqual({ modifiedLoss: point.loss + implicit, implicitGradientTerm: implicit, minibatchTerm: 0 });
});

test("of shuffled SGD adds (η/4)(m − 1)/(N − 1)·Γ", () => {
  const row = read({}, stochastic({ batchSize: 3, sampling: "reshuffle" }));
  expect(row.minibatchTerm).toBeCloseTo((0.2 / 4) * (2 / 6) * point.noiseTrace, 15);
  expect(row.modifiedLoss).toBeCloseTo(minibatch(0.2, 3).value(point), 15);
});

test("of subsets reports (η/4)(N − B)/((N − 1)B)·Γ, of draws with replacement (η/4)Γ/B, and adds neither", () => {
  const subsets = read({}, stochastic({ batchSize: 3, sampling: "subset" }));
  expect(subsets.minibatchTerm).toBeCloseTo((0.2 / 4) * (4 / 18) * point.noiseTrace, 15);
  expect(subsets.modifiedLoss).toBe(point.loss + implicit);
  const draws = read({}, stochastic({ batchSize: 7, sampling: "bootstrap" }));
  expect(draws.minibatchTerm).toBeCloseTo(((0.2 / 4) * point.noiseTrace) / 7, 15);
  expect(draws.modifiedLoss).toBe(point.loss + implicit);
});

test("takes η and B that are given instead, and then adds the minibatch term for a dynamics without batches", () => {
  const given = read({ stepSize: 0.2, batchSize: 3 }, descent());
  expect(given).toEqual(read({}, stochastic({ batchSize: 3, sampling: "reshuffle" })));
  expect(read({ stepSize: 0.2, batchSize: 3 })).toEqual(given);
  expect(read({ stepSize: 0.2, batchSize: 3, visitsEachOnce: false }).modifiedLoss).toBe(point.loss + implicit);
});

describe("momentum", () => {
  test.for([false, true])("has the factor of its theory, Nesterov's form: %s", (nesterov) => {
    const row = read({}, descent({ momentum: 0.7, nesterov }));
    expect(row.modifiedLoss).toBeCloseTo(momentum(0.2, 0.7, nesterov).value(point), 13);
    expect(row.modifiedLoss).toBeCloseTo(read({ stepSize: 0.2, momentum: 0.7, nesterov }).modifiedLoss, 14);
  });

  test("stays where η alone is given, and goes where β = 0 is given", () => {
    expect(read({ stepSize: 0.1 }, descent({ momentum: 0.7, nesterov: true })).modifiedLoss).toBeCloseTo(
      momentum(0.1, 0.7, true).value(point),
      13,
    );
    expect(read({ momentum: 0 }, descent({ momentum: 0.7, nesterov: true })).modifiedLoss).toBe(point.loss + implicit);
  });
});

test("a penalty μ‖∇L‖² is part of it, and cancels the implicit term where μ = −η/4", () => {
  expect(read({}, descent({ penalty: { kind: "gradient-norm", coefficient: 0.3 } })).modifiedLoss).toBeCloseTo(
    point.loss + 0.35 * point.gradientNormSquared,
    14,
  );
  const cancelled = read({}, descent({ penalty: { kind: "gradient-norm", coefficient: -0.05 } }));
  expect(cancelled.modifiedLoss).toBeCloseTo(point.loss, 15);
  expect(cancelled.implicitGradientTerm).toBe(implicit);
});

test("without a step size, or with a batch larger than the data, is refused", () => {
  expect(() => read({})).toThrow(SpecError);
  expect(() => read({ stepSize: 1, batchSize: 8 })).toThrow(SpecError);
});
