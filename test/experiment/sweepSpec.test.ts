import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalRun, identity } from "../../src/experiment/identity.ts";
import { expand } from "../../src/experiment/sweepSpec.ts";
import { parabola, small } from "./specs.ts";

const sweepOf = (rest: object): unknown => ({ version: 1, base: small, ...rest });

describe("a sweep is the runs of its grid", () => {
  test("every combination, the first axis slowest, in the same order every time", () => {
    const spec = sweepOf({ grid: { "dynamics.stepSize": [0.1, 0.2], seed: { from: 3, count: 3 } } });
    const { axes, cells } = expand(spec);
    expect(axes).toEqual(["dynamics.stepSize", "seed"]);
    expect(cells.map(({ values }) => Object.values(values))).toEqual(
      [0.1, 0.2].flatMap((stepSize) => [3, 4, 5].map((seed) => [stepSize, seed])),
    );
    expect(cells.map(({ id }) => id)).toEqual(expand(spec).cells.map(({ id }) => id));
    for (const { spec: cell, values, id } of cells) {
      expect(cell).toEqual(
        canonicalRun({ ...small, dynamics: { kind: "gd", stepSize: values["dynamics.stepSize"] }, seed: values["seed"] }),
      );
      expect(id).toBe(identity(cell));
    }
  });

  test("a whole entry may vary, and then an entry of it, in whatever order they are written", () => {
    const dynamics = [
      { kind: "gd", stepSize: 1 },
      { kind: "sgd", stepSize: 1, batchSize: 2, sampling: "reshuffle" },
    ];
    const { cells } = expand(sweepOf({ grid: { "dynamics.stepSize": [0.1, 0.2], dynamics } }));
    expect(cells.map(({ spec }) => [spec.dynamics.kind, (spec.dynamics as { stepSize: number }).stepSize])).toEqual([
      ["gd", 0.1],
      ["sgd", 0.1],
      ["gd", 0.2],
      ["sgd", 0.2],
    ]);
  });

  test("an entry of a list may vary", () => {
    const { cells } = expand(sweepOf({ grid: { "objective.model.widths.1": [2, 3] } }));
    expect(cells.map(({ spec }) => (spec.objective.model as unknown as { widths: number[] }).widths[1])).toEqual([2, 3]);
  });

  test("one run where there is no grid", () => expect(expand(sweepOf({})).cells).toHaveLength(1));
});

describe("references", () => {
  const flow = { ...small, dynamics: { kind: "gradient-flow" }, until: { time: 3 } };
  test("take the values of the axes that say what is minimised and from where, once each", () => {
    const { references } = expand(
      sweepOf({ grid: { seed: { from: 0, count: 2 }, "dynamics.stepSize": [0.1, 0.2], "until.steps": [3, 4] }, references: [flow] }),
    );
    expect(references.map(({ spec }) => [spec.dynamics.kind, spec.seed])).toEqual([
      ["gradient-flow", 0],
      ["gradient-flow", 1],
    ]);
  });

  test("are what a measure's reference stands for, each cell's own", () => {
    const base = { ...small, measures: ["loss", { kind: "distance", to: "reference:0" }] };
    const { cells, references } = expand({ version: 1, base, grid: { seed: [4, 5] }, references: [flow] });
    expect(cells.map(({ spec }) => spec.measures[1])).toEqual(references.map(({ spec }) => ({ kind: "distance", to: spec })));
  });
});

describe("a wrong sweep spec is refused with one sentence", () => {
  test.each<[string, unknown, RegExp]>([
    ["misspelt key", sweepOf({ gird: {} }), /^gird: unknown key "gird"; did you mean "grid"\?$/],
    ["no version", { base: small }, /^version: missing; must be 1$/],
    [
      "misspelt axis",
      sweepOf({ grid: { "dynamics.stepsize": [1] } }),
      /^grid\.dynamics\.stepsize: unknown key "stepsize"; did you mean "stepSize"\?$/,
    ],
    [
      "axis that leads nowhere",
      sweepOf({ grid: { "dynamic.stepSize": [1] } }),
      /^grid\.dynamic\.stepSize: there is no "dynamic" in the base/,
    ],
    [
      "axis through a prototype",
      sweepOf({ grid: { "__proto__.stepSize": [1] } }),
      /^grid\.__proto__\.stepSize: there is no "__proto__" in the base/,
    ],
    [
      "wrong value on an axis",
      sweepOf({ grid: { "dynamics.stepSize": [0.1, -1] } }),
      /^grid\.dynamics\.stepSize: must be a positive number, not -1$/,
    ],
    ["empty axis", sweepOf({ grid: { seed: [] } }), /^grid\.seed: must have at least 1 entry, not 0$/],
    ["a value twice", sweepOf({ grid: { seed: [1, 2, 1] } }), /^grid\.seed: names 1 twice/],
    [
      "a place before the first of a list",
      sweepOf({ grid: { "objective.model.widths.-1": [1, 2] } }),
      /^grid\.objective\.model\.widths\.-1: changes nothing: a list of 3 has the entries 0 to 2, and no "-1"$/,
    ],
    ["a name in a list", sweepOf({ grid: { "objective.model.widths.foo": [1, 2] } }), /widths\.foo: changes nothing: .* and no "foo"$/],
    ["the length of a list", sweepOf({ grid: { "objective.model.widths.length": [1, 2] } }), /widths\.length: changes nothing: /],
    ["a place beyond the end", sweepOf({ grid: { "objective.model.widths.3": [1, 2] } }), /widths\.3: changes nothing: .* and no "3"$/],
    ["another spelling of a place", sweepOf({ grid: { "objective.model.widths.01": [1, 2] } }), /widths\.01: changes nothing: /],
    [
      "an entry of a name",
      sweepOf({ grid: { "measures.0.every": [1, 2] } }),
      /^grid\.measures\.0\.every: "measures\.0" is "loss" in the base/,
    ],
    ["an axis without a name", sweepOf({ grid: { "dynamics..stepSize": [1] } }), /^grid\.dynamics\.\.stepSize: there is no "" in the base/],
    ["a near name", sweepOf({ grid: { "dynamic.stepSize": [1] } }), /that could hold "stepSize"; did you mean "dynamics"\?$/],
    [
      "two spellings of one run",
      sweepOf({ grid: { measures: [["loss"], [{ kind: "loss" }]] } }),
      /^grid\.measures: changes nothing: \["loss"\] and \[\{"kind":"loss"\}\] make the same run; name one of them$/,
    ],
    [
      "a default and nothing",
      sweepOf({ grid: { init: [{ kind: "normal" }, { kind: "normal", seed: 0 }], "dynamics.stepSize": [0.1, 0.2] } }),
      /^grid\.init: changes nothing: /,
    ],
    [
      "two axes that vary one entry",
      sweepOf({
        grid: {
          dynamics: [
            { kind: "gd", stepSize: 0.1 },
            { kind: "gd", stepSize: 0.2 },
          ],
          "dynamics.stepSize": [0.3, 0.4],
        },
      }),
      /^grid\.dynamics\.stepSize: varies what the values of "dynamics" vary too/,
    ],
    [
      "axes that undo each other",
      sweepOf({ grid: { init: [{ kind: "normal" }, { kind: "normal", seed: 1 }], seed: [0, 1] } }),
      /^grid\.init: changes nothing: \{"kind":"normal"\} and \{"kind":"normal","seed":1\} make the same run/,
    ],
    ["wrong range", sweepOf({ grid: { seed: { from: 0, cuont: 3 } } }), /^grid\.seed\.cuont: unknown key "cuont"; did you mean "count"\?$/],
    ["wrong base", { version: 1, base: { ...small, seed: -1 } }, /^base\.seed: must be a whole number/],
    ["wrong reference", sweepOf({ references: [parabola, { ...parabola, until: {} }] }), /^references\.1\.until: name at least one/],
    [
      "reference that is not there",
      sweepOf({ base: { ...small, measures: [{ kind: "distance", to: "reference:1" }] } }),
      /^base\.measures\.0\.to: there is no reference 1: the sweep has 0/,
    ],
  ])("%s", (_name, spec, sentence) => expect(() => expand(spec)).toThrow(sentence));
});

test("axes of equal values are no collision", () => {
  expect(expand(sweepOf({ grid: { seed: [0, 1], "init.seed": [0, 1] } })).cells).toHaveLength(4);
});

test("two cells are never one run, and each is the base but for what its axes changed", () => {
  const axes = fc.uniqueArray(
    fc.constantFrom<[string, readonly unknown[]]>(
      ["seed", [0, 1, 2]],
      ["init.seed", [0, 1]],
      ["dynamics.stepSize", [0.1, 0.2]],
      ["objective.model.widths.1", [2, 3]],
      ["measures", [["loss"], ["loss", "sharpness"]]],
      ["objective.data.count", [5, 6]],
      ["until", [{ steps: 3 }, { steps: 4 }]],
    ),
    { selector: ([path]) => path },
  );
  fc.assert(
    fc.property(axes, (chosen) => {
      const base = structuredClone(small);
      const { cells } = expand({ version: 1, base, grid: Object.fromEntries(chosen) });
      expect(base).toEqual(small);
      expect(cells).toHaveLength(chosen.reduce((product, [, values]) => product * values.length, 1));
      expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
      for (const { spec, id } of cells) expect(identity(canonicalRun(spec))).toBe(id);
    }),
    { numRuns: 60 },
  );
});

test("cells with a large table have the identities that the runs have by themselves, and share the table", () => {
  const rows = Array.from({ length: 6000 }, (_, i) => [i / 3]);
  const base = { ...small, objective: { ...small.objective, data: { kind: "table", x: rows, y: rows } } };
  const { cells } = expand({ version: 1, base, grid: { seed: [0, 1], "objective.model.widths.1": [2, 3] } });
  const tableIn = ({ objective }: (typeof cells)[number]["spec"]): unknown => (objective.data as unknown as { x: unknown }).x;
  for (const { spec, id } of cells) {
    expect(identity(canonicalRun(spec))).toBe(id);
    expect(tableIn(spec)).toBe(tableIn(cells[0].spec));
  }
});
