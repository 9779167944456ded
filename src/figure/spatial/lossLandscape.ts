import { formatNumber } from "../text.ts";
import type { Method, Theme } from "../style.ts";
import type { SpatialDrawing, Trace } from "./spatialDrawing.ts";
import { methodPath, sheetTrace, wordsTrace } from "./traces.ts";

/** A path over a plane. */
export interface LandscapePath {
  readonly method: Method;
  readonly name: string;
  readonly time: readonly number[];
  /** Coordinates in the plane. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The loss in the plane, where the path lies in the picture. */
  readonly planeLosses: readonly number[];
  /** The loss on the path itself. */
  readonly losses: readonly number[];
  readonly offPlane: readonly number[];
}

/** The loss over a plane, and paths that were run. */
export interface Landscape {
  readonly x: { readonly label: string; readonly at: readonly number[] };
  readonly y: { readonly label: string; readonly at: readonly number[] };
  /** losses[j][i] at (x[i], y[j]). */
  readonly losses: readonly (readonly number[])[];
  /** What of the surface is shown. */
  readonly limits: readonly [number, number];
  /** How far apart the level lines are, from the lower limit up. */
  readonly levelStep: number;
  readonly paths: readonly LandscapePath[];
  /** Every so many points a path is marked. */
  readonly markEvery: number;
  readonly eye: SpatialDrawing["eye"];
  readonly description: string;
}

/** The loss as a surface over two directions, with paths lying on it where their feet in the plane are; the loss on a path itself, which the plane hides, is read off by pointing at it. */
export function lossLandscape({ x, y, losses, limits, levelStep, paths, markEvery, eye, description }: Landscape): SpatialDrawing {
  return {
    x: { label: x.label },
    y: { label: y.label },
    z: { label: "loss L", domain: limits },
    sides: { x: 1.25, y: 1.1, z: 0.7 },
    eye,
    description,
    traces: (theme) => [
      sheetTrace(
        { x: x.at, y: y.at, z: losses },
        {
          name: "loss",
          colours: surfaceColours[theme.name],
          limits,
          lines: { colour: theme.name === "light" ? "#8fa3b8" : "#5d7085", from: limits[0], to: limits[1], step: levelStep },
          hover: "x %{x:.2f}, y %{y:.2f}: L = %{z:.3g}<extra></extra>",
        },
      ),
      ...paths.flatMap((path) => pathTraces(theme, path, markEvery, (limits[1] - limits[0]) / 100)),
      startTrace(theme, paths[0]),
    ],
  };
}

/** One hue, from the valleys up: the paths have the other colours. */
const surfaceColours = {
  light: ["#a3bfda", "#c6d8e8", "#e2ebf3", "#f5f8fa"],
  dark: ["#1d3347", "#27435b", "#33546f", "#436a89"],
} as const;

function pathTraces(theme: Theme, path: LandscapePath, markEvery: number, lift: number): Trace[] {
  const { method, name, time, x, y, planeLosses, losses, offPlane } = path;
  const notes = time.map(
    (t, i) =>
      `${name}, time ${formatNumber(t)}<br>loss ${formatNumber(losses[i])} on the path, ${formatNumber(planeLosses[i])} in the plane<br>${offPlane[i].toFixed(2)} off the plane`,
  );
  const markAt = time.flatMap((_, i) => (i % markEvery === 0 ? [i] : []));
  // Lifted by a line's width, so that the surface does not cut it.
  const onSurface = { x, y, z: planeLosses.map((loss) => loss + lift) };
  return methodPath(theme, method, onSurface, { name, notes, markAt, lift: 2 * lift });
}

function startTrace(theme: Theme, { x, y, planeLosses }: LandscapePath): Trace {
  return wordsTrace({ x: x.slice(0, 1), y: y.slice(0, 1), z: planeLosses.slice(0, 1) }, ["start"], theme.ink);
}
