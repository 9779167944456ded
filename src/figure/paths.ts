import * as Plot from "@observablehq/plot";
import { type Axis, extent } from "./axis.ts";
import { type EndLabel, type Panel, plotPanel } from "./panel.ts";
import type { Band, Curve } from "./records.ts";
import { strokeWidths } from "./style.ts";
import type { Theme } from "./style.ts";

/** A line of a panel, with a band (over seeds) when it has `low` and `high`. */
export interface PathSeries {
  readonly curve: Curve | Band;
  readonly colour: string;
  readonly dash?: string;
  readonly width?: number;
  /** Printed beside the end of the line. */
  readonly label?: string;
}

/** A horizontal dashed line with its words at the line. */
export interface Guide {
  readonly y: number;
  readonly label: string;
  readonly colour?: string;
  /** Where along the axis its label stands: 0 left, 1 right. */
  readonly at?: number;
}

export interface PathsOptions {
  readonly x: Omit<Axis, "domain"> & { readonly domain?: readonly [number, number] };
  readonly y: Omit<Axis, "domain"> & { readonly domain?: readonly [number, number] };
  readonly title?: string;
  readonly series: readonly PathSeries[] | ((theme: Theme) => readonly PathSeries[]);
  readonly guides?: readonly Guide[];
  /** Further marks, drawn above the lines. */
  readonly marks?: (theme: Theme) => Plot.Markish[];
}

/** Lines over time or step, with bands over seeds. */
export function paths(options: PathsOptions): Panel {
  return (frame) => {
    const { theme } = frame;
    const series = typeof options.series === "function" ? options.series(theme) : options.series;
    const guides = options.guides ?? [];
    const x: Axis = { ...options.x, domain: options.x.domain ?? extent(series.flatMap(({ curve }) => [...curve.x]), options.x.type, 0) };
    const visible = series.flatMap(({ curve }) => [...curve.y, ...("low" in curve ? [...curve.low, ...curve.high] : [])]);
    const y: Axis = { ...options.y, domain: options.y.domain ?? extent([...visible, ...guides.map((guide) => guide.y)], options.y.type) };
    const endLabels: EndLabel[] = series.flatMap(({ curve, label, colour }) => (label === undefined || curve.y.length === 0 ? [] : [{ text: label, y: curve.y[curve.y.length - 1], colour }]));
    return plotPanel(frame, {
      x,
      y,
      title: options.title,
      endLabels,
      marks: (scales) => [
        ...series.flatMap(({ curve, colour }) => ("low" in curve ? [Plot.areaY(curve.x, { x: [...curve.x], y1: [...curve.low], y2: [...curve.high], fill: colour, fillOpacity: theme.name === "light" ? 0.16 : 0.26, clip: true })] : [])),
        ...series.map(({ curve, colour, dash, width }) =>
          Plot.line(thin(curve, scales), { x: (d: readonly number[]) => d[0], y: (d: readonly number[]) => d[1], stroke: colour, strokeWidth: width ?? strokeWidths.line, strokeDasharray: dash === "" ? undefined : dash, clip: true }),
        ),
        ...guides.flatMap((guide) => guideMarks(guide, x, theme)),
        ...(options.marks?.(theme) ?? []),
      ],
    });
  };
}

function guideMarks({ y, label, colour, at = 0 }: Guide, x: Axis, theme: Theme): Plot.Markish[] {
  const stroke = colour ?? theme.muted;
  return [
    Plot.ruleY([y], { stroke, strokeWidth: strokeWidths.guide, strokeDasharray: "2 1.5" }),
    Plot.text([label], { x: x.domain[at < 0.5 ? 0 : 1], y, dx: at < 0.5 ? 3 : -3, dy: -4, textAnchor: at < 0.5 ? "start" : "end", fill: stroke, fontSize: 6.2, stroke: theme.background, strokeWidth: 2 }),
  ];
}

/**
 * Leaves out points that would move the line by less than an eighth of a point of the page (Ramer, Douglas & Peucker),
 * so that a path of a thousand rows costs what can be seen of it.
 */
export function thin(curve: Curve, scales: { x(value: number): number; y(value: number): number }, tolerance = 0.125): (readonly [number, number])[] {
  const points = curve.x.map((x, i) => [x, curve.y[i]] as const).filter(([x, y]) => Number.isFinite(scales.x(x)) && Number.isFinite(scales.y(y)));
  const places = points.map(([x, y]) => [scales.x(x), scales.y(y)] as const);
  const keep = new Uint8Array(points.length);
  if (points.length > 0) keep[0] = keep[points.length - 1] = 1;
  const stack: [number, number][] = [[0, points.length - 1]];
  while (stack.length > 0) {
    const [from, to] = stack.pop()!;
    let worst = tolerance;
    let at = -1;
    const [dx, dy] = [places[to]?.[0] - places[from]?.[0], places[to]?.[1] - places[from]?.[1]];
    const length = Math.sqrt(dx * dx + dy * dy);
    for (let i = from + 1; i < to; i++) {
      const [ex, ey] = [places[i][0] - places[from][0], places[i][1] - places[from][1]];
      const away = length > 0 ? Math.abs(ex * dy - ey * dx) / length : Math.sqrt(ex * ex + ey * ey);
      if (away > worst) [worst, at] = [away, i];
    }
    if (at < 0) continue;
    keep[at] = 1;
    stack.push([from, at], [at, to]);
  }
  return points.filter((_, i) => keep[i] === 1);
}
