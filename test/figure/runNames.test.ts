import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runNames } from "../../src/figure/runNames.ts";

const base = {
  version: 1,
  objective: { model: { kind: "mlp", widths: [2, 3, 1] } },
  init: { kind: "normal", scale: 1 },
  dynamics: { kind: "gd", stepSize: 0.1, momentum: 0 },
  until: { steps: 20 },
  measures: [{ kind: "loss" }],
  seed: 0,
};
const names = (...changes: object[]): string[] => runNames(changes.map((change) => ({ ...base, ...change })));
const gd = (options: object) => ({ dynamics: { kind: "gd", stepSize: 0.1, ...options } });
const layers = (...list: object[]) => ({ objective: { model: { kind: "net", layers: list } } });

describe("runs are called by what differs between them:", () => {
  test.for<readonly [string, string[], string[]]>([
    ["one entry of dynamics given whole", names(gd({ momentum: 0 }), gd({ momentum: 0.9 })), ["momentum 0", "momentum 0.9"]],
    ["an entry that one run lacks", names(gd({}), gd({ decay: 0.9 })), ["no decay", "decay 0.9"]],
    [
      "an entry that is known when it is left out",
      names(gd({}), gd({ momentum: 0.9, nesterov: true })),
      ["momentum 0, nesterov false", "momentum 0.9, nesterov true"],
    ],
    ["an entry that is left out and one that says the same", names(gd({ seed: 1 }), gd({ momentum: 0, seed: 2 })), ["seed 1", "seed 2"]],
    [
      "several entries, in the order of the spec",
      names({ ...gd({}), seed: 1 }, { ...gd({ stepSize: 0.2 }), seed: 2 }),
      ["stepSize 0.1, seed 1", "stepSize 0.2, seed 2"],
    ],
    [
      "kinds, with what they share where it differs",
      names(gd({}), { dynamics: { kind: "sgd", stepSize: 0.1, batchSize: 2 } }, { dynamics: { kind: "sgd", stepSize: 0.2, batchSize: 2 } }),
      ["gd, stepSize 0.1", "sgd, stepSize 0.1", "sgd, stepSize 0.2"],
    ],
    [
      "what only one kind has, where it differs within it",
      names(gd({}), { dynamics: { kind: "sgd", stepSize: 0.1, batchSize: 2 } }, { dynamics: { kind: "sgd", stepSize: 0.1, batchSize: 4 } }),
      ["gd", "sgd, batchSize 2", "sgd, batchSize 4"],
    ],
    ["different ends", names({ until: { steps: 20 } }, { until: { time: 3 } }), ["steps 20", "time 3"]],
    ["a further end", names({ until: { steps: 20 } }, { until: { steps: 20, loss: 0.001 } }), ["no loss", "loss 0.001"]],
    [
      "an object that one run lacks",
      names(gd({ penalty: { kind: "gradient-norm", coefficient: 1 } }), gd({})),
      ["penalty gradient-norm", "no penalty"],
    ],
    ["true and false, null", names(gd({ a: true, b: null }), gd({ a: false, b: 1 })), ["a true, no b", "a false, b 1"]],
    [
      "a list of one",
      names({ init: { kind: "values", values: [1.123456789] } }, { init: { kind: "values", values: [0.3] } }),
      ["values 1.12", "values 0.3"],
    ],
    [
      "short lists",
      names({ widths: [2, 3] }, { widths: [2, 4] }, { widths: [2, 4, 1] }),
      ["widths [2, 3]", "widths [2, 4]", "widths [2, 4, 1]"],
    ],
    ["long lists by their places", names({ v: [1, 2, 3, 4, 5] }, { v: [1, 2, 3, 4, 6] }), ["v.4 5", "v.4 6"]],
    ["objects in lists", names(layers({ kind: "dense", width: 3 }), layers({ kind: "dense", width: 4 })), ["width 3", "width 4"]],
    [
      "two entries of one name by as much of their paths as tells them apart",
      names({ init: { seed: 1 }, data: { seed: 1 } }, { init: { seed: 2 }, data: { seed: 2 } }),
      ["init.seed 1, data.seed 1", "init.seed 2, data.seed 2"],
    ],
    ["numbers that three digits do not tell apart", names({ seed: 1.00001 }, { seed: 1.00002 }), ["seed 1.00001", "seed 1.00002"]],
    ["what is measured, where nothing else differs", names({}, { measures: [{ kind: "sharpness" }] }), ["loss", "sharpness"]],
    [
      "words that are alike for long",
      names({ f: `${"a".repeat(50)}1` }, { f: `${"a".repeat(50)}2` }),
      [`f ${"a".repeat(50)}1`, `f ${"a".repeat(50)}2`],
    ],
    ["names with control characters", names({ "a\u001b[31m": "b\n" }, { "a\u001b[31m": "c" }), ["a\\u001b[31m b\\n", "a\\u001b[31m c"]],
    ["equal runs", names({}, {}), ["", ""]],
    ["one run", names({}), [""]],
  ])("%s", ([, found, expected]) => {
    expect(found).toEqual(expected);
  });

  test("whatever specs hold, different ones of one form have different names without [object Object], undefined or NaN", () => {
    const leaf = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.boolean(), fc.constantFrom("a", "b", "c"), fc.constant(null));
    const spec = fc.record({
      version: fc.constant(1),
      measures: fc.constant([]),
      dynamics: fc.record({
        kind: fc.constantFrom("gd", "sgd"),
        stepSize: leaf,
        schedule: fc.option(fc.record({ kind: fc.constantFrom("x", "y"), at: leaf }), { nil: undefined }),
      }),
      init: fc.record({ values: fc.array(leaf, { maxLength: 4 }), layers: fc.array(fc.record({ width: leaf }), { maxLength: 2 }) }),
      seed: leaf,
    });
    fc.assert(
      fc.property(fc.uniqueArray(spec, { minLength: 2, maxLength: 6, selector: (value) => JSON.stringify(value) }), (specs) => {
        const found = runNames(specs);
        expect(found.join()).not.toMatch(/object Object|undefined|NaN/);
        expect(new Set(found).size).toBe(specs.length);
      }),
    );
  });
});
