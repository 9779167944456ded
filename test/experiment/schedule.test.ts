import { describe, expect, test } from "vitest";
import { run } from "../../src/experiment/run.ts";
import { parabola } from "./specs.ts";

const stepsOf = async (steps: number, measures: Parameters<typeof run>[0]["measures"]): Promise<Record<string, (number | null)[]>> => {
  const { path } = await run({ ...parabola, dynamics: { kind: "gd", stepSize: 0.001 }, until: { steps }, measures });
  const taken = (column: string): (number | null)[] => path.step.filter((_, row) => path[column][row] !== null);
  return Object.fromEntries(Object.keys(path).map((column) => [column, taken(column)]));
};

describe("a measure without a schedule", () => {
  test("is taken at every step of a run of up to a thousand rows", async () => {
    expect((await stepsOf(999, ["loss"])).loss).toEqual(Array.from({ length: 1000 }, (_, k) => k));
  });

  test.each([1000, 1001, 1999, 2500, 5000, 16_003])("is thinned evenly over %i steps, first and last kept", async (steps) => {
    const taken = (await stepsOf(steps, ["loss"])).loss as number[];
    expect(taken.length).toBeLessThanOrEqual(1001);
    expect(taken.length).toBeGreaterThan(500);
    const stride = taken[1];
    expect(Math.log2(stride) % 1).toBe(0);
    expect(taken.slice(0, -1)).toEqual(Array.from({ length: taken.length - 1 }, (_, k) => k * stride));
    expect(taken.at(-1)).toBe(steps);
  });
});

describe("a measure with a schedule", () => {
  test("is taken then, at the start and at the end, and not thinned", async () => {
    const taken = await stepsOf(3001, ["loss", { kind: "gradient-norm-squared", every: 2 }, { kind: "parameters", at: [5, 17] }]);
    expect(taken["gradientNormSquared"]).toEqual([...Array.from({ length: 1501 }, (_, k) => 2 * k), 3001]);
    expect(taken["parameter0"]).toEqual([0, 5, 17, 3001]);
  });

  test("by time is taken at the first step that reaches it", async () => {
    const { path } = await run({
      ...parabola,
      dynamics: { kind: "gd", stepSize: 0.1 },
      until: { time: 1 },
      measures: [{ kind: "loss", everyTime: 0.25 }],
    });
    expect(path.step).toEqual([0, 3, 5, 8, 10]);
  });

  test("by time is landed on exactly by a flow", async () => {
    const { path } = await run({
      ...parabola,
      dynamics: { kind: "gradient-flow", tolerance: 1e-9 },
      until: { time: 1.1 },
      measures: [{ kind: "loss", everyTime: 0.3 }],
    });
    expect(path.time).toEqual([0, 1 * 0.3, 2 * 0.3, 3 * 0.3, 1.1]);
    expect(path.step).toEqual([null, null, null, null, null]);
    // Fewer than 500 integrator steps, each within 1e-9 of the flow, which contracts.
    for (const [row, time] of path.time.entries())
      expect(Math.abs((path.loss[row] as number) - 0.5 * Math.exp(-2 * time))).toBeLessThan(5e-7);
  });

  test("twice of a kind fills columns of its own", async () => {
    const { path } = await run({
      ...parabola,
      measures: [
        { kind: "distance", to: parabola },
        { kind: "distance", to: { ...parabola, until: { steps: 1 } } },
      ],
    });
    expect(path["distance"].at(-1)).toBe(0);
    expect(path["distance_2"][1]).toBe(0);
  });
});
