import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { figureNames, loadFigures } from "../../figures/index.ts";
import { temporaryFolder } from "../experiment/temporary.ts";
import { main, thalweg } from "./program.ts";

const right = {
  version: 1,
  objective: {
    data: { kind: "chebyshev", degree: 3, count: 12 },
    model: { kind: "mlp", widths: [1, 6, 1], activation: "tanh" },
    loss: { kind: "squared-error" },
  },
  init: { kind: "normal" },
  dynamics: { kind: "gd", stepSize: 0.1 },
  until: { steps: 20 },
};
const input = JSON.stringify(right);
/** w is doubled, and turned round, by every step, until float64 ends. */
const doubling = {
  version: 1,
  objective: { model: { kind: "quadratic", matrix: [[1]] } },
  init: { kind: "constant", value: 1 },
  dynamics: { kind: "gd", stepSize: 3 },
  until: { steps: 5000 },
};
const diverging = JSON.stringify(doubling);

interface Printed {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
  readonly final: { readonly step: number };
}
const record = (text: string): Printed => JSON.parse(text) as Printed;

describe("one run", () => {
  test("prints how it ended and the first and last value of each column", async () => {
    const { code, stdout, stderr } = await thalweg(["run", "-"], { input });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /^[0-9a-f]{12} {2}finished by steps at step 20 \(time 2\); 2[01] gradients, 0 Hessian-vector products, .* s\n +first +last\nloss +[\d.]+ +[\d.]+\n$/,
    );
  });

  test("that diverges is a result", async () => {
    const { code, stdout, stderr } = await thalweg(["run", "-", "--json"], { input: diverging });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(record(stdout)).toMatchObject({ status: "diverged", reason: expect.stringMatching(/^diverged at step \d+: /) });
    expect(record(stdout).final.step).toBeGreaterThan(0);
    const early = JSON.stringify({
      ...doubling,
      measures: [
        { kind: "loss", every: 1 },
        { kind: "sharpness", every: 4000 },
      ],
    });
    const { stdout: told } = await thalweg(["run", "-"], { input: early });
    expect(told).toMatch(/^[0-9a-f]{12} {2}diverged at step \d+: /);
    expect(told).toMatch(/\nloss +0\.5 +\S+ \(step \d+\)\n/);
    expect(told).toMatch(/\nsharpness +1 +1 \(step 0\)\n/);
  });

  test("is written to a file, printed, or kept in a store, in the same bytes but for the seconds", async () => {
    const folder = temporaryFolder();
    const text = (content: string): string => content.replace(/"seconds":[^}]+/, "");
    const json = (await thalweg(["run", "-", "--json"], { input })).stdout;
    const filed = await thalweg(["run", "-", "--out", "new/run.json"], { input, cwd: folder });
    expect(filed.stdout).toContain("finished by steps");
    expect(text(readFileSync(join(folder, "new/run.json"), "utf8"))).toBe(text(json));
    expect(text((await thalweg(["run", "-", "--out", "-"], { input })).stdout)).toBe(text(json));
    const kept = (await thalweg(["run", "-", "--json", "--store", "runs"], { input, cwd: folder })).stdout;
    const { id } = record(kept);
    expect(readFileSync(join(folder, "runs", id.slice(0, 2), `${id}.json`), "utf8")).toBe(kept);
    expect((await thalweg(["run", "-", "--json", "--store", "runs"], { input, cwd: folder })).stdout).toBe(kept);
  });

  test("does not write its record over its spec or its data", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "d.csv"), "x,y\n0,1\n1,3\n2,2\n");
    const spec = { ...right, objective: { ...right.objective, data: { kind: "file", path: "d.csv" } }, until: { steps: 2 } };
    writeFileSync(join(folder, "run.json"), JSON.stringify(spec));
    for (const out of ["d.csv", "run.json", `../${folder.split("/").at(-1)}/d.csv`]) {
      const { code, stderr } = await thalweg(["run", "run.json", "--out", out], { cwd: folder });
      expect(code).toBe(2);
      expect(stderr).toBe(`thalweg: ${out}: is what this command reads, and would be written over: give another name\n`);
    }
    expect(readFileSync(join(folder, "d.csv"), "utf8")).toContain("x,y\n");
  });

  test("is not begun when its record could not be written", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "folder"));
    const inFile = await thalweg(["run", "-", "--out", "file/run.json"], { input, cwd: folder });
    expect(inFile).toEqual({
      code: 2,
      stdout: "",
      stderr: "thalweg: file/run.json: cannot be written: a part of its path is a file, not a folder\n",
    });
    const onFolder = await thalweg(["run", "-", "--out", "folder"], { input, cwd: folder });
    expect(onFolder).toEqual({ code: 2, stdout: "", stderr: "thalweg: folder: is a folder: give the name of a file in it\n" });
    const store = await thalweg(["run", "-", "--store", "file"], { input, cwd: folder });
    expect(store).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(/^thalweg: file: [^\n]+\n$/) });
  });

  test("of a figure are not begun when it could not be written", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    const { code, stdout, stderr } = await thalweg(["figure", "phase-portrait", "--out", "file/figures", "--store", "runs"], {
      cwd: folder,
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^thalweg: file\/figures[^\n]*: cannot be written: a part of its path is a file, not a folder\n$/);
    expect(existsSync(join(folder, "runs"))).toBe(false);
  });

  test("read from a file that begins with a byte order mark is the same run", async () => {
    const plain = record((await thalweg(["run", "-", "--json"], { input })).stdout);
    expect(record((await thalweg(["run", "-", "--json"], { input: `\uFEFF${input}` })).stdout).id).toBe(plain.id);
  });

  test("whose reader leaves early is no failure", () => {
    const { status, stderr } = spawnSync(
      "bash",
      ["-o", "pipefail", "-c", '"$0" "$1" schema run | head -c 10 >/dev/null', process.execPath, main],
      { encoding: "utf8" },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe("a sweep", () => {
  test("prints a row for each cell, and with --json a line", async () => {
    const folder = temporaryFolder();
    const sweep = JSON.stringify({ version: 1, base: doubling, grid: { "dynamics.stepSize": [0.1, 3], seed: { from: 0, count: 2 } } });
    const first = await thalweg(["sweep", "-", "--store", "runs", "--workers", "1"], { input: sweep, cwd: folder });
    // A line now and then, where it takes long.
    expect(first).toMatchObject({ code: 0, stderr: expect.stringMatching(/^(\d+ % [^\n]+\n)*$/) });
    expect(first.stdout).toContain("4 of 4 runs, 2 diverged (0 were in the store)");
    const again = await thalweg(["sweep", "-", "--store", "runs", "--workers", "1", "--json"], { input: sweep, cwd: folder });
    const lines = again.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { status: string; values: object });
    expect(lines.map(({ status }) => status)).toEqual(["stored", "stored", "stored", "stored"]);
    expect(lines[3].values).toEqual({ "dynamics.stepSize": 3, seed: 1 });
  });
});

describe("the figure command", () => {
  test("knows the gallery's figures by the names that they bear", async () => {
    expect(figureNames).toEqual((await loadFigures()).map(({ name }) => name));
  });

  test("says which formats a figure in three dimensions has, and what a picture of it needs", async () => {
    const flat = await thalweg(["figure", "loss-surface", "--format", "svg"]);
    expect(flat).toEqual({
      code: 2,
      stdout: "",
      stderr: "thalweg: format: loss-surface is a figure in three dimensions: it can be had as html, png, json, not as svg\n",
    });
    const picture = await thalweg(["figure", "loss-surface", "--format", "png"], { env: { CHROMIUM: "/nowhere/chromium" } });
    expect(picture).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "thalweg: format: a png of a figure in three dimensions needs a Chromium (install one, or name it in the environment variable CHROMIUM); html needs none\n",
    });
  });
});

describe("help", () => {
  test.concurrent.each(["run", "sweep", "table", "figure", "schema", "doctor"])("of %s teaches by examples", async (command) => {
    const { code, stdout, stderr } = await thalweg([command, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^Usage: thalweg ${command} `));
    expect(stdout).toMatch(new RegExp(`Examples:\\n(  thalweg .+\\n)*  thalweg ${command}`));
  });

  test("names every command, and the version is the package's", async () => {
    const { stdout } = await thalweg(["--help"]);
    for (const name of ["run", "sweep", "table", "figure", "schema", "doctor"]) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    const { version } = JSON.parse(readFileSync(fileURLToPath(new URL("../../package.json", import.meta.url)), "utf8")) as {
      version: string;
    };
    expect(await thalweg(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test.concurrent.each([
    [["swep"], /unknown command 'swep'\n\(Did you mean sweep\?\)/],
    [["run"], /missing required argument 'spec'/],
    [["run", "-", "--jsn"], /unknown option '--jsn'\n\(Did you mean --json\?\)/],
    [["sweep", "-", "--workers", "two"], /'two' is invalid\. give a whole number, 0 or more\./i],
    [["table", "runs", "--format", "xml"], /Allowed choices are text, csv, json, parquet/],
    [["schema", "runs"], /Allowed choices are run, sweep, record/],
    [["figure", "preferences"], /^thalweg: there is no figure "preferences"; did you mean "preference"\?; or give a spec, FILE\.json\n$/],
    [["table", "no-such-store"], /there is no store no-such-store: give the folder/],
  ])("is offered for %j, with code 2", async (args, sentence) => {
    const { code, stdout, stderr } = await thalweg(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(sentence);
  });
});

describe("the schema of", () => {
  test.concurrent.each(["run", "sweep", "record"])("%s is JSON Schema", async (what) => {
    const schema = JSON.parse((await thalweg(["schema", what])).stdout) as { $schema: string; properties: { version: object } };
    expect(schema.$schema).toContain("json-schema.org");
    expect(schema.properties.version).toBeDefined();
  });
});

describe("doctor", () => {
  test("finds the numbers that every machine gives", async () => {
    const { code, stdout, stderr } = await thalweg(["doctor", "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const findings = JSON.parse(stdout) as { what: string; state: string; detail: string }[];
    expect(findings.find(({ what }) => what === "numbers")).toEqual({
      what: "numbers",
      state: "works",
      detail: "a training run gives the same bits here as everywhere",
    });
  });

  test("finds files in a store that are no records, which tables skip with a sentence", async () => {
    const folder = temporaryFolder();
    const ids: string[] = [];
    for (const seed of [0, 1, 2])
      ids.push(
        record(
          (await thalweg(["run", "-", "--json", "--store", "runs"], { input: JSON.stringify({ ...right, seed }), cwd: folder })).stdout,
        ).id,
      );
    const fileOf = (id: string): string => join(folder, "runs", id.slice(0, 2), `${id}.json`);
    writeFileSync(fileOf(ids[0]), readFileSync(fileOf(ids[0]), "utf8").slice(0, 300));
    writeFileSync(fileOf(ids[1]), readFileSync(fileOf(ids[2]), "utf8"));
    writeFileSync(join(folder, "runs", ids[2].slice(0, 2), "notes.txt"), "mine");
    const seen = await thalweg(["doctor", "--store", "runs"], { cwd: folder });
    expect(seen.code).toBe(1);
    expect(seen.stdout).toMatch(/broken +store runs: 1 records?\n/);
    expect(seen.stdout).toContain(`${ids[0]}.json: is not a whole record`);
    expect(seen.stdout).toContain(`${ids[1]}.json: holds the record of another run`);
    expect(seen.stdout).toContain("notes.txt: does not belong into a store");
    const rows = await thalweg(["table", "runs", "--format", "csv", "--columns", "id"], { cwd: folder });
    expect(rows.code).toBe(0);
    expect(rows.stdout).toBe(`id\n${ids[2]}\n`);
    expect(rows.stderr.match(/; skipped\n/g)).toHaveLength(2);
    expect(readdirSync(join(folder, "runs")).length).toBeGreaterThan(0);
    const again = await thalweg(["run", "-", "--json", "--store", "runs"], { input: JSON.stringify(right), cwd: folder });
    expect(record(again.stdout).status).toBe("finished");
    expect(existsSync(fileOf(ids[0])) && record(readFileSync(fileOf(ids[0]), "utf8")).id).toBe(ids[0]);
  });
});
