import { fontStack, type Theme } from "../style.ts";
import { rounded } from "./traces.ts";
import type { SpatialAxis, SpatialDrawing, Trace } from "./spatialDrawing.ts";

/** What plotly.js draws, in whatever language: `Plotly.newPlot(element, figure.data, figure.layout)`. In Jupyter its MIME type is `application/vnd.plotly.v1+json`. */
export interface PlotlyFigure {
  readonly data: readonly Trace[];
  readonly layout: Readonly<Record<string, unknown>>;
}

/** The size of figures' text in CSS pixels, at the width of a page. */
const fontSize = 12;

/** A drawing in three dimensions in a theme, as plain data for plotly.js. It has no size of its own: it fills what it is drawn in. */
export function plotlyFigure(drawing: SpatialDrawing, theme: Theme): PlotlyFigure {
  return {
    data: drawing.traces(theme),
    layout: {
      autosize: true,
      paper_bgcolor: theme.background,
      font: { family: fontStack, size: fontSize, color: theme.ink },
      margin: { l: 0, r: 0, t: 24, b: 0 },
      legend: { orientation: "h", x: 0.5, xanchor: "center", y: 1, yanchor: "bottom", itemsizing: "constant", bgcolor: "rgba(0,0,0,0)" },
      hoverlabel: { font: { family: fontStack, size: fontSize }, bgcolor: theme.background, bordercolor: theme.muted },
      scene: {
        xaxis: axis(drawing.x, theme),
        yaxis: axis(drawing.y, theme),
        zaxis: axis(drawing.z, theme),
        aspectmode: "manual",
        aspectratio: drawing.sides,
        camera: { eye: drawing.eye, center: { x: 0, y: 0, z: -0.22 }, projection: { type: "perspective" } },
        dragmode: "orbit",
      },
    },
  };
}

function axis({ label, type = "linear", domain, ticks }: SpatialAxis, theme: Theme): Readonly<Record<string, unknown>> {
  const position = (value: number): number => (type === "log" ? rounded(Math.log10(value)) : value);
  return {
    title: { text: label, font: { size: fontSize + 1 } },
    type,
    ...(domain === undefined ? {} : { range: domain.map(position), autorange: false }),
    ...(ticks === undefined ? {} : { tickmode: "array", tickvals: ticks, ticktext: ticks.map(signed) }),
    tickfont: { size: fontSize - 1, color: theme.muted },
    color: theme.ink,
    gridcolor: theme.faint,
    linecolor: theme.muted,
    zeroline: false,
    showbackground: false,
    showspikes: false,
  };
}

const signed = (value: number): string => String(value).replace("-", "−");
