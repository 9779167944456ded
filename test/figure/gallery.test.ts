import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drawFigure } from "../../figures/draw.ts";
import { loadFigures } from "../../figures/index.ts";
import { openStore } from "../../src/experiment/directoryStore.ts";
import { memoryStore } from "../../src/experiment/memoryStore.ts";
import { nodeDocument, readProvenance } from "../../src/figure/export/index.ts";
import { outsideOf, overlapping } from "./boxes.ts";

const folder = new URL("../../figures/", import.meta.url);
const store = openStore(await mkdtemp(join(tmpdir(), "gallery-")));

describe.each(await loadFigures())("the gallery's figure $name", ({ name, sweeps }) => {
  it("regenerates from its specs, byte for byte", { timeout: 600_000 }, async () => {
    const drawn = await drawFigure(name, { store, formats: ["svg"], themes: ["light", "dark"], width: "double" });
    for (const { name: file, bytes } of drawn!.files)
      expect(new TextDecoder().decode(bytes) === (await readFile(new URL(file, folder), "utf8")), file).toBe(true);
    expect(drawn!.caption).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  it.each(["single", "double"] as const)("keeps its texts inside and apart, in %s column", { timeout: 600_000 }, async (width) => {
    const drawn = await drawFigure(name, { store, themes: ["light"], width });
    const holder = nodeDocument().createElement("div");
    holder.innerHTML = new TextDecoder().decode(drawn!.files[0].bytes);
    const svg = holder.querySelector("svg")!;
    expect(outsideOf(svg)).toEqual([]);
    expect(overlapping(svg)).toEqual([]);
  });

  it("carries its specs and the runs it shows", async () => {
    const about = readProvenance(await readFile(new URL(`${name}.svg`, folder)))!;
    expect(about.figure).toBe(name);
    expect(about.specs).toEqual(JSON.parse(JSON.stringify(sweeps)));
    expect(about.runs.length).toBeGreaterThan(0);
    expect(about.runs.every((id) => /^[0-9a-f]{64}$/.test(id))).toBe(true);
  });

  it("is small enough to keep", async () => {
    expect((await readFile(new URL(`${name}.svg`, folder))).length).toBeLessThan(200_000);
  });
});

describe("drawing", () => {
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
