import * as Plot from "@observablehq/plot";
import { type Axis, extent } from "./axis.ts";
import { type Panel, plotPanel } from "./panel.ts";
import { fontSizes, strokeWidths, type SymbolName, type Theme } from "./style.ts";
import { formatNumber } from "./text.ts";

/** One cell of the grid: how much flatter than gradient flow theory says the end is, and how much flatter it was. */
export interface PreferencePoint {
  /** S_flow − S_theory, the mean over seeds. */
  readonly predicted: number;
  /** S_flow − S_SGD, the mean over seeds. */
  readonly observed: number;
  /** The interval about `observed`, over seeds. */
  readonly low: number;
  readonly high: number;
  /** Each seed's own pair, drawn small. */
  readonly seeds?: readonly { readonly predicted: number; readonly observed: number }[];
  readonly colour: string;
  readonly symbol: SymbolName;
  /** Filled where the expansion behind the prediction may be trusted, hollow where it may not. */
  readonly filled: boolean;
  /** A ring around it: the edge of stability. */
  readonly ring?: boolean;
  /** What another theory predicts for the same observation: a star, joined to the point by a line. */
  readonly other?: { readonly predicted: number; readonly seeds?: readonly { readonly predicted: number; readonly observed: number }[] };
  /** Words to the right of the point, above its height unless they stand below. */
  readonly note?: string;
  readonly noteBelow?: boolean;
}

/** What a chart of predicted against observed flattening shows. */
export interface PreferenceOptions {
  readonly title?: string;
  readonly x: string;
  readonly y: string;
  /** One a cell of the sweep. */
  readonly points: (theme: Theme) => readonly PreferencePoint[];
  /** Both axes are linear within ± this and logarithmic beyond it, in either sign. Linear when absent. */
  readonly linearWithin?: number;
  readonly domain?: readonly [number, number];
  readonly ticks?: readonly number[];
  /** How a tick is printed; `formatNumber` unless given. */
  readonly format?: (value: number) => string;
}

/** Predicted against observed flattening, signed, with the identity line and zero lines. Both axes have the same scale. */
export function preference({ title, x, y, points: make, linearWithin, domain, ticks, format }: PreferenceOptions): Panel {
  return (frame) => {
    const { theme } = frame;
    const points = make(theme);
    const bend = (value: number): number =>
      linearWithin === undefined ? value : Math.sign(value) * Math.log1p(Math.abs(value) / linearWithin);
    const shown =
      domain === undefined
        ? extent(points.flatMap(reach).map(bend), "linear", 0.06)
        : ([bend(domain[0]), bend(domain[1])] as [number, number]);
    const values = (ticks ?? []).filter((tick) => bend(tick) >= shown[0] && bend(tick) <= shown[1]);
    const axis = (label: string): Axis => ({
      label,
      domain: shown,
      ...(linearWithin === undefined && ticks === undefined
        ? {}
        : { ticks: values.map(bend), format: (at: number) => (format ?? formatNumber)(values[values.map(bend).indexOf(at)]) }),
    });
    return plotPanel(frame, {
      x: axis(x),
      y: axis(y),
      title,
      marks: () => [...guides(shown, theme), ...points.flatMap((point) => marksOf(point, bend, theme))],
    });
  };
}

/** Everything about a point that must be inside the frame. */
const reach = ({ predicted, observed, low, high, seeds = [], other }: PreferencePoint): number[] => [
  predicted,
  ...(other === undefined ? [] : [other.predicted, ...(other.seeds ?? []).map((seed) => seed.predicted)]),
  observed,
  low,
  high,
  0,
  ...seeds.flatMap((seed) => [seed.predicted, seed.observed]),
];

function guides(shown: readonly [number, number], theme: Theme): Plot.Markish[] {
  return [
    Plot.ruleX([0], { stroke: theme.faint, strokeWidth: strokeWidths.guide }),
    Plot.ruleY([0], { stroke: theme.faint, strokeWidth: strokeWidths.guide }),
    Plot.line([...shown], {
      x: (d: number) => d,
      y: (d: number) => d,
      stroke: theme.muted,
      strokeWidth: strokeWidths.guide,
      strokeDasharray: "3 2",
    }),
  ];
}

function marksOf(
  { predicted, observed, low, high, seeds = [], colour, symbol, filled, ring, other, note, noteBelow }: PreferencePoint,
  bend: (value: number) => number,
  theme: Theme,
): Plot.Markish[] {
  const [u, v] = [bend(predicted), bend(observed)];
  const place = { x: [u], y: [v] };
  const dots = (pairs: NonNullable<PreferencePoint["seeds"]>): Plot.Markish =>
    Plot.dot(pairs, { x: (seed) => bend(seed.predicted), y: (seed) => bend(seed.observed), r: 1.1, fill: colour, fillOpacity: 0.65 });
  return [
    ...(other === undefined
      ? []
      : [
          Plot.link([0], { x1: [u], x2: [bend(other.predicted)], y1: [v], y2: [v], stroke: theme.muted, strokeWidth: strokeWidths.guide }),
          dots(other.seeds ?? []),
          Plot.dot([0], {
            x: [bend(other.predicted)],
            y: [v],
            r: 3,
            symbol: "star",
            fill: colour,
            stroke: theme.background,
            strokeWidth: 0.4,
          }),
        ]),
    dots(seeds),
    Plot.link([0], { x1: [u], x2: [u], y1: [bend(low)], y2: [bend(high)], stroke: colour, strokeWidth: strokeWidths.thin, clip: true }),
    ...(ring === true ? [Plot.dot([0], { ...place, r: 4.6, stroke: theme.muted, strokeWidth: strokeWidths.guide, fill: "none" })] : []),
    Plot.dot([0], {
      ...place,
      r: 2.5,
      symbol: symbol as Plot.SymbolType,
      stroke: colour,
      fill: filled ? colour : theme.background,
      strokeWidth: 0.9,
    }),
    ...(note === undefined
      ? []
      : [
          Plot.text([note], {
            ...place,
            dx: 6,
            dy: noteBelow === true ? 5.5 : -5,
            textAnchor: "start",
            fill: theme.muted,
            stroke: theme.background,
            strokeWidth: 2,
            fontSize: fontSizes.note,
          }),
        ]),
  ];
}
