import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { drawFigure } from "../../figures/draw.ts";
import { memoryStore } from "../../src/experiment/memoryStore.ts";
import { type PlotlyFigureFile, readProvenance } from "../../src/figure/export/index.ts";
import { SpecError } from "../../src/spec/errors.ts";
import { all, describeFlat, folder, longest, store } from "./galleryTests.ts";

describeFlat((name) => !longest.includes(name));

describe.each(all.filter((figure) => "space" in figure))("the gallery's figure $name, in three dimensions,", ({ name, sweeps }) => {
  const kept = async (file: string): Promise<PlotlyFigureFile> =>
    JSON.parse(await readFile(new URL(file, folder), "utf8")) as PlotlyFigureFile;

  it("regenerates what plotly.js draws from its specs, byte for byte", { timeout: 1_200_000 }, async () => {
    const drawn = await drawFigure(name, { store, formats: ["json"] });
    expect(drawn!.files.map(({ name: file }) => file)).toEqual([`${name}.json`, `${name}-dark.json`]);
    for (const { name: file, bytes } of drawn!.files)
      expect(new TextDecoder().decode(bytes) === (await readFile(new URL(file, folder), "utf8")), file).toBe(true);
    expect(drawn!.caption).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  it("makes the same page every time, with both themes, its specs and nothing to fetch", { timeout: 1_200_000 }, async () => {
    const [first, second] = await Promise.all([1, 2].map(() => drawFigure(name, { store })));
    expect(first!.files.map(({ name: file }) => file)).toEqual([`${name}.html`]);
    expect(Buffer.compare(first!.files[0].bytes, second!.files[0].bytes)).toBe(0);
    // Without the code of plotly.js.
    const text = new TextDecoder().decode(first!.files[0].bytes).replaceAll(/<script>[^]*?<\/script>/g, "");
    for (const theme of ["light", "dark"] as const) {
      const { data, layout } = await kept(theme === "light" ? `${name}.json` : `${name}-dark.json`);
      const inPage = new RegExp(`<script type="application/json" id="${theme}">([^<]*)</script>`).exec(text)![1];
      expect(JSON.parse(inPage)).toEqual({ data, layout });
    }
    expect(text).not.toMatch(/(src|href)="(?!data:)/);
    expect(readProvenance(first!.files[0].bytes)!.specs).toEqual(JSON.parse(JSON.stringify(sweeps)));
  });

  it("carries its specs and the runs it shows, in its data and in its pictures", async () => {
    for (const theme of ["", "-dark"]) {
      const about = (await kept(`${name}${theme}.json`)).provenance;
      expect(about.figure).toBe(name);
      expect(about.specs).toEqual(JSON.parse(JSON.stringify(sweeps)));
      expect(about.runs.every((id) => /^[0-9a-f]{64}$/.test(id))).toBe(true);
      expect(readProvenance(await readFile(new URL(`${name}${theme}.png`, folder)))).toEqual(about);
    }
  });

  it("is small enough to keep", async () => {
    for (const theme of ["", "-dark"]) {
      expect((await readFile(new URL(`${name}${theme}.json`, folder))).length).toBeLessThan(150_000);
      expect((await readFile(new URL(`${name}${theme}.png`, folder))).length).toBeLessThan(400_000);
    }
  });
});

describe("drawing", () => {
  it("refuses a format that a figure does not have, before anything is run", async () => {
    const workers = { workers: 0 } as const;
    await expect(drawFigure("loss-surface", { ...workers, formats: ["json", "svg"] })).rejects.toThrow(
      "format: loss-surface is a figure in three dimensions: it can be had as html, png, json, not as svg",
    );
    await expect(drawFigure("loss-surface", { ...workers, formats: ["pdf"] })).rejects.toThrow(SpecError);
    await expect(drawFigure("preference", { ...workers, formats: ["json"] })).rejects.toThrow(
      "format: preference is a flat figure: it can be had as svg, png, pdf, html, not as json",
    );
  });

  it("says which figures there are when asked for another", async () => {
    await expect(drawFigure("preferences")).rejects.toThrow(/there is no figure "preferences".*preference, modified-objective/);
  });

  it("shows the columns of any sweep", async () => {
    const spec = {
      base: {
        objective: { model: { kind: "expression" as const, parameters: ["a"], loss: "a^2/2" } },
        init: { kind: "values" as const, values: [1] },
        dynamics: { kind: "gd" as const, stepSize: 0.1 },
        until: { steps: 20 },
      },
      grid: { "dynamics.stepSize": [0.1, 0.2] },
    };
    const drawn = await drawFigure({ name: "mine", spec }, { store: memoryStore() });
    expect(drawn!.files.map((file) => file.name)).toEqual(["mine.svg", "mine-dark.svg"]);
    expect(drawn!.caption).toBe("loss over time of 2 runs (varied: dynamics.stepSize).");
    expect(new TextDecoder().decode(drawn!.files[0].bytes)).toContain("stepSize 0.2");
  });

  it("ends with null when it is stopped before its runs are done", async () => {
    const controller = new AbortController();
    controller.abort();
    expect(await drawFigure("order", { workers: 0, signal: controller.signal })).toBeNull();
  });
});
