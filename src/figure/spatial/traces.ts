import type { Method, Theme } from "../style.ts";
import type { Trace } from "./spatialDrawing.ts";

/** Points in the units of the axes. */
export interface SpatialPoints {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly z: readonly number[];
}

export interface LineOptions {
  readonly name: string;
  readonly colour: string;
  readonly width?: number;
  readonly dash?: "solid" | "dash" | "dot" | "dashdot";
  /** Shown by the legend unless false. */
  readonly inLegend?: boolean;
  /** Lines that the legend switches on and off together. */
  readonly group?: string;
  /** The legend's order, from the lowest; that of the traces unless given. */
  readonly rank?: number;
  /** What is read off at a point, beside its coordinates: words a point. */
  readonly notes?: readonly string[];
}

/** Five digits are more than a picture shows and keep the files small. */
export const rounded = (value: number): number => Number(value.toPrecision(5));

/** A line through points. */
export function lineTrace({ x, y, z }: SpatialPoints, { name, colour, width = 5, dash = "solid", ...options }: LineOptions): Trace {
  const { inLegend = true, group, rank, notes } = options;
  return {
    type: "scatter3d",
    mode: "lines",
    name,
    showlegend: inLegend,
    ...(group === undefined ? {} : { legendgroup: group }),
    ...(rank === undefined ? {} : { legendrank: rank }),
    x: x.map(rounded),
    y: y.map(rounded),
    z: z.map(rounded),
    line: { color: colour, width, dash },
    ...(notes === undefined ? { hoverinfo: "name" } : { text: notes, hovertemplate: "%{text}<extra></extra>" }),
  };
}

export interface MarkerOptions {
  readonly name: string;
  readonly colour: string;
  readonly symbol: MarkerSymbol;
  readonly size?: number;
  readonly inLegend?: boolean;
  readonly group?: string;
  readonly notes?: readonly string[];
}

/** The symbols that plotly.js has in three dimensions. */
export type MarkerSymbol = "circle" | "circle-open" | "square" | "square-open" | "diamond" | "diamond-open";

/** Symbols at points. */
export function markerTrace({ x, y, z }: SpatialPoints, { name, colour, symbol, size = 3.2, ...options }: MarkerOptions): Trace {
  const { inLegend = false, group, notes } = options;
  return {
    type: "scatter3d",
    mode: "markers",
    name,
    showlegend: inLegend,
    ...(group === undefined ? {} : { legendgroup: group }),
    x: x.map(rounded),
    y: y.map(rounded),
    z: z.map(rounded),
    marker: { color: colour, symbol, size, line: { color: colour, width: 1 } },
    ...(notes === undefined ? { hoverinfo: "name" } : { text: notes, hovertemplate: "%{text}<extra></extra>" }),
  };
}

export interface SheetOptions {
  readonly name: string;
  /** From the lowest value to the highest. */
  readonly colours: readonly string[];
  /** In [0, 1]; 1 unless given. */
  readonly opacity?: number;
  /** The interval of heights that the colours span; all heights unless given. */
  readonly limits?: readonly [number, number];
  readonly lines?: { readonly colour: string; readonly from: number; readonly to: number; readonly step: number };
  /** A template of plotly.js for what is read off. */
  readonly hover: string;
  readonly inLegend?: boolean;
}

/** A surface over a grid: z[j][i] over (x[i], y[j]); null is a hole. */
export function sheetTrace(
  { x, y, z }: { readonly x: readonly number[]; readonly y: readonly number[]; readonly z: readonly (readonly (number | null)[])[] },
  { name, colours, opacity = 1, limits, lines, hover, inLegend = false }: SheetOptions,
): Trace {
  const last = Math.max(1, colours.length - 1);
  return {
    type: "surface",
    name,
    showlegend: inLegend,
    showscale: false,
    x: x.map(rounded),
    y: y.map(rounded),
    z: z.map((row) => row.map((value) => (value === null ? null : rounded(value)))),
    ...(limits === undefined ? {} : { cmin: limits[0], cmax: limits[1] }),
    colorscale:
      colours.length === 1
        ? [
            [0, colours[0]],
            [1, colours[0]],
          ]
        : colours.map((colour, i) => [i / last, colour]),
    opacity,
    lighting: { ambient: 0.9, diffuse: 0.22, specular: 0.05, roughness: 0.9, fresnel: 0 },
    contours: {
      x: { highlight: false },
      y: { highlight: false },
      z:
        lines === undefined
          ? { highlight: false }
          : { show: true, start: lines.from, end: lines.to, size: lines.step, color: lines.colour, width: 1, highlight: false },
    },
    hovertemplate: hover,
  };
}

/** Words at a point, above it. */
export function wordsTrace({ x, y, z }: SpatialPoints, words: readonly string[], colour: string): Trace {
  return {
    type: "scatter3d",
    mode: "text",
    name: words.join(", "),
    showlegend: false,
    x: x.map(rounded),
    y: y.map(rounded),
    z: z.map(rounded),
    text: words,
    textposition: "top center",
    textfont: { color: colour, size: 12 },
    hoverinfo: "skip",
  };
}

/** What tells methods apart beside their colour: filled what was run, open what theory says of it. */
const methodSymbols: Readonly<Partial<Record<Method, MarkerSymbol>>> = {
  "gradient-flow": "circle",
  gd: "square",
  "central-flow": "square-open",
  sgd: "diamond",
  "minibatch-flow": "diamond-open",
};

export interface MethodPathOptions {
  readonly name: string;
  readonly notes: readonly string[];
  /** The points that get a symbol. */
  readonly markAt: readonly number[];
  /** How far above the line the symbols stand: on a surface, so that it does not cut them. */
  readonly lift?: number;
  readonly dash?: LineOptions["dash"];
}

/** A line and its symbols in the look of a method. */
export function methodPath(theme: Theme, method: Method, points: SpatialPoints, options: MethodPathOptions): Trace[] {
  const { name, notes, markAt, lift = 0, dash = "solid" } = options;
  // Central flow shares its colour with SGD, which figures in three dimensions show beside it.
  const colour = method === "central-flow" ? theme.muted : theme.methods[method];
  const some = <T>(values: readonly T[]): T[] => markAt.map((i) => values[i]);
  const marks = { x: some(points.x), y: some(points.y), z: some(points.z).map((value) => value + lift) };
  return [
    lineTrace(points, { name, colour, notes, group: name, dash }),
    markerTrace(marks, { name, colour, symbol: methodSymbols[method] ?? "circle-open", group: name, notes: some(notes) }),
  ];
}
