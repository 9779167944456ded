import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { curve, paths } from "../../src/figure/index.ts";
import { readProvenance } from "../../src/figure/export/index.ts";
import { expression, gd, run, values } from "../../src/index.ts";
import { type NotebookFigure, takeToPaper } from "../../src/notebook/index.ts";

let folder: string;
let figure: NotebookFigure;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "thalweg-paper-"));
  const record = await run({
    objective: { model: expression({ parameters: ["a"], loss: "a^2/2" }) },
    init: values({ values: [1] }),
    dynamics: gd({ stepSize: 0.1 }),
    until: { steps: 10 },
    measures: ["loss"],
  });
  figure = {
    name: "falling",
    caption: "The loss falls.",
    records: [record],
    drawing: {
      description: "The loss over time.",
      rows: [
        {
          height: 100,
          panels: [paths({ x: { label: "time" }, y: { label: "loss" }, series: [{ curve: curve(record, "loss"), colour: "#000000" }] })],
        },
      ],
    },
  };
});

afterAll(() => rm(folder, { recursive: true }));

test("a figure goes to a paper as SVG and PDF that carry its specs, and the specs as JSON that run again to the same record", async () => {
  const files = await takeToPaper(figure, { folder: join(folder, "figures") });
  expect(files.map((file) => basename(file))).toEqual(["falling.svg", "falling.pdf", "falling.json"]);
  for (const file of files.slice(0, 2)) expect(readProvenance(await readFile(file))?.runs).toEqual([figure.records[0].id]);
  const [spec] = JSON.parse(await readFile(files[2], "utf8"));
  expect((await run(spec)).id).toBe(figure.records[0].id);
});

test("equal figures give equal bytes", async () => {
  const [one, two] = [join(folder, "one"), join(folder, "two")];
  const [first, second] = [await takeToPaper(figure, { folder: one }), await takeToPaper(figure, { folder: two })];
  for (let i = 0; i < first.length; i++) expect(await readFile(first[i])).toEqual(await readFile(second[i]));
});
