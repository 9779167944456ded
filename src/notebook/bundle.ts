import type { Theme } from "../figure/style.ts";
import { escapeHtml, figureSvg, tableHtml, tableText } from "./content.ts";
import type { Description } from "./describe.ts";
import type { NotebookFigure } from "./stage.ts";

/** One value by its media types, as Jupyter notebooks hold it. */
export type Output = Readonly<Record<string, string>>;

/** A description by media types: HTML with the figures as images of SVG, and plain text. */
export const bundle = (description: Description, document: Document, theme: Theme): Output => ({
  "text/html": htmlOf(description, document, theme),
  "text/plain": textOf(description),
});

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
export const textOf = ({ sentences, tables, figures }: Description): string =>
  [...sentences, ...tables.map(tableText), ...figures.map(({ caption }) => caption)].join("\n");
