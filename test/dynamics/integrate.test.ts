import { describe, expect, test } from "vitest";
import { gradientFlow } from "../../src/dynamics/gradientFlow.ts";
import { behaviour as gradientFlowBehaviour } from "../../src/dynamics/gradientFlowBehaviour.ts";
import type { FlowMover } from "../../src/dynamics/flow.ts";
import { type IntegratorSpec } from "../../src/dynamics/integrator/index.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { quadratic } from "../../src/objective/model/quadratic.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { NumericalError } from "../../src/spec/errors.ts";
import { start } from "../support/run.ts";
import { logLogSlope } from "../support/slope.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const formula = (parameters: string[], loss: string): Objective => formulaObjective(expression({ parameters, loss }));

/** Gradient flow to `time`. */
function flowTo(objective: Objective, from: ArrayLike<number>, time: number, tolerance: number, integrator?: IntegratorSpec): FlowMover {
  const mover = start(gradientFlowBehaviour, gradientFlow({ tolerance, integrator }), objective, from) as FlowMover;
  while (mover.time < time) mover.advance(time);
  return mover;
}

const largest = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Array.from(x).reduce((most, value, i) => Math.max(most, Math.abs(value - y[i])), 0);

const kinds: IntegratorSpec[] = [{ kind: "rkc3" }, { kind: "rkc2" }, { kind: "rkl2" }, { kind: "dopri5" }, { kind: "rk4" }];

describe.for(kinds)("gradient flow on $kind", (integrator) => {
  test("follows the exponentials of a quadratic, stiff, slow and growing modes alike", () => {
    const rates = [40, 3, 0.2, 0, -0.3];
    const matrix = rates.map((rate, i) => rates.map((_, j) => (i === j ? rate : 0)));
    const objective = quadratic.objective(quadratic({ matrix }));
    const from = [1, -2, 1, 1, 0.5];
    const mover = flowTo(objective, from, 2, 1e-8, integrator);
    expect(
      largest(
        mover.point.parameters,
        from.map((w, i) => w * Math.exp(-2 * rates[i])),
      ),
    ).toBeLessThan(1e-5);
    expect(mover.point.parameters[3]).toBe(1);
  });

  test("lands exactly on the times that it is asked for", () => {
    const { objective, start: from } = tinyNetwork(3, 5);
    const mover = start(gradientFlowBehaviour, gradientFlow({ integrator }), objective, from);
    for (const time of [0.1, 0.3, 1, 1 + 1e-9, 2.7]) {
      while (mover.time < time) mover.advance(time);
      expect(mover.time).toBe(time);
    }
    const steps = mover.step;
    mover.advance(2.7);
    expect(mover.step).toBe(steps);
  });

  test("comes closer with the tolerance", () => {
    const { objective, start: from } = tinyNetwork(3, 5);
    const exact = flowTo(objective, from, 20, 1e-12, { kind: "dopri5" }).point.parameters;
    const errors = [1e-4, 1e-6, 1e-8].map((tolerance) =>
      largest(flowTo(objective, from, 20, tolerance, integrator).point.parameters, exact),
    );
    expect(errors[0]).toBeLessThan(1e-2);
    expect(errors[1]).toBeLessThan(errors[0] / 3);
    expect(errors[2]).toBeLessThan(errors[1] / 3);
  });

  test("counts what it does", () => {
    const plain = tinyNetwork(3, 5);
    let gradients = 0;
    const objective: Objective = {
      ...plain.objective,
      gradient: (w, out, batch) => {
        gradients++;
        return plain.objective.gradient(w, out, batch);
      },
    };
    const { statistics, step } = flowTo(objective, plain.start, 20, 1e-5, integrator);
    expect(statistics.evaluations).toBe(gradients);
    expect(statistics.accepted).toBe(step);
    expect(statistics.errorEstimate).toBeGreaterThan(0);
    expect(statistics.errorEstimate).toBeLessThanOrEqual(1);
    expect(statistics.radiusEvaluations).toBeLessThan(0.25 * gradients);
  });

  test("gives the same bits again", () => {
    const { objective, start: from } = tinyNetwork(3, 5);
    const once = flowTo(objective, from, 5, 1e-6, integrator).point.parameters;
    expect([...flowTo(objective, from, 5, 1e-6, integrator).point.parameters]).toEqual([...once]);
  });
});

test("rk4 takes steps of the length asked for", () => {
  const objective = formula(["a"], "a^2/2");
  const mover = flowTo(objective, [1], 1, 1e-6, { kind: "rk4", step: 0.125 });
  expect(mover.step).toBe(8);
  const h = 0.125;
  const factor = 1 - h + (h * h) / 2 - (h * h * h) / 6 + (h * h * h * h) / 24;
  expect(mover.point.parameters[0]).toBeCloseTo(factor ** 8, 14);
  expect(mover.statistics.evaluations).toBe(33);
});

test.for(["rkc3", "rkc2", "rkl2"] as const)("%s pays the square root of the stiffness", (kind) => {
  // A curved valley: w₂ follows w₁² at the rate λ while w₁ creeps along it.
  const rates = [1e2, 1e3, 1e4, 1e5];
  const gradients = rates.map(
    (rate) => flowTo(formula(["a", "b"], `${rate}*(b - a^2)^2/2 + (a - 1)^2/2`), [0.1, 0.01], 3, 1e-4, { kind }).statistics.evaluations,
  );
  expect(logLogSlope(rates, gradients)).toBeLessThan(0.55);
  // A classical method of order 5 takes 6 a step, and steps of 3.3/λ at most.
  expect(gradients[3]).toBeLessThan((3 * rates[3] * 6) / 3.3 / 20);
});

test("rkc3 takes less than a quarter of the gradients of dopri5 on a stiff flow", () => {
  const objective = formula(["a", "b"], "2000*(b - sin(a))^2/2 + cos(3*a)/3 + a^2/20");
  const run = (kind: "rkc3" | "dopri5", tolerance: number): FlowMover => flowTo(objective, [0.3, 0.2], 10, tolerance, { kind });
  const exact = run("dopri5", 1e-11).point.parameters;
  const third = run("rkc3", 1e-5);
  expect(third.statistics.evaluations).toBeLessThan(run("dopri5", 1e-5).statistics.evaluations / 4);
  expect(largest(third.point.parameters, exact)).toBeLessThan(1e-5);
});

test("a sharpness that leaps between two estimates is noticed and survived", () => {
  const objective = formula(["a", "t"], "-t + (1 + 400*(1 + tanh(20*(t - 8))))*(a - sin(t))^2/2");
  const exact = flowTo(objective, [0.4, 0], 12, 1e-10, { kind: "dopri5" }).point.parameters;
  for (const kind of ["rkc3", "rkc2", "rkl2"] as const) {
    const mover = flowTo(objective, [0.4, 0], 12, 1e-5, { kind });
    expect(largest(mover.point.parameters, exact)).toBeLessThan(1e-2);
  }
});

test.for(kinds)("$kind says when a flow leaves the finite numbers", (integrator) => {
  // ȧ = 4a³ from 1 blows up at time 1/8.
  const objective = formula(["a"], "-a^4");
  expect(() => flowTo(objective, [1], 1, 1e-6, integrator)).toThrow(NumericalError);
});

test("a start that is a minimum stays where it is", () => {
  const mover = flowTo(formula(["a", "b"], "(a^2 + 3*b^2)/2"), [0, 0], 100, 1e-6);
  expect([...mover.point.parameters]).toEqual([0, 0]);
  expect(mover.step).toBeLessThan(60);
});

test("measuring on the way moves the end by no more than the tolerance explains", () => {
  const { objective, start: from } = tinyNetwork(3, 5);
  const direct = flowTo(objective, from, 20, 1e-7).point.parameters;
  const mover = start(gradientFlowBehaviour, gradientFlow({ tolerance: 1e-7 }), objective, from);
  for (let k = 1; k <= 100; k++) while (mover.time < k / 5) mover.advance(k / 5);
  expect(largest(mover.point.parameters, direct)).toBeLessThan(1e-4);
});
