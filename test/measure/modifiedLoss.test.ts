import { expect, test } from "vitest";
import { modifiedLoss } from "../../src/measure/modifiedLoss.ts";
import { Point } from "../../src/objective/point.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { minibatch } from "../../src/theory/minibatch.ts";
import { take } from "../support/measure.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start } = tinyNetwork(4, 7);
const point = new Point(objective, start);
const implicit = (0.2 / 4) * point.gradientNormSquared;

test("of GD is L + (η/4)‖∇L‖²", () => {
  expect(take(modifiedLoss, modifiedLoss(), objective, start, { stepSize: 0.2 })).toEqual({
    modifiedLoss: point.loss + implicit,
    implicitGradientTerm: implicit,
    minibatchTerm: 0,
  });
});

test("of shuffled SGD adds (η/4)(m − 1)/(N − 1)·Γ", () => {
  const row = take(modifiedLoss, modifiedLoss(), objective, start, { stepSize: 0.2, batchSize: 3, visitsEachOnce: true });
  expect(row.minibatchTerm).toBeCloseTo((0.2 / 4) * (2 / 6) * point.noiseTrace, 15);
  expect(row.modifiedLoss).toBeCloseTo(minibatch(0.2, 3).value(point), 15);
});

test("of independent draws reports (η/4)(N − B)/((N − 1)B)·Γ and does not add it", () => {
  const row = take(modifiedLoss, modifiedLoss(), objective, start, { stepSize: 0.2, batchSize: 3 });
  expect(row.minibatchTerm).toBeCloseTo((0.2 / 4) * (4 / 18) * point.noiseTrace, 15);
  expect(row.modifiedLoss).toBe(point.loss + implicit);
});

test("takes η and B that are given instead, and then adds the minibatch term for a dynamics without batches", () => {
  const given = take(modifiedLoss, modifiedLoss({ stepSize: 0.2, batchSize: 3 }), objective, start, { stepSize: 9 });
  expect(given).toEqual(take(modifiedLoss, modifiedLoss(), objective, start, { stepSize: 0.2, batchSize: 3, visitsEachOnce: true }));
  const left = take(modifiedLoss, modifiedLoss({ stepSize: 0.2, batchSize: 3, visitsEachOnce: false }), objective, start);
  expect(left.modifiedLoss).toBe(point.loss + implicit);
});

test("without a step size, or with a batch larger than the data, is refused", () => {
  expect(() => take(modifiedLoss, modifiedLoss(), objective, start)).toThrow(SpecError);
  expect(() => take(modifiedLoss, modifiedLoss({ stepSize: 1, batchSize: 8 }), objective, start)).toThrow(SpecError);
});
