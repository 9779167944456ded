import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../experiment/temporary.ts";
import { start, thalweg } from "./program.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const examples = readdirSync(join(root, "examples")).filter((name) => name.endsWith(".json"));
const isSweep = (name: string): boolean => "base" in (JSON.parse(readFileSync(join(root, "examples", name), "utf8")) as object);

describe("an example", () => {
  test.concurrent.each(examples.filter((name) => !isSweep(name)))(
    "%s is a run that finishes, with every column measured to its end",
    async (name) => {
      const { code, stdout, stderr } = await thalweg(["run", `examples/${name}`, "--json"], { cwd: root });
      expect(code).toBe(0);
      // Where there is no terminal progress is lines of this form, if any; what was read from a file is said before.
      for (const line of stderr.split("\n").slice(0, -1)) expect(line).toMatch(/^(\d+ % step |Data from |Of the data: )/);
      const { status, path } = JSON.parse(stdout) as { status: string; path: Record<string, (number | null)[]> };
      expect(status).toBe("finished");
      for (const [column, values] of Object.entries(path))
        if (column !== "step" || values[0] !== null) expect(values.at(-1)).not.toBeNull();
      expect(path["loss"].at(-1)).toBeLessThan(path["loss"][0]!);
    },
  );
});

describe("the example sweep and its table", () => {
  const folder = temporaryFolder;

  test("hold one row a run, the same in CSV, JSON and Parquet", async () => {
    const store = join(folder(), "runs");
    const swept = await thalweg(["sweep", "examples/step-sizes.json", "--store", store], { cwd: root });
    expect(swept.code).toBe(0);
    expect(swept.stdout).toContain("27 of 27 runs");
    const columns = ["id", "dynamics.stepSize", "dynamics.batchSize", "seed", "objective.model.widths", "loss", "sharpness"];
    const table = async (...args: string[]): Promise<string> =>
      (await thalweg(["table", store, "--columns", columns.join(), ...args])).stdout;
    const json = JSON.parse(await table("--format", "json")) as Record<string, unknown>[];
    expect(json).toHaveLength(27);
    expect(new Set(json.map((row) => `${row["dynamics.stepSize"]} ${row["dynamics.batchSize"]} ${row["seed"]}`)).size).toBe(27);
    const csv = await table("--format", "csv");
    expect(csv).toContain('"[1,30,20,1]"');
    const rows = parse(csv, {
      columns: true,
      cast: (value, { header, column }) => (header || column === "id" || column === "objective.model.widths" ? value : Number(value)),
    });
    expect(rows).toEqual(json);
    const file = join(store, "..", "runs.parquet");
    expect(await table("--format", "parquet", "--out", file)).toBe("");
    expect(await parquetReadObjects({ file: await asyncBufferFromFile(file) })).toEqual(json);
    const text = (await table()).trimEnd().split("\n");
    expect(text).toHaveLength(28);
    expect(text[1]).toContain(String(json[0]["id"]).slice(0, 12));
  });

  test("name the nearest column for a misspelt one", async () => {
    const store = join(folder(), "runs");
    expect((await thalweg(["run", "examples/two-parameters.json", "--store", store], { cwd: root })).code).toBe(0);
    const { code, stderr } = await thalweg(["table", store, "--columns", "id,sharpnes"]);
    expect(code).toBe(2);
    expect(stderr).toBe('thalweg: columns: no run has the column "sharpnes"; did you mean "sharpness"?\n');
  });
});

describe("progress where there is no terminal", () => {
  test("is a line now and then on standard error, with the time left, and never on standard output", async () => {
    const long = {
      ...(JSON.parse(readFileSync(join(root, "examples", "chebyshev.json"), "utf8")) as object),
      until: { steps: 1_000_000_000 },
      measures: [{ kind: "loss", every: 1000 }],
    };
    const { child, ended } = start(["run", "-"], { input: JSON.stringify(long) });
    const seen = new Promise<void>((resolve) => child.stderr!.once("data", () => resolve()));
    await seen;
    child.kill("SIGTERM");
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(75);
    expect(stderr).toMatch(/^0 % step \d+, time [\d.e+]+, loss [\d.e-]+, .* left\n/);
    expect(stdout).toMatch(/^[0-9a-f]{12} {2}stopped at step \d+/);
  });
});
