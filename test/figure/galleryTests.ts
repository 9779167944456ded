import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { drawFigure } from "../../figures/draw.ts";
import { loadFigures } from "../../figures/index.ts";
import { openStore } from "../../src/experiment/directoryStore.ts";
import { nodeDocument, readProvenance } from "../../src/figure/export/index.ts";
import { outsideOf, overlapping } from "./boxes.ts";

/** Where the gallery is kept. */
export const folder = new URL("../../figures/", import.meta.url);
/** Runs that several tests of a file need are done once. */
export const store = openStore(await mkdtemp(join(tmpdir(), "gallery-")));

export const all = await loadFigures();

/** The flat figures whose runs take longest; they have a test file of their own, so that two processors have something to do. */
export const longest: readonly string[] = ["preference", "attribution"];

/** Tests of flat figures: that their specs give the committed files, and that those can be printed. */
export function describeFlat(isWanted: (name: string) => boolean): void {
  describe.each(all.filter((figure) => "draw" in figure && isWanted(figure.name)))("the gallery's figure $name", ({ name, sweeps }) => {
    it("regenerates from its specs, byte for byte", { timeout: 1_200_000 }, async () => {
      const drawn = await drawFigure(name, { store, formats: ["svg"], themes: ["light", "dark"], width: "double" });
      for (const { name: file, bytes } of drawn!.files)
        expect(new TextDecoder().decode(bytes) === (await readFile(new URL(file, folder), "utf8")), file).toBe(true);
      expect(drawn!.caption).not.toMatch(/NaN|undefined|null|Infinity/);
    });

    it.each(["single", "double"] as const)("keeps its texts inside and apart, in %s column", { timeout: 1_200_000 }, async (width) => {
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
}
