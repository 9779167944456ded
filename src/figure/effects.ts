import * as Plot from "@observablehq/plot";
import { type Axis, extent } from "./axis.ts";
import { type Panel, plotPanel } from "./panel.ts";
import { strokeWidths, type Theme } from "./style.ts";

/** One row: a number with its interval. */
export interface EffectRow {
  readonly label: string;
  readonly value: number;
  /** The interval; none where they are left out. */
  readonly low?: number;
  readonly high?: number;
  /** Single values (seeds), drawn small. */
  readonly seeds?: readonly number[];
  readonly colour: string;
  /** What theory expects: a diamond. */
  readonly expected?: number;
}

/** What a chart of effects shows. */
export interface EffectsOptions {
  readonly title?: string;
  readonly x: Omit<Axis, "domain"> & { readonly domain?: readonly [number, number] };
  /** From top to bottom. */
  readonly rows: (theme: Theme) => readonly EffectRow[];
  /** Bars from zero; points otherwise. */
  readonly bars?: boolean;
  /** The panel to the left has the same rows: labels are left out where there is one. */
  readonly shared?: boolean;
}

/** Numbers with intervals in rows, from the top, about a line at zero: estimated effects and coefficients. */
export function effects({ title, x, rows: make, bars = false, shared = false }: EffectsOptions): Panel {
  return (frame) => {
    const { theme } = frame;
    const rows = make(theme);
    const shown = rows.flatMap(({ value, low, high, expected, seeds }) => [
      value,
      low ?? value,
      high ?? value,
      expected ?? value,
      ...(seeds ?? []),
      0,
    ]);
    const place = (i: number): number => rows.length - 1 - i;
    const placed = rows.map((row, i) => ({ ...row, y: place(i) }));
    return plotPanel(frame, {
      x: { ...x, domain: x.domain ?? extent(shown) },
      y: {
        label: "",
        domain: [-0.6, rows.length - 0.4],
        ticks: rows.map((_, i) => place(i)),
        format: (y) => (shared && !frame.first ? "" : rows[place(y)].label),
      },
      title,
      marks: () => [
        Plot.ruleX([0], { stroke: theme.faint, strokeWidth: strokeWidths.guide }),
        ...(bars
          ? [
              Plot.rect(placed, {
                x1: 0,
                x2: "value",
                y1: ({ y }) => y - 0.3,
                y2: ({ y }) => y + 0.3,
                fill: "colour",
                fillOpacity: 0.45,
                clip: true,
              }),
            ]
          : []),
        Plot.ruleY(
          placed.filter(({ low }) => low !== undefined),
          { y: "y", x1: "low", x2: "high", stroke: "colour", strokeWidth: strokeWidths.line, clip: true },
        ),
        Plot.dot(
          placed.flatMap(({ seeds = [], y, colour }) => seeds.map((value) => ({ value, y: y - 0.18, colour }))),
          { x: "value", y: "y", r: 0.9, fill: "colour", stroke: null, clip: true },
        ),
        Plot.dot(
          placed.filter(({ expected }) => expected !== undefined),
          {
            x: "expected",
            y: "y",
            r: 3.2,
            symbol: "diamond",
            stroke: theme.ink,
            fill: theme.background,
            strokeWidth: strokeWidths.thin * 1.3,
          },
        ),
        ...(bars ? [] : [Plot.dot(placed, { x: "value", y: "y", r: 1.7, fill: "colour", stroke: null, clip: true })]),
      ],
    });
  };
}
