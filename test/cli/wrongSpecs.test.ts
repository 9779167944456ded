import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ended, thalweg } from "./program.ts";

const chebyshev = { kind: "chebyshev", degree: 3, count: 12 };
const mlp = { kind: "mlp", widths: [1, 6, 1], activation: "tanh" };
const squared = { kind: "squared-error" };
const right = {
  version: 1,
  objective: { data: chebyshev, model: mlp, loss: squared },
  init: { kind: "normal" },
  dynamics: { kind: "gd", stepSize: 0.1 },
  until: { steps: 20 },
};
const sgd = { kind: "sgd", stepSize: 0.1, batchSize: 3, sampling: "reshuffle" };

const objective = (changes: object): object => ({ ...right, objective: { ...right.objective, ...changes } });
const dynamics = (changes: object): object => ({ ...right, dynamics: changes });
const flow = (changes: object): object => ({ ...right, dynamics: { kind: "gradient-flow" }, until: { time: 1 }, ...changes });
const table = (x: unknown, y: unknown): object => objective({ data: { kind: "table", x, y } });
const formula = (model: object): object => ({
  ...right,
  objective: { model: { kind: "expression", ...model } },
  init: { kind: "constant", value: 1 },
});
const file = (path: string, options: object = {}): object => objective({ data: { kind: "file", path, ...options } });
const digits = (options: object): object =>
  objective({ data: { kind: "digits", size: 7, ...options }, model: { ...mlp, widths: [49, 4, 10] } });
const without = (key: keyof typeof right): object => Object.fromEntries(Object.entries(right).filter(([name]) => name !== key));
/** A text in which one number is written as it stands. */
const written = (stepSize: string): string => JSON.stringify(right).replace('"stepSize":0.1', `"stepSize":${stepSize}`);

const files: Readonly<Record<string, string | Uint8Array>> = {
  "good.csv": "x,y\n0,1\n1,2\n2,3\n",
  "ragged.csv": "x,y\n0,1\n1\n2,3\n",
  "words.csv": "x,y\n0,1\n1,red\n2,3\n",
  "nan.csv": "x,y\n0,1\n1,NaN\n2,3\n",
  "hole.csv": "x,y\n0,1\n1,\n2,3\n",
  "header.csv": "x,y\n",
  "empty.csv": "",
  "picture.csv": Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0),
  "table.parquet": "x,y\n0,1\n",
  "cut.parquet": Uint8Array.from([..."PAR1".padEnd(60, "x")].map((letter) => letter.charCodeAt(0))),
  "cut.npz": Uint8Array.of(0x50, 0x4b, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8),
  "cut.idx": Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3),
  "cut.csv.gz": Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3),
};

const wrongRuns: [string, unknown, RegExp][] = [
  ["an unknown kind of dynamics", dynamics({ kind: "gdd", stepSize: 1 }), /^dynamics\.kind: unknown kind "gdd"; did you mean "gd"\?$/],
  [
    "an unknown kind of data",
    objective({ data: { ...chebyshev, kind: "chebychev" } }),
    /^objective\.data\.kind: unknown kind "chebychev"; did you mean "chebyshev"\?/,
  ],
  ["an unknown kind of loss", objective({ loss: { kind: "mse" } }), /^objective\.loss\.kind: unknown kind "mse" \(known: squared-error, /],
  ["no kind", dynamics({ stepSize: 1 }), /^dynamics\.kind: missing; must be one of gd, sgd, /],
  ["a misspelt key", dynamics({ kind: "gd", stepsize: 1 }), /^dynamics\.stepsize: unknown key "stepsize"; did you mean "stepSize"\?$/],
  ["a misspelt entry", { ...right, dynamic: 1 }, /^dynamic: unknown key "dynamic"; did you mean "dynamics"\?$/],
  ["no dynamics", without("dynamics"), /^dynamics: missing; must be an object with a kind/],
  ["a negative step size", dynamics({ kind: "gd", stepSize: -1 }), /^dynamics\.stepSize: must be a positive number, not -1$/],
  ["a step size that is null", dynamics({ kind: "gd", stepSize: null }), /^dynamics\.stepSize: must be a positive number, not null$/],
  ["a step size in quotes", dynamics({ kind: "gd", stepSize: "0.1" }), /^dynamics\.stepSize: must be a positive number, not "0\.1"$/],
  ["a number beyond float64", written("1e999"), /^dynamics\.stepSize: must be a positive number, not Infinity$/],
  ["NaN, which is no JSON", written("NaN"), /^spec\.json, line 1, column \d+: not valid JSON: a value expected, but there is "N"$/],
  ["a batch larger than the data", dynamics({ ...sgd, batchSize: 13 }), /^dynamics\.batchSize: .*13.*12 examples$/],
  ["an empty batch", dynamics({ ...sgd, batchSize: 0 }), /^dynamics\.batchSize: must be a positive whole number, not 0$/],
  [
    "a batch of examples that are not there",
    dynamics({ kind: "sgd", stepSize: 1, sampling: { kind: "batches", batches: [[0, 12]] } }),
    /^dynamics\.sampling\.batches\.0\.1: .*0 to 11$/,
  ],
  ["a misspelt sampling", dynamics({ ...sgd, sampling: "reshufle" }), /^dynamics\.sampling: .*did you mean "reshuffle"\?$/],
  [
    "inputs that do not fit the data",
    objective({ model: { ...mlp, widths: [2, 6, 1] } }),
    /^objective\.model\.widths\.0: is 2, but the data have 1 input; use 1$/,
  ],
  [
    "outputs that do not fit the data",
    objective({ model: { ...mlp, widths: [1, 6, 3] } }),
    /^objective\.model\.widths\.2: is 3, but the data have 1 target; use 1$/,
  ],
  [
    "a network without layers",
    objective({ model: { ...mlp, widths: [1] } }),
    /^objective\.model\.widths: must have at least 2 entries, not 1$/,
  ],
  [
    "a network beyond the memory",
    objective({ model: { ...mlp, widths: [1, 100_000, 100_000, 1] } }),
    /^objective: needs more than .* GB .*fewer parameters/,
  ],
  [
    "a misspelt activation",
    objective({ model: { ...mlp, activation: "tahn" } }),
    /^objective\.model\.activation: .*did you mean "tanh"\?$/,
  ],
  ["a loss that does not fit the targets", objective({ loss: { kind: "logistic" } }), /^objective\.loss: .*needs targets 1 and -1$/],
  ["no loss", { ...right, objective: { data: chebyshev, model: mlp } }, /^objective\.loss: .*add "loss"$/],
  ["no data", { ...right, objective: { model: mlp, loss: squared } }, /^objective\.data: .*add "data"$/],
  ["an empty table", table([], []), /^objective\.data\.x: must have at least 1 entry, not 0$/],
  ["a ragged table", table([[1], [1, 2]], [[1], [2]]), /^objective\.data\.x\.1: has 2 entries where the rows before have 1/],
  ["a table with a hole", table([[1], [null]], [[1], [2]]), /^objective\.data\.x\.1\.0: must be a finite number, not null$/],
  ["a table of unequal sides", table([[1], [2]], [[1]]), /^objective\.data\.y: has 1 row.* where x has 2/],
  [
    "a formula that does not parse",
    formula({ parameters: ["w"], loss: "w^^2" }),
    /^objective\.model\.loss: at character 3 of the formula "w\^\^2": expected a number/,
  ],
  ["a formula that is not closed", formula({ parameters: ["w"], loss: "(w+1" }), /^objective\.model\.loss: at character 5 .*expected "\)"/],
  ["a formula with an unknown name", formula({ parameters: ["w"], loss: "v^2" }), /^objective\.model\.loss: .*"v" \(known: w, pi, e\)/],
  [
    "a formula with an unknown function",
    formula({ parameters: ["w"], loss: "tahn(w)" }),
    /^objective\.model\.loss: .*"tahn"; did you mean "tanh"\?/,
  ],
  ["a formula over nothing", formula({ parameters: ["w"], example: "(w*x)^2" }), /^objective\.model\.over: the examples are missing/],
  ["a file that is missing", file("none.csv"), /^none\.csv: there is no such file; check the path/],
  ["a file that is a folder", file("folder.csv"), /^folder\.csv: is a folder; name a file in it$/],
  ["a ragged file", file("ragged.csv"), /^ragged\.csv, line 3: has 1 field.* where the lines before have 2/],
  [
    "a word in a file",
    file("words.csv", { target: "y" }),
    /^words\.csv, line 3, column 2: "red" is not a number; every target must be one/,
  ],
  ["NaN in a file", file("nan.csv", { target: "y" }), /^nan\.csv, line 3, column 2: is missing/],
  ["a hole in a file", file("hole.csv", { target: "y" }), /^hole\.csv, line 3, column 2: is missing/],
  ["a file with nothing but a header", file("header.csv"), /^header\.csv: has a header but no examples/],
  ["an empty file", file("empty.csv"), /^empty\.csv: is empty/],
  ["a file of another kind", file("picture.csv"), /^picture\.csv: is not a CSV, NPZ, NPY, IDX or Parquet file/],
  ["a file that is not what its name says", file("table.parquet"), /^table\.parquet: its name says Parquet but its content is CSV/],
  ["a truncated Parquet file", file("cut.parquet", { target: "y" }), /^cut\.parquet: .*truncated or damaged/],
  ["a truncated NPZ file", file("cut.npz", { target: "y" }), /^cut\.npz: .*truncated or damaged/],
  ["a truncated IDX file", file("cut.idx", { target: "cut.idx" }), /^cut\.idx: is truncated/],
  ["a truncated gzip file", file("cut.csv.gz"), /^cut\.csv\.gz: .*truncated or damaged/],
  [
    "a misspelt target column",
    file("good.csv", { target: "yy" }),
    /^objective\.data\.target: good\.csv has no column "yy"; did you mean "y"\?/,
  ],
  [
    "more examples than a file has",
    file("good.csv", { target: "y", count: 9 }),
    /^objective\.data\.count: is 9 but the file has 3 examples/,
  ],
  ["digits that cannot be shared out", digits({ count: 105 }), /^objective\.data\.count: is 105, .*use 110$/],
  ["a newer version", { ...right, version: 2 }, /^version: must be 1, not 2$/],
  ["no version", without("version"), /^version: missing; must be 1$/],
  ["a list", [right], /^a run spec is an object \{…\}, not a list$/],
  ["nothing", "", /^spec\.json, line 1, column 1: not valid JSON: a value expected, but the text ends$/],
  ["half a spec", '{"version": 1,', /^spec\.json, line 1, column 15: not valid JSON/],
  ["a comma too many", '{"version": 1,\n}', /^spec\.json, line 2, column 1: not valid JSON/],
  [
    "a key twice",
    '{"version": 1,\n "version": 1}',
    /^spec\.json, line 2, column 2: the key "version" stands twice in one object: keep one of them$/,
  ],
  [
    "brackets without an end",
    "[".repeat(100_000),
    /^spec\.json, line 1, column 502: not valid JSON: lists and objects nested no deeper than 500 levels expected/,
  ],
  ["a sweep spec", { version: 1, base: right }, /^spec\.json is a sweep spec .*thalweg sweep/],
  ["no end", { ...right, until: {} }, /^until: name at least one of steps, time, /],
  ["a misspelt measure", { ...right, measures: ["shapness"] }, /^measures\.0: .*did you mean "sharpness"\?$/],
  ["more eigenvalues than there are", { ...right, measures: [{ kind: "eigenvalues", count: 100 }] }, /^measures\.0\.count: .*only 19$/],
  ["a measure without its data", { ...right, measures: ["test-loss"] }, /^measures\.0: test-loss needs held-out examples/],
  ["a flow that counts steps", flow({ until: { steps: 5 } }), /^until\.steps: a flow has no steps/],
  ["a flow measured at steps", flow({ measures: [{ kind: "loss", every: 3 }] }), /^measures\.0\.every: a flow has no steps/],
  ["a start of the wrong length", { ...right, init: { kind: "values", values: [1, 2] } }, /^init\.values: has 2 numbers .*give 19$/],
  [
    "a start from a run that is not there",
    { ...right, init: { kind: "run", id: "a".repeat(64) } },
    /^init\.id: the store holds no run a{64}: do that run first/,
  ],
  ["a seed below 0", { ...right, seed: -1 }, /^seed: must be a whole number ≥ 0 and ≤ 4294967295, not -1$/],
];

const grid = (axes: unknown, base: object = right): object => ({ version: 1, base, grid: axes });
const wrongSweeps: [string, unknown, RegExp][] = [
  ["no base", { version: 1, grid: { seed: [1] } }, /^base: missing; must be a run spec/],
  ["a base that is a list", { version: 1, base: [] }, /^base: a run spec is an object \{…\}, not an empty list$/],
  ["a run spec", right, /^spec\.json is a run spec: use thalweg run/],
  ["no version", { base: right }, /^version: missing; must be 1$/],
  ["a misspelt key", { version: 1, base: right, gird: {} }, /^gird: unknown key "gird"; did you mean "grid"\?$/],
  [
    "a misspelt path in the grid",
    grid({ "dynamics.stepsize": [1] }),
    /^grid\.dynamics\.stepsize: unknown key "stepsize"; did you mean "stepSize"\?$/,
  ],
  [
    "one negative step size among others",
    grid({ "dynamics.stepSize": [0.1, -1] }),
    /^grid\.dynamics\.stepSize: must be a positive number, not -1$/,
  ],
  [
    "one batch larger than the data",
    grid({ "dynamics.batchSize": [3, 100] }, { ...right, dynamics: sgd }),
    /dynamics\.batchSize: .*100.*12 examples$/,
  ],
  ["an axis without values", grid({ seed: [] }), /^grid\.seed: must have at least 1 entry, not 0$/],
  ["a value twice", grid({ seed: [1, 1] }), /^grid\.seed: names 1 twice/],
  ["a grid without an end", grid({ seed: { from: 0, count: 1e9 } }), /^grid: makes 1000000000 cells/],
  ["a wrong reference", { version: 1, base: right, references: [{}] }, /^references\.0\.objective: missing/],
  [
    "a reference that is not there",
    { version: 1, base: { ...right, measures: [{ kind: "distance", to: "reference:0" }] } },
    /^base\.measures\.0\.to: there is no reference 0/,
  ],
];

/** The folder that a case is tried in: the data files and its spec. */
function prepare(box: string, spec: unknown): string {
  const folder = mkdtempSync(join(box, "work-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  mkdirSync(join(folder, "folder.csv"));
  writeFileSync(join(folder, "spec.json"), typeof spec === "string" ? spec : JSON.stringify(spec));
  return folder;
}

const present = [...Object.keys(files), "folder.csv", "spec.json"].toSorted();

/** The one sentence that a wrong spec is answered with; nothing else may have happened. */
function refusal({ code, stdout, stderr }: Ended, folder: string): string {
  expect(stderr).toMatch(/^thalweg: [^\n]+\n$/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(readdirSync(folder).toSorted()).toEqual(present);
  return stderr.slice("thalweg: ".length, -1);
}

const cases = [...wrongRuns.map(([, spec]) => ["run", spec] as const), ...wrongSweeps.map(([, spec]) => ["sweep", spec] as const)];
const folders: string[] = [];
let box: string;
let answers: Ended[];
beforeAll(() => {
  box = mkdtempSync(join(tmpdir(), "thalweg-test-"));
  for (const [, spec] of cases) folders.push(prepare(box, spec));
  const calls = cases.map(([command], i) => ({ args: [command, "spec.json", "--store", "store"], cwd: folders[i] }));
  const driver = fileURLToPath(new URL("./manyCalls.mjs", import.meta.url));
  const { stdout } = spawnSync(process.execPath, [driver], { input: JSON.stringify(calls), encoding: "utf8", maxBuffer: 2 ** 24 });
  answers = JSON.parse(stdout) as Ended[];
});
afterAll(() => rmSync(box, { recursive: true, force: true }));

const numbered = (list: typeof wrongRuns, from: number): [string, number, RegExp][] =>
  list.map(([name, , sentence], i) => [name, from + i, sentence]);

describe("a wrong run spec is refused in one sentence, with code 2, and nothing is written", () => {
  test.each(numbered(wrongRuns, 0))("%s", (_name, i, sentence) => expect(refusal(answers[i], folders[i])).toMatch(sentence));
});

describe("a wrong sweep spec is refused in one sentence, with code 2, and nothing is written", () => {
  test.each(numbered(wrongSweeps, wrongRuns.length))("%s", (_name, i, sentence) =>
    expect(refusal(answers[i], folders[i])).toMatch(sentence),
  );
});

describe("a process of its own answers alike", () => {
  const alone = async (command: string, place: string, input = ""): Promise<string> => {
    const folder = prepare(box, dynamics({ kind: "gd", stepsize: 1 }));
    return refusal(await thalweg([command, place, "--store", "store"], { cwd: folder, input }), folder);
  };
  test.concurrent("to a misspelt key", async () =>
    expect(await alone("run", "spec.json")).toBe('dynamics.stepsize: unknown key "stepsize"; did you mean "stepSize"?'));
  test.concurrent("to a wrong spec on standard input", async () =>
    expect(await alone("run", "-", "7")).toBe("a run spec is an object {…}, not 7"));
  test.concurrent("to half a spec on standard input", async () =>
    expect(await alone("sweep", "-", "{")).toMatch(/^standard input, line 1, column 2: not valid JSON/));
  test.concurrent("to a missing file", async () =>
    expect(await alone("run", "spce.json")).toMatch(/^spce\.json: there is no such file; give the path of a JSON spec/));
  test.concurrent("to a folder", async () =>
    expect(await alone("sweep", "folder.csv")).toMatch(/^folder\.csv: is a folder; give the path of a JSON spec/));
});
