import { describe, expect, test } from "vitest";
import { openSchedule } from "../../src/dynamics/schedule.ts";
import { identify } from "../../src/experiment/identity.ts";
import { check } from "../../src/experiment/run.ts";
import type { RunInput } from "../../src/experiment/runSpec.ts";
import { expand } from "../../src/experiment/sweepSpec.ts";
import { compile } from "../../src/objective/expression/tape.ts";
import { suggestion } from "../../src/spec/describe.ts";
import { parabola, small } from "./specs.ts";

/** Processor time of this process, which other processes do not lengthen. */
async function seconds(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  return process.cpuUsage(start).user / 1e6;
}

/** What takes time in proportion to n takes 4 times as long for 4n; what takes it to n², 16 times. */
const mostRatio = 9;

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
const tableOf = (n: number): object => ({
  ...small,
  objective: { ...small.objective, data: { kind: "table", x: upTo(n).map((i) => [i]), y: upTo(n).map((i) => [1 / i]) } },
});
const named = (n: number): RunInput => ({
  ...parabola,
  objective: { model: { kind: "expression", parameters: upTo(n).map((i) => `w${i}`), loss: "w1^2" } },
  init: { kind: "values", values: upTo(n) },
});

describe("twice the request, twice the time", () => {
  test.each<[string, number, (n: number) => unknown]>([
    ["measures", 500, (n) => check({ ...small, measures: upTo(n).map(() => "loss" as const) })],
    ["values of an axis", 2000, (n) => expand({ version: 1, base: small, grid: { "dynamics.stepSize": upTo(n).map((i) => i / 1e5) } })],
    ["rows of a table in a sweep", 4000, (n) => expand({ version: 1, base: tableOf(n), grid: { seed: { from: 0, count: 20 } } })],
    ["steps of a measure", 50_000, (n) => identify({ ...small, measures: [{ kind: "loss", at: upTo(n) }] })],
    [
      "steps of a schedule",
      50_000,
      (n) => {
        const multiple = openSchedule({ kind: "step", at: upTo(n), factor: 0.999 });
        for (let step = 0; step < n; step++) multiple(step);
      },
    ],
    [
      "terms of a formula",
      10_000,
      (n) =>
        compile(
          upTo(n)
            .map((i) => `a*${i}`)
            .join(" + "),
          ["a"],
          [],
          "",
        ),
    ],
    ["parameters of a formula", 4000, (n) => identify(named(n))],
    [
      "names that are looked through",
      5000,
      (n) =>
        suggestion(
          "elsewhere",
          upTo(n).map((i) => `objective.data.column${i}`),
        ),
    ],
  ])("%s", async (_name, n, work) => {
    await work(n);
    let ratio = Infinity;
    // The least of some ratios: a collection of garbage may fall into any one of them.
    for (let attempt = 0; attempt < 4 && ratio > mostRatio; attempt++) {
      const one = await seconds(() => work(n));
      ratio = Math.min(ratio, (await seconds(() => work(4 * n))) / Math.max(one, 0.002));
    }
    expect(ratio).toBeLessThan(mostRatio);
  });
});

test("a schedule falls at its steps, each once, in whatever order they are named", () => {
  const multiple = openSchedule({ kind: "step", at: [7, 3, 3], factor: 0.5 });
  expect([0, 2, 3, 6, 7, 100].map(multiple)).toEqual([1, 1, 0.25, 0.25, 0.125, 0.125]);
});
