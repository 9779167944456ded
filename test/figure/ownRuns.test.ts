import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawFigure } from "../../figures/draw.ts";
import { run } from "../../src/experiment/run.ts";
import type { SweepInput } from "../../src/experiment/sweepSpec.ts";
import { nodeDocument, readProvenance } from "../../src/figure/export/index.ts";
import { paths } from "../../src/figure/index.ts";
import { type NotebookFigure, recordsFigure, takeToPaper } from "../../src/notebook/index.ts";
import { outsideOf } from "./boxes.ts";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "thalweg-own-"))));
afterAll(() => rm(folder, { recursive: true }));

const base = {
  version: 1,
  objective: { model: { kind: "quadratic", matrix: [[1]] } },
  init: { kind: "values", values: [1] },
  dynamics: { kind: "gd", stepSize: 0.1 },
  until: { steps: 20 },
  measures: ["loss"],
  seed: 0,
};
const sweepOf = (changes: object, more: object = {}): SweepInput => ({ version: 1, base: { ...base, ...changes }, ...more }) as SweepInput;

/** A figure of a spec, and the words in its SVG. */
async function drawn(spec: SweepInput, width: "single" | "double" = "double", out?: string) {
  const figure = (await drawFigure({ name: "own", spec }, { workers: 0, formats: ["svg", "pdf", "png"], themes: ["light"], width, out }))!;
  const holder = nodeDocument().createElement("div");
  holder.innerHTML = new TextDecoder().decode(figure.files[0].bytes);
  const svg = holder.querySelector("svg")!;
  return { ...figure, svg, texts: [...svg.querySelectorAll("text")].map(({ textContent }) => textContent) };
}

const diverging = { dynamics: { kind: "gd", stepSize: 3 }, until: { steps: 600 }, measures: ["loss", "parameters"] };

describe("a figure of one's own runs", () => {
  test("of a run that diverged is made in every format", async () => {
    const { files } = await drawn(sweepOf(diverging));
    expect(files.map(({ name, bytes }) => [name, bytes.length > 1000])).toEqual(
      ["own.svg", "own.pdf", "own.png"].map((name) => [name, true]),
    );
  });

  test("and so it goes to a paper", async () => {
    const record = await run({ ...base, ...diverging } as never);
    const files = await takeToPaper(recordsFigure("diverged", [record]), { folder: join(folder, "paper"), formats: ["svg", "pdf", "png"] });
    for (const file of files) expect(readProvenance(await readFile(file))?.runs).toEqual([record.id]);
  });

  test("shows the references of a sweep, dashed, and carries them in its specs", async () => {
    const measures = ["loss", { kind: "distance", to: "reference:0" }];
    const references = [{ ...base, dynamics: { kind: "gradient-flow" }, until: { time: 2 } }];
    const { texts, svg, caption, files, records } = await drawn(
      sweepOf({ measures }, { grid: { "dynamics.stepSize": [0.1, 0.2] }, references }),
    );
    expect(texts.filter((text) => text.startsWith("gd, ")).map((text) => /stepSize [\d.]+/.exec(text)![0])).toEqual([
      "stepSize 0.1",
      "stepSize 0.2",
    ]);
    expect(texts.some((text) => text.startsWith("gradient-flow") && text.endsWith("(reference)"))).toBe(true);
    // In the legend and in the panel of the loss, which the reference measured too.
    expect(
      [...svg.querySelectorAll("[stroke-dasharray]")].filter((node) => /^4[ ,]2$/.test(node.getAttribute("stroke-dasharray")!)).length,
    ).toBe(2);
    expect(caption).toBe("loss, distance over time of 2 runs (varied: dynamics.stepSize) and a reference.");
    expect(records.length).toBe(3);
    for (const { bytes } of files) expect(readProvenance(bytes)!.specs).toMatchObject({ runs: { references } });
  });

  test("calls runs by what differs between them", async () => {
    const dynamics = [
      { kind: "gd", stepSize: 0.1 },
      { kind: "gd", stepSize: 0.1, momentum: 0.9 },
    ];
    const { texts } = await drawn(sweepOf({}, { grid: { dynamics, until: [{ steps: 20 }] } }));
    expect(texts).toEqual(expect.arrayContaining(["momentum 0", "momentum 0.9"]));
    expect(texts.join()).not.toMatch(/object|stepSize|until/);
  });

  test.for(["single", "double"] as const)("has whole labels, in %s column", async (width) => {
    const { svg, texts } = await drawn(sweepOf({ measures: ["gradient-norm-squared"] }), width);
    expect(texts).toEqual(expect.arrayContaining(["gradientNormSquared", "(loss² / parameter²)"]));
    expect(outsideOf(svg)).toEqual([]);
    const grid = {
      "init.values": [[1.123456789012345], [0.333333333333333]],
      "dynamics.stepSize": [0.1],
      "dynamics.momentum": [0.123456789, 0.987654321],
    };
    const legend = await drawn(sweepOf({}, { grid }), width);
    expect(legend.texts).toEqual(expect.arrayContaining(["values 1.12, momentum 0.123", "values 0.333, momentum 0.988"]));
    expect(outsideOf(legend.svg)).toEqual([]);
  });

  test("tells where runs that ran away leave the frame", async () => {
    const { caption, texts } = await drawn(
      sweepOf({ until: { steps: 40 }, measures: ["loss", "parameters"] }, { grid: { "dynamics.stepSize": [0.1, 0.5, 2.5] } }),
    );
    // The parameter of the one that ran away changes its sign: its axis is linear, and that of the others.
    expect(texts).toEqual(expect.arrayContaining(["0.5", "−0.5", "1.5"]));
    expect(caption).toContain("1 of 3 runs diverged, or grew a thousandfold in loss: the axes are those of the others");
  });

  test("is written in all formats or in none", async () => {
    const out = join(folder, "none");
    const broken: NotebookFigure = {
      name: "broken",
      caption: "",
      records: [],
      drawing: { description: "Nothing.", rows: [{ height: 100, panels: [paths({ x: { label: "x" }, y: { label: "y" }, series: [] })] }] },
    };
    const asked = { folder: out, formats: ["svg", "pdf", "png"] as const, theme: "nothing" as never };
    await expect(takeToPaper(broken, asked)).rejects.toThrow(TypeError);
    await expect(takeToPaper({ ...broken, name: "no/\u0000such" }, { ...asked, theme: "light" })).rejects.toThrow(
      /null bytes|cannot be written/,
    );
    expect(await readdir(out).catch(() => [])).toEqual([]);
    await drawn(sweepOf({}), "double", out);
    expect((await readdir(out)).toSorted()).toEqual(["own.pdf", "own.png", "own.svg"]);
  });
});
