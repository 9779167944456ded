import * as Plot from "@observablehq/plot";
import { type Axis, extent } from "./axis.ts";
import { type Panel, plotPanel } from "./panel.ts";
import { fontSizes, strokeWidths, type SymbolName, type Theme } from "./style.ts";
import { formatNumber } from "./text.ts";

/** One cell of the grid: how much flatter than gradient flow theory says the end is, and how much flatter it was. */
export interface PreferencePoint {
  /** S_flow − S_theory, the mean over seeds. */
  readonly predicted: number;
  readonly predictedLow?: number;
  readonly predictedHigh?: number;
  /** S_flow − S_SGD, the mean over seeds. */
  readonly observed: number;
  /** The interval over seeds. */
  readonly observedLow: number;
  readonly observedHigh: number;
  readonly colour: string;
  readonly symbol: SymbolName;
  /** Filled where the expansion behind the prediction may be trusted, hollow where it may not. */
  readonly filled: boolean;
  /** Words beside the point. */
  readonly note?: string;
}

export interface PreferenceOptions {
  readonly title?: string;
  readonly x: string;
  readonly y: string;
  readonly points: (theme: Theme) => readonly PreferencePoint[];
  /** Both axes are linear within ± this and logarithmic beyond it, in either sign (as d3's symlog scale). Linear when absent. */
  readonly linearWithin?: number;
  readonly domain?: readonly [number, number];
  readonly ticks?: readonly number[];
  readonly format?: (value: number) => string;
}

/** Predicted against observed flattening, signed, with the identity line and zero lines. Both axes have the same scale. */
export function preference({ title, x, y, points: make, linearWithin, domain, ticks, format }: PreferenceOptions): Panel {
  return (frame) => {
    const { theme } = frame;
    const points = make(theme);
    const bend = (value: number): number => (linearWithin === undefined ? value : Math.sign(value) * Math.log1p(Math.abs(value) / linearWithin));
    const whole = extent(points.flatMap(({ predicted, observedLow, observedHigh }) => [predicted, observedLow, observedHigh, 0].map(bend)), "linear", 0.06);
    const shown = domain === undefined ? whole : ([bend(domain[0]), bend(domain[1])] as [number, number]);
    const values = (ticks ?? []).filter((tick) => bend(tick) >= shown[0] && bend(tick) <= shown[1]);
    const axis = (label: string): Axis => ({
      label,
      domain: shown,
      ...(linearWithin === undefined && ticks === undefined ? {} : { ticks: values.map(bend), format: (at: number) => (format ?? formatNumber)(values[values.map(bend).indexOf(at)]) }),
    });
    const at = points.map((point) => ({ ...point, u: bend(point.predicted), v: bend(point.observed), low: bend(point.observedLow), high: bend(point.observedHigh), left: bend(point.predictedLow ?? point.predicted), right: bend(point.predictedHigh ?? point.predicted) }));
    return plotPanel(frame, {
      x: axis(x),
      y: axis(y),
      title,
      marks: () => [
        Plot.ruleX([0], { stroke: theme.faint, strokeWidth: strokeWidths.guide }),
        Plot.ruleY([0], { stroke: theme.faint, strokeWidth: strokeWidths.guide }),
        Plot.line([shown[0], shown[1]], { x: (d: number) => d, y: (d: number) => d, stroke: theme.muted, strokeWidth: strokeWidths.guide, strokeDasharray: "3 2" }),
        Plot.link(at, { x1: "u", x2: "u", y1: "low", y2: "high", stroke: "colour", strokeWidth: strokeWidths.thin, clip: true }),
        Plot.link(at, { x1: "left", x2: "right", y1: "v", y2: "v", stroke: "colour", strokeWidth: strokeWidths.thin, clip: true }),
        ...at.map(({ u, v, colour, symbol, filled }) => Plot.dot([0], { x: [u], y: [v], r: 2.5, symbol: symbol as Plot.SymbolType, stroke: colour, fill: filled ? colour : theme.background, strokeWidth: 0.9 })),
        ...at.flatMap(({ u, v, note }) => (note === undefined ? [] : [Plot.text([note], { x: [u], y: [v], dx: 5, textAnchor: "start", fill: theme.muted, stroke: theme.background, strokeWidth: 2, fontSize: fontSizes.note })])),
      ],
    });
  };
}
