import { describe, expect, test } from "vitest";
import { dot, norm } from "../../src/kernel/vector.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { Point } from "../../src/objective/point.ts";
import { gradientNormPenalty, implicitGradient } from "../../src/theory/implicitGradient.ts";
import { labelNoiseObjective } from "../../src/theory/labelNoise.ts";
import { minibatch, minibatchPartition } from "../../src/theory/minibatch.ts";
import type { ModifiedObjective } from "../../src/theory/prediction.ts";
import { sharpnessAware } from "../../src/theory/sharpnessAware.ts";
import { thirdOrder } from "../../src/theory/thirdOrder.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start } = tinyNetwork(4, 7);
const members: Record<string, Pick<ModifiedObjective, "value" | "gradient">> = {
  "L + (η/4)‖∇L‖²": implicitGradient(0.3),
  "L + μ‖∇L‖²": gradientNormPenalty(0.7),
  "the minibatch objective, B = 1": minibatch(0.3, 1),
  "the minibatch objective, B = 3 of 7": minibatch(0.3, 3),
  "SAM's objective": sharpnessAware({ radius: 0.2, stepSize: 0.3 }),
  "SAM's objective, not normalised": sharpnessAware({ radius: 0.2, normalized: false }),
  "m-SAM's objective, groups of 3 of 7": sharpnessAware({ radius: 0.2, groupSize: 3, stepSize: 0.3 }),
  "m-SAM's objective, not normalised": sharpnessAware({ radius: 0.2, normalized: false, groupSize: 2 }),
  "the effective objective of label noise": labelNoiseObjective({ stepSize: 0.3, std: 0.5, batchSize: 2 }),
  "the objective of a fixed partition": minibatchPartition(0.3, [Int32Array.of(0, 1, 2), Int32Array.of(3, 4), Int32Array.of(5, 6)]),
};

describe.for(Object.entries(members))("%s", ([, modified]) => {
  test("has the gradient that its values' differences show", () => {
    const gradient = new Float64Array(objective.size);
    modified.gradient(new Point(objective, start), gradient);
    for (let probe = 0; probe < 3; probe++) {
      const direction = start.map((_, i) => Math.cos(1 + (2 + probe) * i));
      const value = (t: number): number =>
        modified.value(
          new Point(
            objective,
            start.map((w, i) => w + t * direction[i]),
          ),
        );
      const h = 2e-3;
      const quotient = (45 * (value(h) - value(-h)) - 9 * (value(2 * h) - value(-2 * h)) + value(3 * h) - value(-3 * h)) / (60 * h);
      expect(Math.abs(quotient - dot(gradient, direction))).toBeLessThan(1e-10 * norm(gradient) * norm(direction));
    }
  });

  test("scales its gradient when asked", () => {
    const point = new Point(objective, start);
    const plain = new Float64Array(objective.size);
    const scaled = new Float64Array(objective.size);
    modified.gradient(point, plain);
    modified.gradient(point, scaled, -2);
    expect([...scaled]).toEqual(Array.from(plain, (x) => -2 * x));
  });
});

test("with the full batch the minibatch objective is that of GD", () => {
  const point = new Point(objective, start);
  expect(minibatch(0.3, 7).value(point)).toBe(implicitGradient(0.3).value(point));
});

test("with a partition into single examples the two minibatch objectives agree", () => {
  const point = new Point(objective, start);
  const singles = Array.from({ length: 7 }, (_, i) => Int32Array.of(i));
  expect(minibatchPartition(0.3, singles).value(point)).toBeCloseTo(minibatch(0.3, 1).value(point), 14);
});

test("to second order in the step size, the flow of GD on w⁴/4 is −w³ − (3/2)ηw⁵ − (7/2)η²w⁷", () => {
  const quartic = formulaObjective(expression({ parameters: ["w"], loss: "w^4/4" }));
  const out = new Float64Array(1);
  const [w, h] = [1.3, 0.1];
  thirdOrder(h).velocity(new Point(quartic, Float64Array.of(w)), out);
  expect(out[0]).toBeCloseTo(-(w ** 3) - 1.5 * h * w ** 5 - 3.5 * h * h * w ** 7, 12);
});
