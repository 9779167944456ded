import * as Plot from "@observablehq/plot";
import type { Axis } from "./axis.ts";
import { type Panel, plotPanel } from "./panel.ts";
import type { Curve } from "./records.ts";
import { simplifyPath, thin } from "./simplify.ts";
import { fontSizes, strokeWidths, type Theme } from "./style.ts";

/** A path in the plane of two parameters. */
export interface PortraitPath {
  readonly curve: Curve;
  readonly colour: string;
  readonly dash?: string;
  readonly width?: number;
  /** Dots at the points themselves: steps of a discrete dynamics. */
  readonly dots?: boolean;
}

/** What a phase portrait shows. */
export interface PhasePortraitOptions {
  readonly x: Axis;
  readonly y: Axis;
  readonly title?: string;
  /** The loss; its level lines are drawn at `levels`. */
  readonly loss: (x: number, y: number) => number;
  readonly levels: readonly number[];
  /** Above the level lines, in this order. */
  readonly paths: (theme: Theme) => readonly PortraitPath[];
  /** Curves of their own (a manifold of minima), under the paths. */
  readonly manifolds?: (theme: Theme) => readonly PortraitPath[];
  readonly points?: readonly {
    readonly x: number;
    readonly y: number;
    readonly label: string;
    readonly symbol: "cross" | "circle";
    readonly dx?: number;
    readonly dy?: number;
    readonly anchor?: "start" | "middle" | "end";
  }[];
}

/** Paths of two parameters over level lines of the loss, all as vectors. */
export function phasePortrait({ x, y, title, loss, levels, paths, manifolds, points = [] }: PhasePortraitOptions): Panel {
  return (frame) => {
    const { theme } = frame;
    const [x1, x2] = outside(x.domain);
    const [y1, y2] = outside(y.domain);
    return plotPanel(frame, {
      x,
      y,
      title,
      marks: (scales) => [
        // Level lines are closed along the edge of the sampled region: it lies outside the frame and is clipped away.
        Plot.contour({
          x1,
          x2,
          y1,
          y2,
          value: (u: number, v: number) => loss(u, v),
          thresholds: [...levels],
          fill: "none",
          stroke: theme.faint,
          strokeWidth: strokeWidths.guide,
          pixelSize: 2,
          clip: true,
          render: simplified,
        }),
        ...(manifolds?.(theme) ?? []).map((path) => line(path, scales)),
        ...paths(theme).map((path) => line(path, scales)),
        ...paths(theme).flatMap(({ curve, colour, dots }) =>
          dots === true ? [Plot.dot(curve.x, { x: [...curve.x], y: [...curve.y], r: 1, fill: colour, clip: true })] : [],
        ),
        ...points.flatMap(({ x: u, y: v, label, symbol, dx = 5, dy = 0, anchor = "start" }) => [
          Plot.dot([0], {
            x: [u],
            y: [v],
            symbol: symbol === "cross" ? "times" : "circle",
            r: symbol === "cross" ? 3.2 : 2,
            stroke: theme.ink,
            fill: symbol === "cross" ? "none" : theme.ink,
            strokeWidth: 1.2,
          }),
          Plot.text([label], {
            x: [u],
            y: [v],
            dx,
            dy,
            textAnchor: anchor,
            fill: theme.ink,
            fontSize: fontSizes.note,
            stroke: theme.background,
            strokeWidth: 2,
          }),
        ]),
      ],
    });
  };
}

function line({ curve, colour, dash, width }: PortraitPath, scales: { x(v: number): number; y(v: number): number }): Plot.Markish {
  return Plot.line(thin(curve, scales, 0.06), {
    x: (d: readonly number[]) => d[0],
    y: (d: readonly number[]) => d[1],
    stroke: colour,
    strokeWidth: width ?? strokeWidths.line,
    strokeDasharray: dash === "" ? undefined : dash,
    clip: true,
  });
}

function outside([low, high]: readonly [number, number]): [number, number] {
  const margin = (high - low) * 0.02;
  return [low - margin, high + margin];
}

/** Level lines come with a point for every pixel they cross. */
const simplified: Plot.RenderFunction = (index, scales, values, dimensions, context, next) => {
  const group = next!(index, scales, values, dimensions, context)!;
  for (const path of group.querySelectorAll("path")) path.setAttribute("d", simplifyPath(path.getAttribute("d") ?? "", 0.06));
  return group;
};
