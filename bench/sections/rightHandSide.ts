import { Point } from "../../src/objective/point.ts";
import { implicitGradient } from "../../src/theory/implicitGradient.ts";
import { minibatch } from "../../src/theory/minibatch.ts";
import type { ModifiedObjective } from "../../src/theory/prediction.ts";
import { thirdOrder } from "../../src/theory/thirdOrder.ts";
import { compare } from "../compare.ts";
import { type Contestant, ours } from "../contestant.ts";
import { type Problem, openProblem } from "../problem.ts";
import { digits, duration, table } from "../table.ts";
import type { Section } from "./section.ts";

const block = 50;

type Field = (point: Point, out: Float64Array) => unknown;

function evaluating(name: string, { objective, start }: Problem, evaluate: Field): Contestant {
  const point = new Point(objective, start);
  const out = new Float64Array(objective.size);
  return ours(name, null, () => {
    for (let i = 0; i < block; i++) {
      point.parameters[0] += 1e-9;
      point.moved();
      evaluate(point, out);
    }
    return block;
  });
}

export const rightHandSide: Section = {
  name: "rhs",
  title: "The right-hand side of a modified flow, in gradients",
  note: "Time of one evaluation at a new point over that of a gradient there; tanh networks.",
  pinned: true,
  async measure() {
    const down =
      (objective: ModifiedObjective): Field =>
      (point, out) =>
        objective.gradient(point, out, -1);
    const flows: readonly [string, Field][] = [
      ["igr-flow", down(implicitGradient(0.1))],
      ["minibatch-flow, B = 1", down(minibatch(0.1, 1))],
      ["minibatch-flow, B = 5", down(minibatch(0.1, 5))],
      ["third-order-flow", thirdOrder(0.1).velocity],
    ];
    const rows: string[][] = [];
    for (const [widths, examples] of [[[1, 30, 20, 1], 20] as const, [[49, 16, 10], 100] as const]) {
      const problem = await openProblem(widths, examples);
      const gradient = evaluating("gradient", problem, (point) => point.gradient);
      const [one, ...others] = await compare([gradient, ...flows.map(([name, field]) => evaluating(name, problem, field))]);
      rows.push([problem.name, duration(one.median), ...others.map(({ ratio }) => digits(ratio))]);
    }
    return table(["network", "gradient", ...flows.map(([name]) => name)], rows);
  },
};
