import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Theme, type Width, widths } from "../style.ts";
import { inChromium } from "./chromium.ts";
import { withText } from "./pngText.ts";
import { provenanceText } from "./provenance.ts";
import { aspectRatio, spatialHtml, type SpatialPage } from "./spatialHtml.ts";

/** At this many CSS pixels to the inch plotly's text of 12 pixels is as large in print as the text of the flat figures. */
const pixelsPerInch = 118;

/** What plotly.js draws of it in a headless Chromium, at twice the resolution, with provenance in an iTXt chunk. Equal pages give equal pixels on one Chromium; other versions may differ. */
export async function spatialPng(page: SpatialPage, theme: Theme["name"], width: Width): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "thalweg-figure-"));
  try {
    const file = join(folder, "figure.html");
    await writeFile(file, spatialHtml(page));
    const across = Math.round((widths[width] / 72) * pixelsPerInch);
    const size = { width: across, height: Math.round(across / aspectRatio) };
    const address = await inChromium(file, async (tab) => {
      await tab.waitForSelector("html[data-drawn]");
      const { data, layout } = page[theme];
      return tab.evaluate<string>(
        `Plotly.toImage(${JSON.stringify({ data, layout })}, ${JSON.stringify({ format: "png", scale: 2, ...size })})`,
      );
    });
    return withText(Buffer.from(address.slice(address.indexOf(",") + 1), "base64"), "provenance", provenanceText(page.provenance));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
