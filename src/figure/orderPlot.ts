import * as Plot from "@observablehq/plot";
import { type Axis, extent } from "./axis.ts";
import { type Panel, plotPanel } from "./panel.ts";
import { slope } from "./statistics.ts";
import { strokeWidths, type SymbolName, type Theme } from "./style.ts";

export interface OrderSeries {
  readonly label: string;
  readonly x: readonly number[];
  readonly error: readonly number[];
  readonly colour: string;
  readonly symbol: SymbolName;
  readonly dash?: string;
  /** How many of the smallest x the slope is fitted to; all unless said. */
  readonly fitted?: number;
}

export interface OrderPlotOptions {
  readonly x: Omit<Axis, "domain" | "type">;
  readonly y: Omit<Axis, "domain" | "type">;
  readonly title?: string;
  readonly series: (theme: Theme) => readonly OrderSeries[];
  /** Slopes whose reference triangles are drawn; each stands under the series of that place. */
  readonly triangles: readonly { readonly slope: number; readonly series: number }[];
}

/** Error against step size on logarithmic axes: points, the fitted line through the smallest steps with its slope, and triangles of the slopes that theory expects. */
export function orderPlot({ x, y, title, series: make, triangles }: OrderPlotOptions): Panel {
  return (frame) => {
    const { theme } = frame;
    const series = make(theme);
    const domainX = extent(series.flatMap((one) => [...one.x]), "log", 0.06);
    const [lowY, highY] = extent(series.flatMap((one) => [...one.error]), "log", 0.08);
    const labelled = series.map((one) => ({ ...one, fit: slope(one.x, one.error, one.fitted ?? one.x.length) }));
    return plotPanel(frame, {
      x: { ...x, type: "log", domain: domainX },
      y: { ...y, type: "log", domain: [lowY, highY] },
      title,
      endLabels: labelled.map(({ label, fit, x: xs, error, colour }) => ({ text: `${label} ${fit.slope.toFixed(2)}`, y: error[xs.indexOf(Math.max(...xs))], colour })),
      marks: () => [
        ...labelled.map(({ fit, x: xs, colour, dash }) => Plot.line([Math.min(...xs), Math.max(...xs)], { x: (d: number) => d, y: (d: number) => fit.at(d), stroke: colour, strokeWidth: strokeWidths.line, strokeDasharray: dash === "" ? undefined : dash, clip: true })),
        ...labelled.map(({ x: xs, error, colour, symbol }) => Plot.dot([...xs], { x: [...xs], y: [...error], r: 2.2, symbol: symbol as Plot.SymbolType, stroke: colour, fill: theme.background, strokeWidth: strokeWidths.thin * 1.3 })),
        ...triangles.flatMap((triangle) => triangleMarks(triangle.slope, labelled[triangle.series], theme)),
      ],
    });
  };
}

/** A right triangle under a fitted line whose legs are as one to `rise`, the number beside its upright leg. */
function triangleMarks(rise: number, { x, fit }: { x: readonly number[]; fit: { at(x: number): number } }, theme: Theme): Plot.Markish[] {
  const [low, high] = [Math.min(...x), Math.max(...x)];
  const from = low * (high / low) ** 0.34;
  const to = low * (high / low) ** 0.58;
  const base = fit.at(from) / 2.2;
  const top = base * (to / from) ** rise;
  const corner = [
    [from, base],
    [to, base],
    [to, top],
    [from, base],
  ];
  return [
    Plot.line(corner, { stroke: theme.muted, strokeWidth: strokeWidths.guide }),
    Plot.text([String(rise)], { x: to, y: Math.sqrt(base * top), dx: 3, textAnchor: "start", fill: theme.muted, fontSize: 6.2 }),
  ];
}
