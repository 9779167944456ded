import { type Theme, themes } from "../figure/style.ts";
import { figureSvg, tableHtml } from "./content.ts";
import { describe, type Displayable } from "./describe.ts";
import { html, textElement } from "./elements.ts";
import type { NotebookFigure } from "./stage.ts";

/**
 * An element that shows a value as what it is: a record as how it ended, its columns with their units and their course; a sweep as a table, a row a cell; a figure drawn, in the colours of
 * the page; a claim's finding with its numbers; a Point with loss, gradient and sharpness; an error as its sentence. In Observable it is the value of a cell.
 */
export function display(value: Displayable | object): HTMLElement {
  const { sentences, tables, figures } = describe(value);
  const shown = html("div", "thalweg", "");
  const theme = matchMedia("(prefers-color-scheme: dark)").matches ? themes.dark : themes.light;
  shown.append(
    ...sentences.map((sentence) => textElement("p", value instanceof Error ? "wrong" : "", sentence)),
    ...tables.map((table) => html("div", "table", tableHtml(table))),
    ...figures.map((figure) => figureElement(figure, theme)),
  );
  return shown;
}

/** A figure with its caption, as wide as there is room. */
export function figureElement(figure: NotebookFigure, theme: Theme): HTMLElement {
  const shown = html("figure", "", figureSvg(figure, document, theme, innerWidth < 600 ? "single" : "double"));
  shown.append(textElement("figcaption", "", figure.caption));
  return shown;
}
