import type { Theme } from "../style.ts";

/** A trace of plotly.js: its type and its attributes, as JSON. */
export interface Trace {
  /** What plotly.js calls it. */
  readonly type: "surface" | "scatter3d";
  readonly [attribute: string]: unknown;
}

/** An axis of a box in three dimensions. */
export interface SpatialAxis {
  /** Symbol and unit; <sub> and <sup> are understood. */
  readonly label: string;
  /** "linear" unless given. */
  readonly type?: "linear" | "log";
  /** In units of the axis; all that is drawn unless given. */
  readonly domain?: readonly [number, number];
  /** Where ticks stand, in units of the axis; plotly's choice unless given. */
  readonly ticks?: readonly number[];
}

/** A figure in three dimensions, before it is given a theme. */
export interface SpatialDrawing {
  readonly x: SpatialAxis;
  readonly y: SpatialAxis;
  readonly z: SpatialAxis;
  /** Relative lengths of the sides of the box. */
  readonly sides: Readonly<Record<"x" | "y" | "z", number>>;
  /** Where the eye stands, in units of the box about its middle. */
  readonly eye: Readonly<Record<"x" | "y" | "z", number>>;
  /** What is drawn, in the order in which it is drawn. */
  traces(theme: Theme): readonly Trace[];
  /** What a reader who cannot see the figure is told: a sentence. */
  readonly description: string;
}
