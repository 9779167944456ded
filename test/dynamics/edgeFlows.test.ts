import { describe, expect, test } from "vitest";
import type { DynamicsBehaviour, Mover } from "../../src/dynamics/dynamics.ts";
import { edgeFlow } from "../../src/dynamics/edgeFlow.ts";
import { behaviour as edgeFlowBehaviour } from "../../src/dynamics/edgeFlowBehaviour.ts";
import { gradientFlow } from "../../src/dynamics/gradientFlow.ts";
import { behaviour as gradientFlowBehaviour } from "../../src/dynamics/gradientFlowBehaviour.ts";
import { rodFlow } from "../../src/dynamics/rodFlow.ts";
import { behaviour as rodFlowBehaviour } from "../../src/dynamics/rodFlowBehaviour.ts";
import { distance } from "../../src/kernel/vector.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { start } from "../support/run.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const to = (mover: Mover, time: number): Float64Array => {
  while (mover.time < time) mover.advance(time);
  return mover.point.parameters;
};

type Options = { stepSize: number; tolerance: number };
const flows: readonly (readonly [string, (options: Options, objective: Objective, from: ArrayLike<number>) => Mover])[] = [
  ["edge flow", (options, objective, from) => start(edgeFlowBehaviour as DynamicsBehaviour<object>, edgeFlow(options), objective, from)],
  ["rod flow", (options, objective, from) => start(rodFlowBehaviour as DynamicsBehaviour<object>, rodFlow(options), objective, from)],
];

describe.for(flows)("%s", ([, open]) => {
  test("far below the edge is gradient flow as soon as its oscillation has died out", () => {
    const { objective, start: from } = tinyNetwork(4, 6);
    const plain = to(start(gradientFlowBehaviour, gradientFlow({ tolerance: 1e-9 }), objective, from), 5);
    const errors = [0.02, 0.01].map((stepSize) => distance(to(open({ stepSize, tolerance: 1e-9 }, objective, from), 5), plain));
    // The oscillation of the start, ½η|g|, acts on the centre through its square, hence with η².
    expect(errors[1]).toBeLessThan(1e-6);
    expect(errors[1]).toBeLessThan(errors[0] / 3.5);
  });

  test.for([19, 20, 21])("on a quadratic with ηλ = %d / 10 the oscillation along one direction leaves the other one alone", (curvature) => {
    const objective = formulaObjective(expression({ parameters: ["x", "y"], loss: `${curvature}*x^2/2 + y^2/2` }));
    const [, y] = to(open({ stepSize: 0.1, tolerance: 1e-8 }, objective, [1, 1]), 3);
    expect(Math.abs(y - Math.exp(-3))).toBeLessThan(1e-6);
  });

  test("settles on the damped toy at a sharpness of 2/η, where gradient flow goes on to y* = 20.5", () => {
    const objective = formulaObjective(expression({ parameters: ["x", "y"], loss: "y*x^2/2 + 0.025*(y - 20.5)^2" }));
    const mover = open({ stepSize: 0.1, tolerance: 1e-7 }, objective, [0.15, 20]);
    expect(Math.abs(to(mover, 2000)[1] / 20 - 1)).toBeLessThan(1e-4);
    expect(Math.abs(mover.point.parameters[0])).toBeLessThan(1e-6);
  });

  test("does not depend on where it is asked to land on the way, beyond its tolerance", () => {
    const { objective, start: from } = tinyNetwork(3, 5);
    const options = { stepSize: 0.2, tolerance: 1e-8 };
    const straight = Float64Array.from(to(open(options, objective, from), 10));
    const stepped = open(options, objective, from);
    for (let time = 0.5; time <= 10; time += 0.5) to(stepped, time);
    expect(distance(stepped.point.parameters, straight)).toBeLessThan(1e-5);
  });
});
