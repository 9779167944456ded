import { describe, expect, test } from "vitest";
import type { FlowMover } from "../../src/dynamics/flow.ts";
import { gd } from "../../src/dynamics/gradientDescent.ts";
import { gradientFlow } from "../../src/dynamics/gradientFlow.ts";
import { igrFlow } from "../../src/dynamics/implicitGradientFlow.ts";
import { thirdOrderFlow } from "../../src/dynamics/thirdOrderFlow.ts";
import { distance } from "../../src/kernel/vector.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import type { Objective } from "../../src/objective/objective.ts";
import { start, steps } from "../support/run.ts";
import { logLogSlope } from "../support/slope.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

/** E(a, b) = ½(0.6 − ab)² (Barrett & Dherin 2021). */
const toy = formulaObjective(expression({ parameters: ["a", "b"], loss: "(0.6 - a*b)^2/2" }));
const network = tinyNetwork(8, 6);

/** Errors of order h⁴ are resolved: tolerances far below them, on the pair that is cheapest there. */
const tight = { tolerance: 1e-12, integrator: { kind: "dopri5" } } as const;

const flows: [string, number, (objective: Objective, from: ArrayLike<number>, stepSize: number) => FlowMover][] = [
  ["gradient-flow", 1, (objective, from) => start(gradientFlow, gradientFlow(tight), objective, from) as FlowMover],
  ["igr-flow", 2, (objective, from, stepSize) => start(igrFlow, igrFlow({ stepSize, ...tight }), objective, from) as FlowMover],
  [
    "third-order-flow",
    3,
    (objective, from, stepSize) => start(thirdOrderFlow, thirdOrderFlow({ stepSize, ...tight }), objective, from) as FlowMover,
  ],
];

function place(mover: FlowMover, time: number): Float64Array {
  while (mover.time < time) mover.advance(time);
  return mover.point.parameters;
}

/** ‖GD − flow‖ after so many steps. */
function gap(open: (typeof flows)[number][2], objective: Objective, from: ArrayLike<number>, stepSize: number, count: number): number {
  const descent = steps(start(gd, gd({ stepSize }), objective, from), count);
  return distance(descent, place(open(objective, from, stepSize), stepSize * count));
}

describe.for(flows)("GD against %s", ([, order, open]) => {
  test("parts by one order more in a single step, on the two-parameter model", () => {
    const sizes = [0.02, 0.01, 0.005, 0.0025];
    const gaps = sizes.map((h) => gap(open, toy, [1.4, 1.75], h, 1));
    expect(Math.abs(logLogSlope(sizes, gaps) - (order + 1))).toBeLessThan(0.1);
  });

  test("parts by one order more in a single step, on a network", () => {
    const sizes = [0.2, 0.1, 0.05, 0.025];
    const gaps = sizes.map((h) => gap(open, network.objective, network.start, h, 1));
    expect(Math.abs(logLogSlope(sizes, gaps) - (order + 1))).toBeLessThan(0.2);
  });

  test("parts by its order over a time, on the two-parameter model", () => {
    const counts = [25, 50, 100, 200];
    const gaps = counts.map((n) => gap(open, toy, [1.4, 1.75], 0.5 / n, n));
    expect(Math.abs(-logLogSlope(counts, gaps) - order)).toBeLessThan(0.1);
  });

  test("parts by its order over a time, on a network", () => {
    const counts = [40, 80, 160, 320];
    const gaps = counts.map((n) => gap(open, network.objective, network.start, 4 / n, n));
    expect(Math.abs(-logLogSlope(counts, gaps) - order)).toBeLessThan(0.1);
  });
});

describe("from (2.8, 3.5) the two-parameter model ends", () => {
  const from = [2.8, 3.5];
  const time = 60;
  const flow = place(start(gradientFlow, gradientFlow(), toy, from) as FlowMover, time);
  const igr = place(start(igrFlow, igrFlow({ stepSize: 2.5e-2 }), toy, from) as FlowMover, time);
  const descent = (stepSize: number): Float64Array => steps(start(gd, gd({ stepSize }), toy, from), Math.round(time / stepSize));

  test.for([
    ["with gradient flow", 1e-3, () => flow, 0.28315, 2.119],
    ["with GD, step 1e-3", 1e-4, () => descent(1e-3), 0.28361, 2.11562],
    ["with GD, step 2.5e-2", 1e-4, () => descent(2.5e-2), 0.29652, 2.02349],
    ["with igr-flow for that step", 1e-3, () => igr, 0.29264, 2.05028],
  ] as const)("%s where it should", ([, tolerance, end, a, b]) => {
    const w = end();
    expect(Math.abs(w[0] - a)).toBeLessThan(tolerance);
    expect(Math.abs(w[1] - b)).toBeLessThan(tolerance);
  });

  test("gradient flow conserves a² − b² = −4.41 to the tolerance", () => {
    expect(Math.abs(flow[0] * flow[0] - flow[1] * flow[1] + 4.41)).toBeLessThan(1e-4);
  });

  test("GD closer to igr-flow than to gradient flow", () => {
    const near = distance(descent(2.5e-2), igr);
    const far = distance(descent(2.5e-2), flow);
    expect(near / far).toBeLessThan(0.4);
    expect(Math.abs(near - 0.0271)).toBeLessThan(2e-4);
    expect(Math.abs(far - 0.0964)).toBeLessThan(2e-4);
  });
});
