import { describe, expect, test } from "vitest";
import { accuracy } from "../../src/measure/accuracy.ts";
import { gradientNormSquared } from "../../src/measure/gradientNormSquared.ts";
import { loss } from "../../src/measure/loss.ts";
import { testLoss } from "../../src/measure/testLoss.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { take } from "../support/measure.ts";

const line = formulaObjective(
  expression({ parameters: ["a"], example: "(a*x - y)^2/2", over: { x: [1, 2], y: [1, 0] }, test: { x: [3], y: [1] } }),
);
const bare = formulaObjective(expression({ parameters: ["a"], loss: "1/a" }));

test("loss is the mean over the examples, ‖∇L‖² the square of its derivative", () => {
  expect(take(loss, loss(), line, [2])).toEqual({ loss: (0.5 + 8) / 2 });
  expect(take(gradientNormSquared, gradientNormSquared(), line, [2])).toEqual({ gradientNormSquared: ((1 + 8) / 2) ** 2 });
});

test("test-loss is the loss of the held-out examples", () => {
  expect(take(testLoss, testLoss(), line, [2])).toEqual({ testLoss: 12.5 });
});

test("what is not finite is null", () => {
  expect(take(loss, loss(), bare, [0])).toEqual({ loss: null });
  expect(take(gradientNormSquared, gradientNormSquared(), bare, [0])).toEqual({ gradientNormSquared: null });
});

test("without held-out examples test-loss is refused", () => {
  expect(() => take(testLoss, testLoss(), bare, [1])).toThrow(SpecError);
});

describe("accuracy", () => {
  const classified = { ...line, accuracy: () => 0.75, test: { ...line.test!, accuracy: () => 0.5 } };

  test("is that of the training examples unless the held-out ones are asked for", () => {
    expect(take(accuracy, accuracy(), classified, [1])).toEqual({ accuracy: 0.75 });
    expect(take(accuracy, accuracy({ on: "test" }), classified, [1])).toEqual({ testAccuracy: 0.5 });
  });

  test("is refused where the targets are not classes or there are no held-out examples", () => {
    expect(() => take(accuracy, accuracy(), line, [1])).toThrow(SpecError);
    expect(() => take(accuracy, accuracy({ on: "test" }), { ...classified, test: undefined }, [1])).toThrow(SpecError);
  });
});
