import type { PlotlyFigure } from "../figure/spatial/plotlyFigure.ts";
import type { Theme } from "../figure/style.ts";
import { escapeHtml, figureSvg, tableHtml, tableText } from "./content.ts";
import type { Description } from "./describe.ts";
import type { NotebookFigure } from "./stage.ts";

/** One value by its media types, as Jupyter notebooks hold it. */
export interface Output {
  readonly "text/plain": string;
  readonly "text/html"?: string;
  readonly "application/vnd.plotly.v1+json"?: PlotlyFigure;
}

/** A description by media types: what plotly.js draws where that is it, else HTML with the figures as images of SVG; and plain text. */
export function bundle(description: Description, document: Document, theme: Theme): Output {
  const text = { "text/plain": textOf(description) };
  const { spatial } = description;
  if (spatial === undefined) return { "text/html": htmlOf(description, document, theme), ...text };
  return { "application/vnd.plotly.v1+json": { data: spatial.data, layout: spatial.layout }, ...text };
}

/** A description as HTML. */
export function htmlOf({ sentences, tables, figures }: Description, document: Document, theme: Theme): string {
  return [
    ...sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`),
    ...tables.map(tableHtml),
    ...figures.map((figure) => `<figure>${image(figure, document, theme)}<figcaption>${escapeHtml(figure.caption)}</figcaption></figure>`),
  ].join("");
}

/** A figure as an image: where notebooks are only read, on code hosts and before one is trusted, elements of SVG in HTML are taken out, and images stay. */
function image(figure: NotebookFigure, document: Document, theme: Theme): string {
  const svg = Buffer.from(figureSvg(figure, document, theme)).toString("base64");
  return `<img alt="${escapeHtml(figure.drawing.description)}" src="data:image/svg+xml;base64,${svg}">`;
}

/** A description as plain text: of a figure its caption. */
export function textOf({ sentences, tables, figures, spatial }: Description): string {
  const turned = spatial !== undefined && sentences.length === 0 ? ["a figure of plotly.js"] : [];
  return [...sentences, ...turned, ...tables.map(tableText), ...figures.map(({ caption }) => caption)].join("\n");
}
