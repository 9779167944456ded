import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../experiment/temporary.ts";
import { thalweg } from "./program.ts";

const folder = temporaryFolder;

/** Cross-entropy of equal outputs: its logarithm counts the classes. */
const spec = {
  version: 1,
  objective: {
    data: { kind: "file", path: "iris.csv", target: "species", oneHot: true },
    model: { kind: "mlp", widths: [1, 2], activation: "identity", bias: false },
    loss: { kind: "cross-entropy" },
  },
  init: { kind: "constant", value: 0 },
  dynamics: { kind: "gd", stepSize: 0.01 },
  until: { steps: 1 },
  measures: ["loss"],
  seed: 0,
};

test("what was read from a file is said on standard error and kept in the record", async () => {
  const cwd = folder();
  writeFileSync(join(cwd, "iris.csv"), ",sepal,species\n0,5.1,setosa\n1,6.3,virginica\n");
  const { code, stdout, stderr } = await thalweg(["run", "-", "--json"], { cwd, input: JSON.stringify(spec) });
  expect(code).toBe(0);
  expect(stderr.split("\n")[0]).toBe(
    "Data from iris.csv: 2 examples, 1 input (sepal), 1 target (species) of 2 classes (one-hot: setosa, virginica).",
  );
  expect(stderr.split("\n")[1]).toMatch(/^Of the data: .*column "" was left out: a row index/);
  const record = JSON.parse(stdout) as { path: { loss: number[] }; provenance: { reading: unknown } };
  expect(record.path.loss[0]).toBeCloseTo(Math.LN2, 15);
  expect(record.provenance.reading).toMatchObject({ file: "iris.csv", examples: 2, classes: { names: ["setosa", "virginica"] } });
  const wide = { ...spec, objective: { ...spec.objective, model: { ...spec.objective.model, widths: [2, 2] } } };
  const refused = await thalweg(["run", "-"], { cwd, input: JSON.stringify(wide) });
  expect([refused.code, refused.stdout]).toEqual([2, ""]);
  expect(refused.stderr).toMatch(
    /^thalweg: objective\.model\.widths\.0: is 2, but the data have 1 input: sepal \(column "" was left out: a row index[^\n]*\); use 1\n$/,
  );
});

test("a sweep says it once", async () => {
  const cwd = folder();
  writeFileSync(join(cwd, "iris.csv"), "sepal,species\n5.1,setosa\n6.3,virginica\n");
  const sweep = { version: 1, base: spec, grid: { "dynamics.stepSize": [0.1, 0.2, 0.3] } };
  const { code, stderr } = await thalweg(["sweep", "-", "--workers", "0"], { cwd, input: JSON.stringify(sweep) });
  expect(code).toBe(0);
  expect(stderr.match(/Data from iris\.csv/g)).toHaveLength(1);
});
