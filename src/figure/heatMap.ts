import * as Plot from "@observablehq/plot";
import { type Panel, plotPanel } from "./panel.ts";
import { divergingArea, sequential } from "./style.ts";
import { formatNumber } from "./text.ts";

/** A cell of a heat map. */
export interface Cell {
  readonly x: number;
  readonly y: number;
  /** null = no value (a run that diverged): the cell is crossed out. */
  readonly value: number | null;
}

/** An axis of a heat map, and how its values are printed; `formatNumber` unless given. */
export interface HeatMapAxis {
  readonly label: string;
  /** How a value is printed beside its row or below its column. */
  readonly format?: (value: number) => string;
}

/** What a heat map shows, and how its numbers are printed. */
export interface HeatMapOptions {
  readonly x: HeatMapAxis;
  readonly y: HeatMapAxis;
  readonly title?: string;
  readonly cells: readonly Cell[];
  /** "diverging" centres the colours on zero. */
  readonly scale?: "sequential" | "diverging";
  /** How the number in a cell is printed; two digits unless given. */
  readonly format?: (value: number) => string;
}

/** A table in colour, every cell with its number: rows and columns in the order of their values, evenly spaced. */
export function heatMap({ x, y, title, cells, scale = "sequential", format = (value) => formatNumber(value, 2) }: HeatMapOptions): Panel {
  const xs = [...new Set(cells.map((cell) => cell.x))].sort((a, b) => a - b);
  const ys = [...new Set(cells.map((cell) => cell.y))].sort((a, b) => a - b);
  const values = cells.flatMap(({ value }) => (value === null ? [] : [value]));
  const reach = Math.max(...values.map(Math.abs), Number.MIN_VALUE);
  const [low, high] = scale === "diverging" ? [-reach, reach] : [Math.min(...values), Math.max(...values)];
  const share = (value: number): number => (high > low ? (value - low) / (high - low) : 0.5);
  return (frame) => {
    const { theme } = frame;
    const colour = (value: number): string =>
      scale === "diverging" ? divergingArea(theme, share(value)) : sequential(theme, share(value));
    const placed = cells.map((cell) => ({ ...cell, i: xs.indexOf(cell.x), j: ys.indexOf(cell.y) }));
    return plotPanel(frame, {
      x: { label: x.label, domain: [-0.5, xs.length - 0.5], ticks: xs.map((_, i) => i), format: (i) => (x.format ?? formatNumber)(xs[i]) },
      y: { label: y.label, domain: [-0.5, ys.length - 0.5], ticks: ys.map((_, j) => j), format: (j) => (y.format ?? formatNumber)(ys[j]) },
      title,
      marks: () => [
        Plot.rect(placed, {
          x1: ({ i }) => i - 0.5,
          x2: ({ i }) => i + 0.5,
          y1: ({ j }) => j - 0.5,
          y2: ({ j }) => j + 0.5,
          fill: ({ value }) => (value === null ? theme.background : colour(value)),
          inset: 0.4,
        }),
        Plot.text(placed, {
          x: "i",
          y: "j",
          text: ({ value }) => (value === null ? "×" : format(value)),
          fill: ({ value }) => (value === null ? theme.muted : inkOn(colour(value))),
          fontSize: 6.2,
        }),
      ],
    });
  };
}

/** Black or white, whichever stands out more (relative luminance after WCAG 2, gamma taken as 2.2). */
function inkOn(colour: string): string {
  const [r, g, b] = [1, 3, 5].map((k) => (parseInt(colour.slice(k, k + 2), 16) / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#000000" : "#ffffff";
}
