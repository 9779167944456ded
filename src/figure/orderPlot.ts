import * as Plot from "@observablehq/plot";
import { type Axis, extent } from "./axis.ts";
import { type Panel, plotPanel } from "./panel.ts";
import { slope } from "./statistics.ts";
import { fontSizes, strokeWidths, type SymbolName, type Theme } from "./style.ts";

/** Errors at several step sizes, and how they are drawn. */
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

/** What a chart of orders shows. */
export interface OrderPlotOptions {
  readonly x: Omit<Axis, "domain" | "type">;
  readonly y: Omit<Axis, "domain" | "type">;
  readonly title?: string;
  /** One a method. */
  readonly series: (theme: Theme) => readonly OrderSeries[];
  /** Slopes whose reference triangles are drawn; each stands beside the series of that place. */
  readonly triangles: readonly { readonly slope: number; readonly series: number }[];
}

/** Error against step size on logarithmic axes: points, the fitted line through the smallest steps with its slope, and triangles of the slopes that theory expects. */
export function orderPlot({ x, y, title, series: make, triangles }: OrderPlotOptions): Panel {
  return (frame) => {
    const { theme } = frame;
    const series = make(theme);
    const reach = extent(
      series.flatMap((one) => [...one.x]),
      "log",
      0,
    );
    const domainX = extent(reach, "log", 0.06);
    const [lowY, highY] = extent(
      series.flatMap((one) => [...one.error]),
      "log",
      0.08,
    );
    const labelled = series.map((one) => ({ ...one, fit: slope(one.x, one.error, one.fitted ?? one.x.length) }));
    return plotPanel(frame, {
      x: { ...x, type: "log", domain: domainX },
      y: { ...y, type: "log", domain: [lowY, highY] },
      title,
      endLabels: labelled.map(({ label, fit, x: xs, error, colour }) => ({
        text: `${label} ${fit.slope.toFixed(2)}`,
        y: error[xs.indexOf(Math.max(...xs))],
        colour,
      })),
      marks: () => [
        ...labelled.map(({ fit, x: xs, colour, dash }) =>
          Plot.line([Math.min(...xs), Math.max(...xs)], {
            x: (d: number) => d,
            y: (d: number) => fit.at(d),
            stroke: colour,
            strokeWidth: strokeWidths.line,
            strokeDasharray: dash === "" ? undefined : dash,
            clip: true,
          }),
        ),
        ...labelled.map(({ x: xs, error, colour, symbol }) =>
          Plot.dot([...xs], {
            x: [...xs],
            y: [...error],
            r: 2.2,
            symbol: symbol as Plot.SymbolType,
            stroke: colour,
            fill: theme.background,
            strokeWidth: strokeWidths.thin * 1.3,
          }),
        ),
        ...placeTriangles(
          triangles,
          labelled.map(({ fit }) => fit.at),
          reach,
        ).flatMap((triangle, i) => triangleMarks(triangles[i].slope, triangle, theme)),
      ],
    });
  };
}

type Line = (x: number) => number;

/** A right triangle whose legs are as one to `rise`, its long side along a fitted line, below or above it. */
interface Triangle {
  readonly from: number;
  readonly to: number;
  readonly base: number;
  readonly top: number;
  readonly below: boolean;
}

/** Puts each triangle where it is farthest from the other lines and from the triangles before it. */
function placeTriangles(wanted: OrderPlotOptions["triangles"], lines: readonly Line[], [low, high]: readonly [number, number]): Triangle[] {
  const placed: Triangle[] = [];
  for (const { slope: rise, series } of wanted) {
    let best: { triangle: Triangle; room: number } | null = null;
    for (const start of [0.34, 0.22, 0.46, 0.1, 0.58, 0.7]) {
      for (const below of [true, false]) {
        const triangle = triangleAt(lines[series], rise, low * (high / low) ** start, low * (high / low) ** (start + 0.2), below);
        const room = Math.min(
          ...lines.filter((_, i) => i !== series).map((line) => clearance(triangle, line)),
          ...placed.map((other) => gapBetween(triangle, other)),
          1,
        );
        if (best === null || room > best.room + 0.05) best = { triangle, room };
      }
    }
    placed.push(best!.triangle);
  }
  return placed;
}

function triangleAt(line: Line, rise: number, from: number, to: number, below: boolean): Triangle {
  const factor = (to / from) ** rise;
  const base = below ? line(from) / 1.9 : (line(to) * 1.9) / factor;
  return { from, to, base, top: base * factor, below };
}

/** How far a line stays above or below a triangle over its width, in natural logarithms; negative where it cuts it. */
function clearance({ from, to, base, top, below }: Triangle, line: Line): number {
  const [left, right] = [Math.log(line(from)), Math.log(line(to))];
  const [low, high] = [Math.log(base), Math.log(top)];
  const over = below ? Math.min(left - low, right - high) : Math.min(left, right) - high;
  const under = below ? low - Math.max(left, right) : Math.min(low - left, high - right);
  return Math.max(over, under);
}

function gapBetween(one: Triangle, other: Triangle): number {
  const apart = (low: number, high: number, from: number, to: number): number => Math.log(Math.max(from / high, low / to));
  return Math.max(apart(one.base, one.top, other.base, other.top), apart(one.from, one.to, other.from, other.to));
}

function triangleMarks(rise: number, { from, to, base, top, below }: Triangle, theme: Theme): Plot.Markish[] {
  const corner = below
    ? [
        [from, base],
        [to, base],
        [to, top],
        [from, base],
      ]
    : [
        [from, base],
        [from, top],
        [to, top],
        [from, base],
      ];
  const label = below ? { x: to, dx: 3, textAnchor: "start" as const } : { x: from, dx: -3, textAnchor: "end" as const };
  return [
    Plot.line(corner, { stroke: theme.muted, strokeWidth: strokeWidths.guide }),
    Plot.text([String(rise)], {
      ...label,
      y: Math.sqrt(base * top),
      fill: theme.muted,
      fontSize: fontSizes.note,
      stroke: theme.background,
      strokeWidth: 2,
    }),
  ];
}
