import { describe, expect, test } from "vitest";
import { summary } from "../../src/cli/runCommand.ts";
import { dynamics } from "../../src/dynamics/index.ts";
import { memoryStore } from "../../src/experiment/memoryStore.ts";
import { outsideConditions } from "../../src/experiment/outsideConditions.ts";
import { run } from "../../src/experiment/run.ts";
import type { RunInput } from "../../src/experiment/runSpec.ts";
import { table } from "../../src/experiment/table.ts";
import { verify } from "../../src/experiment/verify.ts";
import { small } from "./specs.ts";

/** A double well whose curvature 3w² − 1 grows on the way down from 0.6 to 1. */
const well = (stepSize: number, measures: RunInput["measures"]): RunInput => ({
  objective: { model: { kind: "expression", parameters: ["w"], loss: "(w^2 - 1)^2/4" } },
  init: { kind: "values", values: [0.6] },
  dynamics: { kind: "igr-flow", stepSize },
  until: { time: 6 },
  measures,
});

describe("a flow that is a theory says in its record where its conditions were met", () => {
  test("with the worst value, and the time from which they were not", async () => {
    const { path, conditions = [] } = await run(well(0.6, ["loss", { kind: "sharpness", everyTime: 0.1 }]));
    const sharpness = path.sharpness.map((value) => (value === null ? NaN : 0.6 * value));
    const crossing = path.time[sharpness.findIndex((value) => value >= 1)];
    const [expansion, stability] = conditions;
    expect(expansion).toMatchObject({ quantity: "ηλ_max", limit: 1, holds: false });
    // Checks are made at other rows than those of the sharpness too.
    expect(expansion.outsideFrom!).toBeLessThanOrEqual(crossing);
    expect(expansion.outsideFrom!).toBeGreaterThan(crossing - 0.5);
    expect(expansion.worst).toBeCloseTo(Math.max(...sharpness.filter(Number.isFinite)), 8);
    expect(expansion.violations).toBeGreaterThan(0);
    expect(expansion.violations).toBeLessThan(expansion.checks);
    expect(stability).toMatchObject({ limit: 2, holds: true, outsideFrom: null, violations: 0, checks: expansion.checks });
  });

  test("and at the first and the last row even where nothing is measured between", async () => {
    const { conditions = [] } = await run(well(0.1, [{ kind: "loss", everyTime: 6 }]));
    expect(conditions.map(({ holds, checks }) => [holds, checks])).toEqual([
      [true, 2],
      [true, 2],
    ]);
  });

  test("as do all but gradient flow, which is the theory of nothing", async () => {
    const needs: Record<string, object> = {
      "minibatch-flow": { batchSize: 2 },
      "momentum-flow": { momentum: 0.5 },
      "label-noise-flow": { std: 0.1 },
      sme: { batchSize: 2 },
    };
    const kinds = Object.keys(dynamics).filter((kind) => kind.endsWith("-flow") || kind === "sme");
    for (const kind of kinds) {
      const own = kind === "gradient-flow" ? {} : { stepSize: 0.01, ...needs[kind] };
      const record = await run({ ...small, dynamics: { kind, ...own } as RunInput["dynamics"], until: { time: 0.05 } });
      if (kind === "gradient-flow") expect(record).not.toHaveProperty("conditions");
      else
        expect(
          record.conditions?.every(({ checks }) => checks > 1),
          kind,
        ).toBe(true);
    }
    expect(await run({ ...small, dynamics: { kind: "gd", stepSize: 0.1 } })).not.toHaveProperty("conditions");
  });

  test("at little cost: beyond the first check a twentieth of the run's own, and one check more", async () => {
    const { cost } = await run({ ...small, dynamics: { kind: "igr-flow", stepSize: 0.1 }, until: { time: 300 } });
    const gradients = ({ gradients, hessianVectors }: { gradients: number; hessianVectors: number }): number =>
      gradients + 2 * hessianVectors;
    // A cold start in 19 dimensions takes at most 19 products, and so does any check.
    expect(gradients(cost.checks!)).toBeLessThan(gradients(cost) / 20 + 4 * 19);
    expect(cost.checks!.hessianVectors).toBeGreaterThan(19);
  });

  test("at none where the sharpness was measured", async () => {
    const sharpness = { kind: "sharpness", certificate: "probabilistic" } as const;
    const { cost, conditions } = await run({
      ...small,
      dynamics: { kind: "igr-flow", stepSize: 0.1 },
      until: { time: 3 },
      measures: [sharpness],
    });
    expect(cost.checks).toEqual({ gradients: 0, hessianVectors: 0 });
    expect(conditions![0].checks).toBeGreaterThan(5);
  });
});

test("thalweg run says it in a line, thalweg table in a column", async () => {
  const store = memoryStore();
  const outside = await run(well(0.6, ["loss"]), { store });
  const inside = await run(well(0.1, ["loss"]), { store });
  const sentence = outsideConditions(outside.conditions)!;
  expect(sentence).toMatch(/^outside its conditions from time [\d.]+ on, at \d+ of \d+ checks: ηλ_max = 1\.\d+, must be below 1$/);
  expect(summary(outside).split("\n")[1]).toBe(sentence);
  expect(summary(inside)).not.toContain("outside");
  const { columns, rows } = await table(store);
  expect(new Set(rows.map((row) => row[columns.indexOf("conditions")]))).toEqual(new Set(["hold", sentence]));
});

test("a record from before conditions were checked is read as it is", async () => {
  const { conditions, cost, hash, ...rest } = await run(well(0.1, ["loss"]));
  const { checks, ...before } = cost;
  expect([conditions, checks, hash].every((part) => part !== undefined)).toBe(true);
  const old = { ...rest, cost: before };
  expect(verify(JSON.stringify(old), old.id)).toEqual(old);
});

test("a sentence for a value that is not finite", () => {
  const outcome = {
    name: "GD is stable",
    quantity: "ηλ_max",
    limit: 2,
    holds: false,
    worst: null,
    outsideFrom: 3,
    checks: 2,
    violations: 2,
  };
  expect(outsideConditions([outcome])).toBe("outside its conditions from time 3 on: ηλ_max is not finite, must be below 2");
});
