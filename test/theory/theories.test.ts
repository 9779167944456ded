import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { dot, norm } from "../../src/kernel/vector.ts";
import { Point } from "../../src/objective/point.ts";
import type { Described, ModifiedObjective, Prediction } from "../../src/theory/prediction.ts";
import { theorySamples } from "../support/theorySamples.ts";
import { tinyNetwork } from "../support/tinyNetwork.ts";

const network = tinyNetwork(4, 6);

describe.for(Object.entries(theorySamples))("%s", ([name, { theory, inside, outside }]) => {
  test("knows its name, formula and source", () => {
    expect(theory.name).toBe(name);
    expect(theory.formula.length).toBeGreaterThan(3);
    expect(theory.source).toMatch(/[A-Z]\w+.* \d{4}|Hairer/);
  });

  test("has conditions of different names that hold in one place and are violated, each, in another", () => {
    const names = theory.conditions.map((condition) => condition.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(0);
    expect(theory.check(inside).filter(({ holds }) => !holds)).toEqual([]);
    const violated = outside.flatMap(([other, point]) => other.check(point).filter(({ holds }) => !holds));
    expect(new Set(violated.map((condition) => condition.name))).toEqual(new Set(names));
    for (const { value, limit } of violated) expect(value).not.toBeLessThan(limit);
  });

  test("holds nowhere where the numbers are not finite", () => {
    const broken = new Point(network.objective, new Float64Array(network.objective.size).fill(NaN));
    expect(theory.check(broken).filter(({ holds }) => holds)).toEqual([]);
  });
});

const objectives = Object.entries(theorySamples).flatMap(([name, { theory }]) =>
  "gradient" in theory ? [[name, theory as Prediction as ModifiedObjective] as const] : [],
);

describe.for(objectives)("%s is a modified objective:", ([, modified]) => {
  const { objective, start } = network;
  const out = new Float64Array(objective.size);
  const point = new Point(objective, start);

  test("its gradient is the difference quotient of its value", () => {
    modified.gradient(point, out);
    const direction = start.map((_, i) => Math.cos(1 + 2 * i));
    const value = (s: number): number =>
      modified.value(
        new Point(
          objective,
          start.map((w, i) => w + s * direction[i]),
        ),
      );
    const h = 2e-3;
    const quotient = (45 * (value(h) - value(-h)) - 9 * (value(2 * h) - value(-2 * h)) + value(3 * h) - value(-3 * h)) / (60 * h);
    expect(Math.abs(quotient - dot(out, direction))).toBeLessThan(1e-9 * norm(out) * norm(direction));
  });

  test("its flow goes down along that gradient", () => {
    if (modified.name === "label-noise") return; // The limiting flow keeps to the manifold of minima.
    const velocity = new Float64Array(objective.size);
    modified.gradient(point, out);
    modified.velocity(point, velocity);
    expect(dot(velocity, out) / (norm(velocity) * norm(out))).toBeCloseTo(-1, 12);
  });
});

/** A prediction's row in the table of conventions. */
function row({ name, formula, source, order, conditions }: Prediction & Described): string {
  const limits = conditions.map(({ quantity, limit }) => `${quantity} < ${limit}`);
  const cells = [`\`${name}\``, formula, source, order === null ? "–" : String(order), limits.join("; ")];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll(/[_*]/g, "\\$&")).join(" | ")} |`;
}

test("docs/conventions.md has a row for each, with formula, source, order and conditions", () => {
  const page = readFileSync(new URL("../../docs/conventions.md", import.meta.url), "utf8").split("\n");
  const rows = Object.values(theorySamples).map(({ theory }) => row(theory));
  expect(page.filter((line) => /^\| `[a-z-]+` \|/.test(line))).toEqual(rows);
});
