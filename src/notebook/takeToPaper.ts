import { join } from "node:path";
import { type Content, writeAll } from "../experiment/writeWhole.ts";
import { exportDrawing, type Format } from "../figure/export/index.ts";
import type { Theme, Width } from "../figure/style.ts";
import { provenanceOf } from "./content.ts";
import type { NotebookFigure } from "./stage.ts";

/** Which files are made of a figure, and where. */
export interface PaperOptions {
  /** The present one unless given; it is made where it is missing. */
  readonly folder?: string;
  /** SVG, PDF and the specs ("json") unless given. */
  readonly formats?: readonly (Format | "json")[];
  /** Of a journal's column: "single" 3.25 in, "double" 6.75 in; the latter unless given. */
  readonly width?: Width;
  readonly theme?: Theme["name"];
}

/**
 * Writes a figure as a paper needs it: vectors in print size with their font, the specs that make it again inside each file and beside it as JSON. Equal figures give equal bytes.
 * Returns the paths. Throws DataError where a file cannot be written; all are written or none.
 */
export async function takeToPaper(figure: NotebookFigure, options: PaperOptions = {}): Promise<readonly string[]> {
  const { folder = ".", formats = ["svg", "pdf", "json"], width = "double", theme = "light" } = options;
  const about = provenanceOf(figure);
  // All contents are made before the first file is written.
  const files: Content[] = [];
  for (const format of formats) {
    const content =
      format === "json"
        ? `${JSON.stringify(about.specs, null, 2)}\n`
        : await exportDrawing(figure.drawing, { format, theme, width, caption: figure.caption, provenance: about });
    files.push({ file: join(folder, `${figure.name}.${format}`), content });
  }
  await writeAll(files);
  return files.map(({ file }) => file);
}
