import * as Plot from "@observablehq/plot";
import { type Axis, extent } from "./axis.ts";
import { type Panel, plotPanel } from "./panel.ts";
import type { Curve } from "./records.ts";
import { thin } from "./simplify.ts";
import { strokeWidths, type Theme } from "./style.ts";

/** Bars side by side, as a histogram has them: `edges` has one entry more than `heights`. */
export interface Bars {
  readonly edges: readonly number[];
  readonly heights: readonly number[];
  readonly colour: string;
  /** Solid areas unless given; outlines stay legible above others. */
  readonly outline?: boolean;
}

/** What a panel of histograms shows. */
export interface HistogramOptions {
  readonly x: Axis;
  readonly y: Omit<Axis, "domain"> & { readonly domain?: readonly [number, number] };
  readonly title?: string;
  /** One set of bars a histogram, the first at the back. */
  readonly bars: (theme: Theme) => readonly Bars[];
  /** Lines above the bars: what theory expects. */
  readonly curves?: (theme: Theme) => readonly { readonly curve: Curve; readonly colour: string; readonly dash?: string }[];
}

/** Histograms with the densities that they are compared with. */
export function histogram({ x, y, title, bars, curves }: HistogramOptions): Panel {
  return (frame) => {
    const { theme } = frame;
    const all = bars(theme);
    const lines = curves?.(theme) ?? [];
    const top = extent([...all.flatMap(({ heights }) => [...heights]), ...lines.flatMap(({ curve }) => [...curve.y])])[1];
    return plotPanel(frame, {
      x,
      y: { ...y, domain: y.domain ?? [0, top] },
      title,
      marks: (scales) => [
        ...all.map(({ edges, heights, colour, outline }) =>
          outline === true
            ? Plot.line(outlineOf(edges, heights), { stroke: colour, strokeWidth: strokeWidths.line, clip: true })
            : Plot.rectY([...heights], {
                x1: edges.slice(0, -1),
                x2: edges.slice(1),
                y: [...heights],
                fill: colour,
                fillOpacity: 0.35,
                inset: 0.2,
                clip: true,
              }),
        ),
        ...lines.map(({ curve, colour, dash }) =>
          Plot.line(thin(curve, scales), {
            x: (d: readonly number[]) => d[0],
            y: (d: readonly number[]) => d[1],
            stroke: colour,
            strokeWidth: strokeWidths.line,
            strokeDasharray: dash === "" ? undefined : dash,
            clip: true,
          }),
        ),
      ],
    });
  };
}

function outlineOf(edges: readonly number[], heights: readonly number[]): [number, number][] {
  return heights.flatMap((height, i): [number, number][] => [
    [edges[i], height],
    [edges[i + 1], height],
  ]);
}

/** The share of the values in each of `count` equal bins of a domain, over the bin's width: it integrates to the share that lies within. */
export function densityBars(
  values: readonly number[],
  [low, high]: readonly [number, number],
  count: number,
): Pick<Bars, "edges" | "heights"> {
  const width = (high - low) / count;
  const heights = Array.from({ length: count }, () => 0);
  for (const value of values) {
    const bin = Math.floor((value - low) / width);
    if (bin >= 0 && bin < count) heights[bin] += 1 / (values.length * width);
  }
  return { edges: Array.from({ length: count + 1 }, (_, i) => low + i * width), heights };
}
