import { describe, expect, test } from "vitest";
import { dynamicsSchema } from "../../src/dynamics/index.ts";
import type { FlowMover } from "../../src/dynamics/flow.ts";
import { gradientFlow } from "../../src/dynamics/gradientFlow.ts";
import { behaviour as gradientFlowBehaviour } from "../../src/dynamics/gradientFlowBehaviour.ts";
import { igrFlow } from "../../src/dynamics/implicitGradientFlow.ts";
import { behaviour as igrFlowBehaviour } from "../../src/dynamics/implicitGradientFlowBehaviour.ts";
import { minibatchFlow } from "../../src/dynamics/minibatchFlow.ts";
import { behaviour as minibatchFlowBehaviour } from "../../src/dynamics/minibatchFlowBehaviour.ts";
import { thirdOrderFlow } from "../../src/dynamics/thirdOrderFlow.ts";
import { behaviour as thirdOrderFlowBehaviour } from "../../src/dynamics/thirdOrderFlowBehaviour.ts";
import { distance } from "../../src/kernel/vector.ts";
import { quadratic } from "../../src/objective/model/quadratic.ts";
import { Point } from "../../src/objective/point.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { thirdOrder } from "../../src/theory/thirdOrder.ts";
import { minibatch } from "../../src/theory/minibatch.ts";
import { parse } from "../../src/spec/parse.ts";
import { referenceFlow } from "../support/referenceFlow.ts";
import { factsOf } from "../support/facts.ts";
import { start } from "../support/run.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const { objective, start: from } = tinyNetwork(4, 7);

function to<M extends FlowMover>(mover: M, time: number): M {
  while (mover.time < time) mover.advance(time);
  return mover;
}

describe("on a quadratic", () => {
  const rates = [5, 1, 0.1];
  const matrix = rates.map((rate, i) => rates.map((_, j) => (i === j ? rate : 0)));
  const bowl = quadratic.objective(quadratic({ matrix }));
  const stepSize = 0.1;
  const expected = (factor: (rate: number) => number): number[] => rates.map((rate) => Math.exp(-1.5 * rate * factor(rate)));

  test("igr-flow decays at λ(1 + ηλ/2)", () => {
    const mover = to(start(igrFlowBehaviour, igrFlow({ stepSize, tolerance: 1e-10 }), bowl, [1, 1, 1]) as FlowMover, 1.5);
    expected((rate) => 1 + (stepSize * rate) / 2).forEach((value, i) => expect(mover.point.parameters[i]).toBeCloseTo(value, 7));
  });

  test("third-order-flow decays at λ(1 + ηλ/2 + η²λ²/3), the series of −log(1 − ηλ)/η", () => {
    const mover = to(start(thirdOrderFlowBehaviour, thirdOrderFlow({ stepSize, tolerance: 1e-10 }), bowl, [1, 1, 1]) as FlowMover, 1.5);
    expected((rate) => 1 + (stepSize * rate) / 2 + (stepSize * rate) ** 2 / 3).forEach((value, i) =>
      expect(mover.point.parameters[i]).toBeCloseTo(value, 7),
    );
  });
});

describe("on a network", () => {
  const reference = (velocity: (point: Point, out: Float64Array) => void): Float64Array =>
    referenceFlow((w, out) => velocity(new Point(objective, w), out), from, 4, 800);

  test("third-order-flow follows its right-hand side", () => {
    const mover = to(start(thirdOrderFlowBehaviour, thirdOrderFlow({ stepSize: 0.3, tolerance: 1e-9 }), objective, from) as FlowMover, 4);
    expect(distance(mover.point.parameters, reference(thirdOrder(0.3).velocity))).toBeLessThan(1e-6);
  });

  test("minibatch-flow follows its right-hand side", () => {
    const mover = to(
      start(minibatchFlowBehaviour, minibatchFlow({ stepSize: 0.3, batchSize: 2, tolerance: 1e-9 }), objective, from) as FlowMover,
      4,
    );
    expect(
      distance(
        mover.point.parameters,
        reference((point, out) => minibatch(0.3, 2).gradient(point, out, -1)),
      ),
    ).toBeLessThan(1e-6);
  });

  test("minibatch-flow with the full batch is igr-flow", () => {
    const ends = [
      to(start(minibatchFlowBehaviour, minibatchFlow({ stepSize: 0.3, batchSize: 7 }), objective, from) as FlowMover, 4),
      to(start(igrFlowBehaviour, igrFlow({ stepSize: 0.3 }), objective, from) as FlowMover, 4),
    ].map((mover) => mover.point.parameters);
    expect(distance(ends[0], ends[1])).toBeLessThan(1e-10);
  });

  test("what is known at the place of the flow is known without a further gradient", () => {
    let gradients = 0;
    const counted = {
      ...objective,
      gradient: (w: Float64Array, out: Float64Array) => {
        gradients++;
        return objective.gradient(w, out);
      },
    };
    const mover = to(start(gradientFlowBehaviour, gradientFlow(), counted, from) as FlowMover, 1);
    const before = gradients;
    expect(mover.point.gradientNormSquared).toBeGreaterThan(0);
    expect(mover.point.loss).toBe(objective.loss(mover.point.parameters));
    expect(gradients).toBe(before);
  });
});

describe("specs of flows", () => {
  test("have the time as their clock and the options of the dynamics that they stand for", () => {
    const spec = minibatchFlow({ stepSize: 0.1, batchSize: 4 });
    expect(spec).toEqual({ kind: "minibatch-flow", stepSize: 0.1, batchSize: 4, tolerance: 1e-6 });
    expect(minibatchFlowBehaviour.clock).toBe("time");
    const { stepSize, batches } = factsOf(minibatchFlowBehaviour, spec, tinyNetwork(4, 7).objective);
    expect([stepSize!(3), batches]).toEqual([
      0.1,
      { batchSize: 4, epoch: 2, lastWeight: 1, order: "fresh", withReplacement: false, fixed: null },
    ]);
    const plain = factsOf(gradientFlowBehaviour, gradientFlow(), tinyNetwork(4, 7).objective);
    expect([plain.stepSize, plain.batches]).toEqual([null, null]);
  });

  test("name the integrator and its options", () => {
    const spec = { kind: "gradient-flow", tolerance: 1e-4, integrator: { kind: "rk4", step: 0.5 } };
    expect(parse(dynamicsSchema, spec)).toEqual(spec);
    expect(() => parse(dynamicsSchema, { kind: "gradient-flow", integrator: { kind: "euler" } })).toThrow(SpecError);
    expect(() => parse(dynamicsSchema, { kind: "gradient-flow", integrator: { kind: "rkc2", step: 1 } })).toThrow(SpecError);
    expect(() => parse(dynamicsSchema, { kind: "gradient-flow", tolerance: 0 })).toThrow(SpecError);
  });

  test("may not ask for batches larger than the data", () => {
    expect(() => start(minibatchFlowBehaviour, minibatchFlow({ stepSize: 0.1, batchSize: 8 }), objective, from)).toThrow(
      "dynamics.batchSize: is 8, but there are 7 examples: use at most 7",
    );
  });
});
