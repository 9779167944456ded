import * as Plot from "@observablehq/plot";
import { type Axis, formatOf, ticksOf } from "./axis.ts";
import { spread } from "./labels.ts";
import { fontSizes, strokeWidths, type Theme } from "./style.ts";
import { textWidth } from "./text.ts";

/** Where and how a panel is drawn: lengths in points. */
export interface Frame {
  readonly document: Document;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /** Whether no panel stands to its left, which it could share labels with. */
  readonly first: boolean;
}

/** A panel draws itself into any frame. */
export type Panel = (frame: Frame) => Element;

/** A label that stands beside the right edge of the frame at a value of y. */
export interface EndLabel {
  readonly text: string;
  readonly y: number;
  readonly colour: string;
}

/** Pixel positions of data values, and back. */
export interface Scales {
  /** Where a value of the horizontal axis stands, in points. */
  x(value: number): number;
  /** Where a value of the vertical axis stands, in points. */
  y(value: number): number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What all panels share, and the marks of one. */
export interface PanelOptions {
  readonly x: Axis;
  readonly y: Axis;
  /** Printed above the frame, flush left. */
  readonly title?: string;
  /** Labels beside the right edge; they are moved apart where they would overlap. */
  readonly endLabels?: readonly EndLabel[];
  /** Equal lengths for equal differences on both axes. */
  readonly square?: boolean;
  readonly marginLeft?: number;
  /** What is drawn inside the frame. */
  marks(scales: Scales): Plot.Markish[];
}

/** Draws a framed panel with axes, centred axis labels and a title: what all chart forms share. */
export function plotPanel({ document, theme, width, height }: Frame, options: PanelOptions): Element {
  const { x, y, title, endLabels = [] } = options;
  const yTicks = ticksOf(y, Math.max(2, Math.round(height / 32)));
  const yFormat = formatOf(y);
  const yTickWidth = Math.max(...yTicks.map((tick) => textWidth(yFormat(tick), fontSizes.tick)), 0);
  const labelWidth = Math.max(...endLabels.map(({ text }) => textWidth(text, fontSizes.note)), 0);
  const left = options.marginLeft ?? Math.ceil(yTickWidth + (y.label === "" ? 8 : 19));
  const right = Math.max(endLabels.length > 0 ? Math.ceil(labelWidth) + 6 : 7, Math.ceil(lastTickReach(x, width - left)));
  const [top, bottom] = [title === undefined ? 6 : 15, x.label === "" ? 14 : 25];
  const inner = { left, right: width - right, top, bottom: height - bottom };
  const xTicks = ticksOf(x, Math.max(2, Math.round((inner.right - inner.left) / 38)));
  const scaleX = Plot.scale({ x: { type: x.type ?? "linear", domain: [...x.domain], range: [inner.left, inner.right] } });
  const scaleY = Plot.scale({ y: { type: y.type ?? "linear", domain: [...y.domain], range: [inner.bottom, inner.top] } });
  const scales: Scales = { x: (value) => scaleX.apply(value) as number, y: (value) => scaleY.apply(value) as number, ...inner };
  const axis = { color: theme.ink, fontSize: fontSizes.tick, tickSize: 3, tickPadding: 2, label: null, strokeWidth: strokeWidths.axis };
  return Plot.plot({
    document,
    width,
    height,
    marginLeft: left,
    marginRight: right,
    marginTop: top,
    marginBottom: bottom,
    x: { type: x.type ?? "linear", domain: [...x.domain] },
    y: { type: y.type ?? "linear", domain: [...y.domain] },
    style: { fontFamily: "inherit" },
    marks: [
      ...options.marks(scales),
      Plot.frame({ stroke: theme.ink, strokeWidth: strokeWidths.axis }),
      // As `text`, not `tickFormat`: on logarithmic scales the latter leaves labels out as it sees fit.
      Plot.axisX([...xTicks], { ...axis, text: formatOf(x) }),
      Plot.axisY([...yTicks], { ...axis, text: yFormat }),
      note(x.label, (inner.left + inner.right) / 2, height - 4.5, { fill: theme.ink, fontSize: fontSizes.label }),
      note(y.label, fontSizes.label, (inner.top + inner.bottom) / 2, { fill: theme.ink, fontSize: fontSizes.label, rotate: -90 }),
      ...(title === undefined ? [] : [note(title, inner.left, 9, { fill: theme.ink, fontSize: fontSizes.title, textAnchor: "start" })]),
      ...placeEndLabels(endLabels, scales, inner),
    ],
  });
}

/** How far the label of a tick at the very end of the horizontal axis stands out to the right of it; 0 where it ends earlier, or is short. */
function lastTickReach(x: Axis, length: number): number {
  const last = ticksOf(x, Math.max(2, Math.round(length / 38))).at(-1);
  if (last === undefined || last !== x.domain[1]) return 0;
  const reach = textWidth(formatOf(x)(last), fontSizes.tick) / 2;
  // The usual margin is made for numbers of three digits or four.
  return reach > 8 ? reach + 1 : 0;
}

function placeEndLabels(
  labels: readonly EndLabel[],
  scales: Scales,
  inner: { right: number; top: number; bottom: number },
): Plot.Markish[] {
  const wanted = labels.map(({ y }) => Math.min(inner.bottom, Math.max(inner.top, scales.y(y))));
  const places = spread(wanted, fontSizes.note * 1.12, inner.top + 2, inner.bottom - 1);
  return labels.map(({ text, colour }, i) =>
    note(text, inner.right + 3.5, places[i] + fontSizes.note * 0.36, { fill: colour, textAnchor: "start" }),
  );
}

/** A text at a fixed place of the panel (baseline at `top`), in points from its upper left corner. */
export function note(text: string, leftEdge: number, top: number, options: Plot.TextOptions): Plot.Markish {
  return Plot.text([text], {
    frameAnchor: "top-left",
    lineAnchor: "bottom",
    text: (d: string) => d,
    textAnchor: "middle",
    fontSize: fontSizes.note,
    ...options,
    render: at(leftEdge, top),
  });
}

/** Overrides where a text mark puts its only text: Plot places by scales or frame anchors, notes by points. */
function at(leftEdge: number, top: number): Plot.RenderFunction {
  return (index, scales, values, dimensions, context, next) => {
    const group = next!(index, scales, values, dimensions, context)!;
    group.removeAttribute("transform");
    const text = group.querySelector("text")!;
    const rotation = /rotate\([^)]*\)/.exec(text.getAttribute("transform") ?? "")?.[0];
    text.setAttribute("transform", `translate(${leftEdge},${top})${rotation === undefined ? "" : ` ${rotation}`}`);
    text.removeAttribute("y");
    text.removeAttribute("x");
    return group;
  };
}
