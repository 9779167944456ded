import { describe, expect, test } from "vitest";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { NumericalError, SpecError } from "../../src/spec/errors.ts";
import { start, steps } from "../support/run.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start: from } = tinyNetwork(3, 6);

test("the builder returns the plain object that stands in a spec", () => {
  expect(gd({ stepSize: 0.2 })).toEqual({ kind: "gd", stepSize: 0.2 });
});

test("a step is w − ηg, and leaves the step and its time", () => {
  const mover = start(gd, gd({ stepSize: 0.3 }), objective, from);
  const gradient = new Float64Array(objective.size);
  objective.gradient(from, gradient);
  mover.advance(Infinity);
  expect([...mover.point.parameters]).toEqual(Array.from(from, (w, i) => w - 0.3 * gradient[i]));
  steps(mover, 6);
  expect(mover.step).toBe(7);
  expect(mover.time).toBe(0.3 * 7);
});

test.for([false, true])("momentum follows PyTorch's recursion (Nesterov: %o)", (nesterov) => {
  const [stepSize, momentum] = [0.2, 0.7];
  const mover = start(gd, gd({ stepSize, momentum, nesterov }), objective, from);
  const w = Float64Array.from(from);
  const g = new Float64Array(w.length);
  const v = new Float64Array(w.length);
  for (let k = 0; k < 20; k++) {
    objective.gradient(w, g);
    for (let i = 0; i < w.length; i++) {
      v[i] = momentum * v[i] + g[i];
      w[i] -= stepSize * (nesterov ? g[i] + momentum * v[i] : v[i]);
    }
  }
  expect([...steps(mover, 20)]).toEqual([...w]);
});

test("on a quadratic the loss falls by (1 − ηλ)² a step", () => {
  const quadratic = formulaObjective(expression({ parameters: ["w"], loss: "3*w^2/2" }));
  const mover = start(gd, gd({ stepSize: 0.25 }), quadratic, [2]);
  steps(mover, 10);
  expect(mover.point.loss).toBeCloseTo(6 * 0.25 ** 20, 18);
});

describe("divergence", () => {
  test("is thrown with the step at which a parameter left the finite numbers", () => {
    const quartic = formulaObjective(expression({ parameters: ["w"], loss: "w^4/4" }));
    const mover = start(gd, gd({ stepSize: 1 }), quartic, [3]);
    let error: unknown;
    try {
      steps(mover, 100);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(NumericalError);
    expect((error as NumericalError).step).toBeGreaterThanOrEqual(mover.step);
    expect((error as NumericalError).step).toBeLessThan(10);
  });

  test("is thrown when the loss is not finite at the start", () => {
    const pole = formulaObjective(expression({ parameters: ["w"], loss: "1/w" }));
    expect(() => steps(start(gd, gd({ stepSize: 1 }), pole, [0]), 1)).toThrow(
      new NumericalError("the loss is no longer finite: a smaller step size may help", 0),
    );
  });
});

test("Nesterov's form without momentum is refused", () => {
  expect(() => start(gd, gd({ stepSize: 1, nesterov: true }), objective, from)).toThrow(SpecError);
});

test.for([{ stepSize: 0 }, { stepSize: -1 }, { stepSize: Number.NaN }, { stepSize: 1, momentum: 1 }])("%o is refused", (options) => {
  expect(() => gd(options)).toThrow(SpecError);
});
