import { describe, expect, test } from "vitest";
import { tanh } from "../../src/kernel/elementary.ts";
import { interpolation } from "../../src/measure/interpolation.ts";
import { formulaObjective } from "../../src/objective/expression/formula.ts";
import { expression } from "../../src/objective/model/expression.ts";
import { quadratic } from "../../src/objective/model/quadratic.ts";

const formula = (loss: string, parameters = ["a"]) => formulaObjective(expression({ parameters, loss }));

describe("the line between two places", () => {
  test("of a quadratic is its parabola and has no barrier", () => {
    const objective = quadratic.objective(
      quadratic({
        matrix: [
          [2, 0],
          [0, 4],
        ],
      }),
    );
    const { fractions, losses, barrier } = interpolation(objective, [1, 0], [0, 1], { count: 11 });
    fractions.forEach((t, i) => expect(losses[i]).toBeCloseTo((1 - t) * (1 - t) + 2 * t * t, 14));
    expect(barrier).toEqual({ height: 0, at: null });
  });

  test("between the minima of (a² − 1)² has the barrier 1 half-way", () => {
    const { barrier } = interpolation(formula("(a^2 - 1)^2"), [-1], [1]);
    expect(barrier.height).toBeCloseTo(1, 12);
    expect(barrier.at).toBeCloseTo(0.5, 6);
  });

  test("has its barrier over the line between the losses, found between the fractions that were asked for", () => {
    // On a ∈ [0, 1], −a³ lies above the chord −a by a − a³: highest at 1/√3.
    const { barrier } = interpolation(formula("-a^3"), [0], [1], { count: 4 });
    expect(barrier.at).toBeCloseTo(1 / Math.sqrt(3), 6);
    expect(barrier.height).toBeCloseTo(2 / (3 * Math.sqrt(3)), 12);
  });

  test("run the other way has the same barrier at 1 − t", () => {
    const there = interpolation(formula("-a^3"), [0], [1]).barrier;
    const back = interpolation(formula("-a^3"), [1], [0]).barrier;
    expect(back.height).toBeCloseTo(there.height, 12);
    expect(back.at!).toBeCloseTo(1 - there.at!, 6);
  });

  test("between a network and itself with its units in another order has a barrier, although both are one function that fits", () => {
    const x = [-2, -1.2, -0.5, 0.3, 0.8, 1.7];
    const objective = formulaObjective(
      expression({
        parameters: ["a", "b", "c", "d"],
        example: "(a*tanh(b*x) + c*tanh(d*x) - y)^2",
        over: { x, y: x.map((value) => tanh(2 * value) - tanh(value) / 2) },
      }),
    );
    const { losses, barrier } = interpolation(objective, [1, 2, -0.5, 1], [-0.5, 1, 1, 2]);
    expect(losses[0]).toBeLessThan(1e-30);
    expect(losses[50]).toBeLessThan(1e-30);
    // Half-way both units are the mean of the two: a = c = 1/4, b = d = 3/2; the line is symmetric about it.
    const half = x.reduce((sum, value) => sum + (tanh(1.5 * value) / 2 - tanh(2 * value) + tanh(value) / 2) ** 2, 0) / x.length;
    expect(losses[25]).toBeCloseTo(half, 14);
    expect(barrier.height).toBeGreaterThanOrEqual(half);
    losses.forEach((loss, i) => expect(loss).toBeCloseTo(losses[50 - i], 14));
  });

  test("says where the loss is not finite", () => {
    expect(interpolation(formula("log(a^2)"), [-1], [1]).barrier).toEqual({ height: Infinity, at: 0.5 });
  });

  test("needs two places of the objective's length, and three fractions", () => {
    expect(() => interpolation(formula("a^2"), [1], [1, 2])).toThrow("the ends have 1 and 2 parameters, but the objective has 1");
    expect(() => interpolation(formula("a^2"), [1], [2], { count: 2 })).toThrow("count: is 2");
  });
});
