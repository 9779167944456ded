import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { run } from "../../src/experiment/run.ts";
import { temporaryFolder } from "../experiment/temporary.ts";
import { crossEntropy } from "../../src/objective/loss/crossEntropy.ts";
import { mlp } from "../../src/objective/model/mlp.ts";
import { standardize } from "../../src/objective/standardize.ts";

const table = (columns: readonly (readonly number[])[]) => {
  const count = columns[0].length;
  const x = Float64Array.from({ length: count * columns.length }, (_, k) => columns[k % columns.length][Math.floor(k / columns.length)]);
  return { count, inputs: columns.length, outputs: 1, x, y: new Float64Array(count) };
};
/** −0 is 0 here. */
const entries = (x: Float64Array): number[] => Array.from(x, (value) => value + 0);

describe("a constant column is only centred", () => {
  test.each(["columns", "global"] as const)("whatever its value and however its mean is rounded (%s)", (how) => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
        fc.integer({ min: 1, max: 40 }),
        (value, count) => {
          const constant = Array.from({ length: count }, () => value);
          expect(entries(standardize({ train: table([constant]) }, how).train.x)).toEqual(constant.map(() => 0));
          const other = constant.map((_, i) => (count === 1 ? 0 : i / (count - 1)));
          const alone = standardize({ train: table([other]) }, "columns").train.x;
          if (how !== "columns") return;
          const both = standardize({ train: table([constant, other]) }, how).train.x;
          expect(entries(both)).toEqual(Array.from(alone).flatMap((z) => [0, z + 0]));
        },
      ),
    );
  });

  test("and the held-out part is measured from it", () => {
    const { train, test: held } = standardize({ train: table([[0.1, 0.1, 0.1]]), test: table([[0.1, 1.1]]) }, "columns");
    expect(entries(train.x)).toEqual([0, 0, 0]);
    expect(entries(held!.x)).toEqual([0, 1.1 - 0.1]);
  });

  test("but one that varies in its last place only is not constant", () => {
    const { train } = standardize({ train: table([[0.1, 0.1 + 2 ** -56]]) }, "columns");
    expect(entries(train.x)).not.toEqual([0, 0]);
  });

  test("in a run", async () => {
    const path = join(temporaryFolder(), "constant.csv");
    writeFileSync(path, "a,y\n0.1,1\n0.1,1\n0.1,1\n");
    const record = await run({
      objective: {
        data: { kind: "file", path, target: "y", standardize: "columns" },
        model: { kind: "mlp", widths: [1, 1], activation: "identity", bias: false },
        loss: { kind: "squared-error" },
      },
      init: { kind: "values", values: [1] },
      dynamics: { kind: "gd", stepSize: 0.01 },
      until: { steps: 1 },
    });
    expect(record.path.loss).toEqual([0.5, 0.5]);
  });
});

describe("soft targets", () => {
  const { complaint } = crossEntropy;
  const rounded = (row: readonly number[]): number[] => row.map(Math.fround);

  test("may sum to 1 within the rounding of float32, for any number of classes", () => {
    for (let classes = 2; classes <= 1000; classes = Math.ceil(classes * 1.7)) {
      for (const smoothing of [0, 0.05, 0.1, 0.3, 0.9]) {
        const smooth = Math.fround(smoothing / classes);
        const row = rounded(Array.from({ length: classes }, (_, k) => Math.fround(1 - smoothing) * (k === 0 ? 1 : 0) + smooth));
        expect(complaint({ count: 1, outputs: classes, y: Float64Array.from(row) })).toBeNull();
      }
      let total = 0;
      const scores = rounded(Array.from({ length: classes }, (_, k) => 1 + Math.sin(k)));
      for (const score of scores) total = Math.fround(total + score);
      const normalised = rounded(scores.map((score) => score / total));
      expect(complaint({ count: 1, outputs: classes, y: Float64Array.from(normalised) })).toBeNull();
    }
  });

  test.each([[[0.33, 0.33, 0.33]], [[0.5, 0.5, 1e-5]], [[1, 1, 0]], [[0, 0, 0]]])("may not sum to something else: %o", (row) => {
    expect(complaint({ count: 1, outputs: 3, y: Float64Array.from(row) })).toMatch(
      /^the targets of example 0 sum to .*; cross-entropy needs/,
    );
  });

  test("after label smoothing in float32 have the loss ln 3 at zero weights", () => {
    const y = Float64Array.from([0, 1, 2].flatMap((i) => [0, 1, 2].map((k) => Math.fround(i === k ? 0.93333334 : 0.033333335))));
    const data = { train: { count: 3, inputs: 1, outputs: 3, x: Float64Array.of(1, -1, 0.5), y } };
    expect(complaint(data.train)).toBeNull();
    const objective = mlp.objective(mlp({ widths: [1, 3], activation: "identity", bias: false }), data, crossEntropy());
    expect(objective.loss(new Float64Array(3))).toBeCloseTo(Math.log(3), 7);
  });
});
