import { parse } from "csv-parse/sync";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { memoryStore } from "../../src/experiment/memoryStore.ts";
import { run } from "../../src/experiment/run.ts";
import { type Table, table } from "../../src/experiment/table.ts";
import { tableToCsv, tableToJson } from "../../src/experiment/tableFormats.ts";
import { tableToParquet } from "../../src/experiment/tableParquet.ts";
import { parabola, small } from "./specs.ts";

async function filled(): Promise<ReturnType<typeof memoryStore>> {
  const store = memoryStore();
  for (const seed of [0, 1])
    for (const stepSize of [0.5, 100])
      await run({ ...parabola, seed, dynamics: { kind: "gd", stepSize }, until: { steps: 100 } }, { store });
  return store;
}

describe("a table has one row a run", () => {
  test("with what differs between the specs, the last value of every column, and the cost", async () => {
    const { columns, rows } = await table(await filled());
    expect(columns).toEqual([
      "id",
      "status",
      "reason",
      "dynamics.stepSize",
      "seed",
      "step",
      "time",
      "loss",
      "cost.gradients",
      "cost.hessianVectors",
      "cost.seconds",
    ]);
    expect(rows).toHaveLength(4);
    const [status, stepSize, loss] = ["status", "dynamics.stepSize", "loss"].map((name) => columns.indexOf(name));
    for (const row of rows) {
      expect(row[status]).toBe(row[stepSize] === 100 ? "diverged" : "finished");
    }
    expect(rows.filter((row) => row[stepSize] === 0.5).map((row) => row[loss])).toEqual([0.5 / 4 ** 100, 0.5 / 4 ** 100]);
  });

  test("with the columns that are asked for, also entries of the spec that do not differ", async () => {
    const { columns, rows } = await table(await filled(), { columns: ["loss", "dynamics.kind", "until.steps"] });
    expect(columns).toEqual(["loss", "dynamics.kind", "until.steps"]);
    expect(rows[0].slice(1)).toEqual(["gd", 100]);
    await expect(table(await filled(), { columns: ["los"] })).rejects.toThrow('columns: no run has the column "los"; did you mean "loss"?');
  });

  test("with seeds of data and init only where they differ from the run's", async () => {
    const store = memoryStore();
    for (const seed of [0, 1]) await run({ ...small, seed }, { store });
    expect((await table(store)).columns).not.toContain("init.seed");
    await run({ ...small, init: { kind: "normal", seed: 5 } }, { store });
    expect((await table(store)).columns).toContain("init.seed");
  });

  test("and none without runs", async () => expect((await table(memoryStore())).rows).toEqual([]));
});

const odd: Table = {
  columns: ["name", "x", "yes"],
  rows: [
    ['a, "b"\nc', 0.1, true],
    [null, 1e-300, false],
    ["ü", null, null],
  ],
};

describe("a table is written", () => {
  test("as CSV that others read back", () => {
    expect(parse(tableToCsv(odd))).toEqual([
      ["name", "x", "yes"],
      ['a, "b"\nc', "0.1", "true"],
      ["", "1e-300", "false"],
      ["ü", "", ""],
    ]);
  });

  test("as JSON", () => {
    expect(JSON.parse(tableToJson(odd))).toEqual(odd.rows.map(([name, x, yes]) => ({ name, x, yes })));
  });

  test("as Parquet with typed columns", async () => {
    const bytes = tableToParquet(odd);
    expect(await parquetReadObjects({ file: bytes.buffer as ArrayBuffer })).toEqual(odd.rows.map(([name, x, yes]) => ({ name, x, yes })));
  });
});
