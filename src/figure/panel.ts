import * as Plot from "@observablehq/plot";
import { printable } from "../spec/printable.ts";
import { type Axis, formatOf, ticksOf } from "./axis.ts";
import { besideLabels, type EndLabel, placeEndLabels } from "./beside.ts";
import { note } from "./note.ts";
import type { Scales } from "./scales.ts";
import { fontSizes, strokeWidths, type Theme } from "./style.ts";
import { textWidth } from "./text.ts";
import { wrap } from "./wrap.ts";
import { lastTickReach, xTicksOf } from "./xTicks.ts";

export type { EndLabel } from "./beside.ts";
export { note } from "./note.ts";
export type { Scales } from "./scales.ts";

/** Where and how a panel is drawn: lengths in points. */
export interface Frame {
  readonly document: Document;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /** Whether no panel stands to its left, which it could share labels with. */
  readonly first: boolean;
  /** Whether none stands to its right, whose margin its title may reach into. */
  readonly last?: boolean;
}

/** A panel draws itself into any frame. */
export type Panel = (frame: Frame) => Element;

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

/** Distances of lines of text, relative to their size. */
const lineHeight = 1.2;
/** The largest part of a panel's width that labels beside it take. */
const mostBeside = 0.4;

/**
 * Draws a framed panel with axes, centred axis labels and a title: what all chart forms share. Labels that are longer than their side are broken into lines, for which the frame makes room; a panel whose
 * labels beside the frame need it becomes higher than it was asked to be.
 */
export function plotPanel({ document, theme, width, height: asked, last = true }: Frame, options: PanelOptions): Element {
  const { x, y } = options;
  const beside = besideLabels(options.endLabels ?? [], width * mostBeside);
  const titles = options.title === undefined ? [] : wrap(printable(options.title), fontSizes.title, width - 24);
  const xTitle = wrap(printable(x.label), fontSizes.label, width - 30);
  const [lineOfTitle, lineOfLabel] = [fontSizes.title * lineHeight, fontSizes.label * lineHeight];
  const top = titles.length === 0 ? 6 : 15 + (titles.length - 1) * lineOfTitle;
  const bottom = x.label === "" ? 14 : 25 + (xTitle.length - 1) * lineOfLabel;
  const height = Math.max(asked, Math.ceil(top + bottom + beside.height), top + bottom + leastHeight);
  const yTicks = ticksOf(y, Math.max(2, Math.round(height / 32)));
  const yFormat = formatOf(y);
  const yTickWidth = Math.max(...yTicks.map((tick) => textWidth(yFormat(tick), fontSizes.tick)), 0);
  const yTitle = wrap(printable(y.label), fontSizes.label, height - top - bottom + 6);
  const ofYTitle = (yTitle.length - 1) * lineOfLabel;
  const left = Math.max(
    (options.marginLeft ?? 0) + ofYTitle,
    options.marginLeft ?? Math.ceil(yTickWidth + (y.label === "" ? 8 : 19)) + ofYTitle,
  );
  const usual = Math.max(beside.labels.length > 0 ? Math.ceil(beside.width) + 6 : 7, Math.ceil(lastTickReach(x, width - left)));
  const { xTicks, right } = xTicksOf(x, left, usual, width);
  const inner = { left, right: width - right, top, bottom: height - bottom };
  const scaleX = Plot.scale({ x: { type: x.type ?? "linear", domain: [...x.domain], range: [inner.left, inner.right] } });
  const scaleY = Plot.scale({ y: { type: y.type ?? "linear", domain: [...y.domain], range: [inner.bottom, inner.top] } });
  const scales: Scales = { x: (value) => scaleX.apply(value) as number, y: (value) => scaleY.apply(value) as number, ...inner };
  const axis = { color: theme.ink, fontSize: fontSizes.tick, tickSize: 3, tickPadding: 2, label: null, strokeWidth: strokeWidths.axis };
  const ink = { fill: theme.ink };
  const middle = { x: (inner.left + inner.right) / 2, y: (inner.top + inner.bottom) / 2 };
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
      ...xTitle.map((line, i) =>
        note(line, centred(line, middle.x, width), height - 4.5 - (xTitle.length - 1 - i) * lineOfLabel, {
          ...ink,
          fontSize: fontSizes.label,
        }),
      ),
      ...yTitle.map((line, i) =>
        note(line, fontSizes.label + i * lineOfLabel, middle.y, { ...ink, fontSize: fontSizes.label, rotate: -90 }),
      ),
      ...titles.map((line, i) =>
        note(line, Math.min(inner.left, width + (last ? 0 : 8) - textWidth(line, fontSizes.title)), 9 + i * lineOfTitle, {
          ...ink,
          fontSize: fontSizes.title,
          textAnchor: "start",
        }),
      ),
      ...placeEndLabels(beside, scales, inner),
    ],
  });
}

/** A frame is no lower than this, whatever its labels take. */
const leastHeight = 40;

/** The middle of a text, moved where it would stand out of the panel. */
const centred = (text: string, middle: number, width: number): number => {
  const half = textWidth(text, fontSizes.label) / 2;
  return Math.max(half, Math.min(middle, width - half));
};
