import { plotlyFigure, type PlotlyFigure } from "../spatial/plotlyFigure.ts";
import type { SpatialDrawing } from "../spatial/spatialDrawing.ts";
import { type Theme, themes, type Width } from "../style.ts";
import { SpecError } from "../../spec/errors.ts";
import { checkChromium } from "./chromium.ts";
import { plotlyPath } from "./plotly.ts";
import type { Provenance } from "./provenance.ts";
import { spatialHtml } from "./spatialHtml.ts";
import { spatialPng } from "./spatialPng.ts";

/** What a figure in three dimensions can be exported to: a page that can be turned, a picture of it, or plotly's own JSON. */
export const spatialFormats = ["html", "png", "json"] as const;
export type SpatialFormat = (typeof spatialFormats)[number];

/** A figure of plotly.js that says what it shows and where it comes from: what `--format json` writes, and what notebooks display. */
export interface PlotlyFigureFile extends PlotlyFigure {
  /** What a reader who cannot see the figure is told. */
  readonly description: string;
  readonly caption: string;
  readonly provenance: Provenance;
}

/** Throws SpecError where a figure in three dimensions cannot be had in a format, here or anywhere: before anything is computed. */
export function checkSpatialFormat(figure: string, format: string): asserts format is SpatialFormat {
  if (!(spatialFormats as readonly string[]).includes(format))
    throw new SpecError(
      "format",
      `${figure} is a figure in three dimensions: it can be had as ${spatialFormats.join(", ")}, not as ${format}`,
    );
  if (format !== "json") plotlyPath();
  if (format === "png") checkChromium();
}

/** A figure in three dimensions as a file's bytes. Equal drawings, options and provenance give equal bytes; of a png, on one Chromium. */
export async function exportSpatial(
  drawing: SpatialDrawing,
  {
    format,
    theme = "light",
    width = "double",
    caption,
    provenance,
  }: {
    readonly format: SpatialFormat;
    readonly theme?: Theme["name"];
    readonly width?: Width;
    readonly caption: string;
    readonly provenance: Provenance;
  },
): Promise<Uint8Array> {
  const { description } = drawing;
  const drawn = (name: Theme["name"]): PlotlyFigure => plotlyFigure(drawing, themes[name]);
  if (format === "json") {
    const file: PlotlyFigureFile = { ...drawn(theme), description, caption, provenance };
    return new TextEncoder().encode(`${JSON.stringify(file)}\n`);
  }
  const page = { light: drawn("light"), dark: drawn("dark"), description, caption, provenance };
  return format === "html" ? new TextEncoder().encode(spatialHtml(page)) : spatialPng(page, theme, width);
}
