import * as Plot from "@observablehq/plot";
import { printable } from "../spec/printable.ts";
import { element } from "./element.ts";
import type { Frame } from "./panel.ts";
import { dashes, fontSizes, type Method, methodNames, strokeWidths, type SymbolName, type Theme } from "./style.ts";
import { textWidth } from "./text.ts";
import { wrap } from "./wrap.ts";

/** One line of a legend: a stroke, a symbol or both, with its words. */
export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  /** Given (also as "") for a line. */
  readonly dash?: string;
  readonly symbol?: SymbolName;
  /** Whether the symbol is filled; hollow unless said. */
  readonly filled?: boolean;
  /** A thin ring around the symbol. */
  readonly ring?: boolean;
  /** A swatch of colour, for bands and cells. */
  readonly swatch?: boolean;
}

/** The line of a method, under its usual name unless given another. */
export function methodEntry(theme: Theme, method: Method, label: string = methodNames[method]): LegendEntry {
  return { label, colour: theme.methods[method], dash: dashes[method] };
}

const rowHeight = 10;
const gap = 10;

function keyWidth(entry: LegendEntry): number {
  return entry.dash !== undefined ? 16 : 7;
}

/** An entry with its words in lines that fit. */
interface Placed {
  readonly entry: LegendEntry;
  readonly lines: readonly string[];
  readonly width: number;
}

function placed(entry: LegendEntry, width: number): Placed {
  const key = keyWidth(entry) + 3;
  const lines = wrap(printable(entry.label), fontSizes.note, width - key);
  return { entry, lines, width: key + Math.max(...lines.map((line) => textWidth(line, fontSizes.note)), 0) };
}

/** Breaks entries into rows that fit the width; words that do not fit a row alone are broken into lines. */
function rowsOf(entries: readonly LegendEntry[], width: number): Placed[][] {
  const rows: Placed[][] = [[]];
  let used = 0;
  for (const entry of entries) {
    const one = placed(entry, width);
    if (used > 0 && used + one.width > width) {
      rows.push([]);
      used = 0;
    }
    rows[rows.length - 1].push(one);
    used += one.width + gap;
  }
  return rows;
}

const linesIn = (row: readonly Placed[]): number => Math.max(1, ...row.map(({ lines }) => lines.length));

/** Height of a legend, in points. */
export function legendHeight(entries: readonly LegendEntry[], width: number): number {
  return entries.length === 0 ? 0 : rowsOf(entries, width).reduce((sum, row) => sum + linesIn(row), 0) * rowHeight + 2;
}

/** Draws a legend as one group whose upper left corner is the origin. */
export function legend(
  { document, theme, width }: Pick<Frame, "document" | "theme" | "width">,
  entries: readonly LegendEntry[],
): SVGElement {
  const group = element(document, "g", { "aria-label": "legend", "font-size": fontSizes.note });
  let above = 0;
  for (const row of rowsOf(entries, width)) {
    let x = 0;
    const y = above * rowHeight + rowHeight / 2;
    for (const one of row) {
      drawEntry(document, theme, one, group, x, y);
      x += one.width + gap;
    }
    above += linesIn(row);
  }
  return group;
}

function drawEntry(document: Document, theme: Theme, { entry, lines }: Placed, group: SVGElement, x: number, y: number): void {
  const key = keyWidth(entry);
  if (entry.swatch === true) group.append(element(document, "rect", { x, y: y - 3, width: key, height: 6, fill: entry.colour }));
  if (entry.dash !== undefined) {
    group.append(
      element(document, "path", {
        d: `M${x},${y}h${key}`,
        stroke: entry.colour,
        "stroke-width": strokeWidths.line,
        "stroke-dasharray": entry.dash === "" ? undefined : entry.dash,
        fill: "none",
      }),
    );
  }
  if (entry.ring === true)
    group.append(
      element(document, "circle", {
        cx: x + key / 2,
        cy: y,
        r: 4,
        fill: "none",
        stroke: entry.colour,
        "stroke-width": strokeWidths.guide,
      }),
    );
  if (entry.symbol !== undefined) group.append(symbolAt(document, entry, x + key / 2, y));
  lines.forEach((line, i) =>
    group.append(
      element(
        document,
        "text",
        { x: x + key + 3, y: y + i * rowHeight + fontSizes.note * 0.36, fill: theme.ink, "text-anchor": "start" },
        line,
      ),
    ),
  );
}

/** The symbol exactly as Plot draws it in panels. */
function symbolAt(document: Document, { symbol, colour, filled = false }: LegendEntry, x: number, y: number): SVGElement {
  const plot = Plot.plot({
    document,
    axis: null,
    width: 10,
    height: 10,
    margin: 0,
    marks: [
      Plot.dot([0], {
        x: 5,
        y: 5,
        r: 2.4,
        symbol: symbol as Plot.SymbolType,
        fill: filled ? colour : "none",
        stroke: colour,
        frameAnchor: "middle",
        strokeWidth: strokeWidths.thin * 1.3,
      }),
    ],
  });
  const dot = plot.querySelector("circle, path")!;
  const paint = { fill: filled ? colour : "none", stroke: colour, "stroke-width": strokeWidths.thin * 1.3 };
  return dot.localName === "circle"
    ? element(document, "circle", { cx: x, cy: y, r: 2.4, ...paint })
    : element(document, "path", { d: dot.getAttribute("d")!, transform: `translate(${x},${y})`, ...paint });
}
