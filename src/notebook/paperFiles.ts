import { compose } from "../figure/compose.ts";
import { canvasPng } from "../figure/export/canvasPng.ts";
import { pdfBytes } from "../figure/export/pdf.ts";
import { withText } from "../figure/export/pngText.ts";
import { provenanceText } from "../figure/export/provenance.ts";
import { svgText } from "../figure/export/svg.ts";
import { themes, type Width } from "../figure/style.ts";
import { provenanceOf } from "./content.ts";
import type { NotebookFigure } from "./stage.ts";

/** The files that a page makes of a figure. */
export type PaperFormat = "svg" | "pdf" | "png" | "json";

/**
 * A figure as a file for a paper, made in the page: SVG and PDF are those that `takeToPaper` writes elsewhere; the PNG is the browser's own drawing at 300 dots an inch. `font` is DejaVu Sans.
 */
export async function paperFile(
  figure: NotebookFigure,
  format: PaperFormat,
  font: Uint8Array<ArrayBuffer>,
  width: Width = "double",
): Promise<Blob> {
  const about = provenanceOf(figure);
  const root = compose(figure.drawing, { document, theme: themes.light, width });
  switch (format) {
    case "svg":
      return new Blob([svgText(root, about, font)], { type: "image/svg+xml" });
    case "pdf":
      return new Blob([(await pdfBytes(root, about, figure.drawing.description, font)) as BlobPart], { type: "application/pdf" });
    case "png": {
      const png = await canvasPng(svgText(root, about, font));
      return new Blob([withText(new Uint8Array(await png.arrayBuffer()), "provenance", provenanceText(about)) as BlobPart], {
        type: "image/png",
      });
    }
    case "json":
      return new Blob([`${JSON.stringify(about.specs, null, 2)}\n`], { type: "application/json" });
  }
}
