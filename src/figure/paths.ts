import * as Plot from "@observablehq/plot";
import { type Axis, extent } from "./axis.ts";
import { type EndLabel, type Panel, plotPanel, type Scales } from "./panel.ts";
import type { Band, Curve } from "./records.ts";
import { thin } from "./simplify.ts";
import { dashes, fontSizes, type Method, strokeWidths, type Theme } from "./style.ts";
import { textWidth } from "./text.ts";

/** A line of a panel, with a band (over seeds) when it has `low` and `high`. */
export interface PathSeries {
  readonly curve: Curve | Band;
  readonly colour: string;
  readonly dash?: string;
  readonly width?: number;
  /** Printed beside the end of the line. */
  readonly label?: string;
}

/** A curve in the colour and dash of a method. */
export function methodSeries(theme: Theme, method: Method, curve: Curve | Band): PathSeries {
  return { curve, colour: theme.methods[method], dash: dashes[method] };
}

/** A horizontal dashed line with its words at the line. */
export interface Guide {
  readonly y: number;
  readonly label: string;
  readonly colour?: string;
  /** Where its label stands: above the line at its left or right end, or beside the frame. */
  readonly at?: "left" | "right" | "beside";
}

/** What a panel of lines over time or step shows. */
export interface PathsOptions {
  readonly x: Omit<Axis, "domain"> & { readonly domain?: readonly [number, number] };
  readonly y: Omit<Axis, "domain"> & { readonly domain?: readonly [number, number] };
  readonly title?: string;
  /** Room for the axis on the left, in points, where panels above one another should line up. */
  readonly marginLeft?: number;
  /** In the order in which they are drawn. */
  readonly series: readonly PathSeries[] | ((theme: Theme) => readonly PathSeries[]);
  readonly guides?: readonly Guide[];
  /** Further marks, drawn above the lines. */
  readonly marks?: (theme: Theme) => Plot.Markish[];
}

/** Lines over time or step, with bands over seeds; where a curve has a chaos horizon it is marked, and what lies past it is paler. */
export function paths(options: PathsOptions): Panel {
  return (frame) => {
    const { theme } = frame;
    const given = typeof options.series === "function" ? options.series(theme) : options.series;
    const x: Axis = {
      ...options.x,
      domain:
        options.x.domain ??
        extent(
          given.flatMap(({ curve }) => [...curve.x]),
          options.x.type,
          0,
        ),
    };
    const visible = given.flatMap(({ curve }) => [...curve.y, ...("low" in curve ? [...curve.low, ...curve.high] : [])]);
    const levels = (options.guides ?? []).map((guide) => guide.y);
    const y: Axis = { ...options.y, domain: options.y.domain ?? extent([...visible, ...levels], options.y.type) };
    const guides = (options.guides ?? []).filter((guide) => guide.y >= y.domain[0] && guide.y <= y.domain[1]);
    const series = given.map((one) => ({ ...one, curve: onAxis(one.curve, y) }));
    const beside = guides
      .filter(({ at }) => at === "beside")
      .map(({ y: level, label, colour }): EndLabel => ({ text: label, y: level, colour: colour ?? theme.muted }));
    const endLabels: EndLabel[] = series.flatMap(({ curve, label, colour }) =>
      label === undefined || curve.y.length === 0 ? [] : [{ text: label, y: curve.y[curve.y.length - 1], colour }],
    );
    return plotPanel(frame, {
      x,
      y,
      title: options.title,
      marginLeft: options.marginLeft,
      endLabels: [...endLabels, ...beside],
      marks: (scales) => [
        ...series.flatMap(({ curve, colour }) =>
          "low" in curve
            ? [
                Plot.areaY(curve.x, {
                  x: [...curve.x],
                  y1: [...curve.low],
                  y2: [...curve.high],
                  fill: colour,
                  fillOpacity: 0.2,
                  clip: true,
                }),
              ]
            : [],
        ),
        ...series.flatMap(({ curve, colour, dash, width }) =>
          atHorizon(curve).map(({ part, past }) =>
            Plot.line(thin(part, scales), {
              x: (d: readonly number[]) => d[0],
              y: (d: readonly number[]) => d[1],
              stroke: colour,
              strokeWidth: width ?? strokeWidths.line,
              strokeDasharray: dash === "" ? undefined : dash,
              strokeOpacity: past ? 0.6 : undefined,
              clip: true,
            }),
          ),
        ),
        ...horizonMarks(series, x, y, theme, scales),
        ...guides.flatMap((guide) => guideMarks(guide, x, theme)),
        ...(options.marks?.(theme) ?? []),
      ],
    });
  };
}

/** Values that an axis has no place for, where it has a direction for them: what is infinite lies beyond all that is shown. */
function onAxis<Kind extends Curve | Band>(curve: Kind, y: Axis): Kind {
  const shown = (value: number): number => (Math.abs(value) === Infinity ? Math.sign(value) * Number.MAX_VALUE : value);
  const moved = { ...curve, x: curve.x.map(shown), y: curve.y.map(shown) };
  if (!("low" in curve)) return moved;
  // A band that reaches to zero and below reaches to the bottom of a logarithmic axis.
  const low = curve.low.map((value) => (y.type === "log" && value <= 0 ? Number.MIN_VALUE : shown(value)));
  return { ...moved, low, high: curve.high.map(shown) };
}

function guideMarks({ y, label, colour, at = "left" }: Guide, x: Axis, theme: Theme): Plot.Markish[] {
  const stroke = colour ?? theme.muted;
  const rule = Plot.ruleY([y], { stroke, strokeWidth: strokeWidths.guide, strokeDasharray: "2 1.5" });
  if (at === "beside") return [rule];
  const end =
    at === "left" ? { x: x.domain[0], dx: 3, textAnchor: "start" as const } : { x: x.domain[1], dx: -3, textAnchor: "end" as const };
  return [
    rule,
    Plot.text([label], { ...end, y, dy: -4, fill: stroke, fontSize: fontSizes.note, stroke: theme.background, strokeWidth: 2 }),
  ];
}

/** A curve up to its chaos horizon and past it, the two joined; the whole of it where there is none. */
function atHorizon(curve: Curve): { readonly part: Curve; readonly past: boolean }[] {
  const at = curve.horizon === undefined ? -1 : curve.x.findIndex((value) => value >= curve.horizon!);
  if (at < 0) return [{ part: curve, past: false }];
  return [
    { part: { x: curve.x.slice(0, at + 1), y: curve.y.slice(0, at + 1) }, past: false },
    { part: { x: curve.x.slice(at), y: curve.y.slice(at) }, past: true },
  ];
}

/** A dotted line at each chaos horizon in its curve's colour; words at the first. */
function horizonMarks(series: readonly PathSeries[], x: Axis, y: Axis, theme: Theme, scales: Scales): Plot.Markish[] {
  const shown = series.flatMap(({ curve: { horizon }, colour }) =>
    horizon === undefined || horizon < x.domain[0] || horizon > x.domain[1] ? [] : [{ horizon, colour }],
  );
  if (shown.length === 0) return [];
  const first = Math.min(...shown.map(({ horizon }) => horizon));
  const words = "chaos horizon";
  const fits = scales.x(first) + 3 + textWidth(words, fontSizes.note) <= scales.right;
  return [
    ...shown.map(({ horizon, colour }) =>
      Plot.ruleX([horizon], { stroke: colour, strokeWidth: strokeWidths.guide, strokeDasharray: "0.6 1.8", strokeLinecap: "round" }),
    ),
    Plot.text([words], {
      x: first,
      y: y.domain[0],
      dx: fits ? 3 : -3,
      dy: -5,
      textAnchor: fits ? "start" : "end",
      fill: theme.muted,
      fontSize: fontSizes.note,
      stroke: theme.background,
      strokeWidth: 2,
    }),
  ];
}
