import type { PlotlyFigure } from "../figure/spatial/plotlyFigure.ts";
import { type Theme, themes } from "../figure/style.ts";
import { figureSvg, tableHtml } from "./content.ts";
import { describe, type Displayable } from "./describe.ts";
import { html, textElement } from "./elements.ts";
import type { NotebookFigure } from "./stage.ts";

/** What is needed of plotly.js. */
interface Plotly {
  newPlot(element: HTMLElement, data: readonly object[], layout: object, options: object): Promise<unknown>;
}

/** What a page brings along. */
export interface DisplayOptions {
  /** plotly.js, for figures that can be turned; `globalThis.Plotly` unless given. */
  readonly plotly?: Plotly;
}

/**
 * An element that shows a value as what it is: a record as how it ended, its columns with their units and their course; a sweep as a table, a row a cell; a figure drawn, in the colours of
 * the page; a claim's finding with its numbers; a Point with loss, gradient and sharpness; an error as its sentence. In Observable it is the value of a cell.
 */
export function display(
  value: Displayable | object,
  { plotly = (globalThis as { Plotly?: Plotly }).Plotly }: DisplayOptions = {},
): HTMLElement {
  const { sentences, tables, figures, spatial } = describe(value);
  const shown = html("div", "thalweg", "");
  const theme = matchMedia("(prefers-color-scheme: dark)").matches ? themes.dark : themes.light;
  shown.append(
    ...sentences.map((sentence) => textElement("p", value instanceof Error ? "wrong" : "", sentence)),
    ...tables.map((table) => html("div", "table", tableHtml(table))),
    ...figures.map((figure) => figureElement(figure, theme)),
  );
  if (spatial !== undefined) shown.append(spatialElement(spatial, plotly));
  return shown;
}

function spatialElement(figure: PlotlyFigure, plotly: Plotly | undefined): HTMLElement {
  if (plotly === undefined)
    return textElement(
      "p",
      "wrong",
      "this figure is for plotly.js, which is not here: load it, or give it as display(figure, { plotly: Plotly })",
    );
  const element = html("div", "spatial", "");
  void plotly.newPlot(element, figure.data, figure.layout, { responsive: true });
  return element;
}

/** A figure with its caption, as wide as there is room. */
export function figureElement(figure: NotebookFigure, theme: Theme): HTMLElement {
  const shown = html("figure", "", figureSvg(figure, document, theme, innerWidth < 600 ? "single" : "double"));
  shown.append(textElement("figcaption", "", figure.caption));
  return shown;
}
