import { compose, type Drawing } from "../compose.ts";
import { type Theme, themes, type Width } from "../style.ts";
import { nodeDocument } from "./document.ts";
import { fontBytes, fontPath } from "./fontFile.ts";
import { htmlText } from "./html.ts";
import { pdfBytes } from "./pdf.ts";
import { pngBytes } from "./png.ts";
import type { Provenance } from "./provenance.ts";
import { svgText } from "./svg.ts";

export { fontBytes, fontPath } from "./fontFile.ts";
export { subsetFont } from "./fontSubset.ts";
export { type Provenance, provenance, readProvenance } from "./provenance.ts";
export { nodeDocument } from "./document.ts";
export { chromiumPath } from "./chromium.ts";
export { checkSpatialFormat, exportSpatial, type PlotlyFigureFile, type SpatialFormat } from "./spatial.ts";

export const formats = ["svg", "png", "pdf", "html"] as const;
export type Format = (typeof formats)[number];

export interface ExportOptions {
  readonly format: Format;
  readonly theme?: Theme["name"];
  readonly width?: Width;
  readonly caption: string;
  readonly provenance: Provenance;
}

/** A drawing as a file's bytes. Equal drawings, options and provenance give equal bytes. */
export async function exportDrawing(
  drawing: Drawing,
  { format, theme = "light", width = "double", caption, provenance }: ExportOptions,
): Promise<Uint8Array> {
  const draw = (name: Theme["name"], idPrefix?: string): Element =>
    compose(drawing, { document: nodeDocument(), theme: themes[name], width, idPrefix });
  switch (format) {
    case "svg":
      return new TextEncoder().encode(svgText(draw(theme), provenance, fontBytes()));
    case "png":
      return pngBytes(draw(theme), provenance);
    case "pdf":
      return pdfBytes(draw(theme), provenance, drawing.description, fontPath);
    case "html":
      return new TextEncoder().encode(
        htmlText(
          svgText(draw("light", "light"), provenance, fontBytes()),
          svgText(draw("dark", "dark"), provenance, fontBytes()),
          caption,
          provenance,
        ),
      );
  }
}
