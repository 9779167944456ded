import type { Watch } from "./watch.ts";
import type { Drawing } from "../figure/compose.ts";
import type { RunRecord } from "../experiment/types.ts";

/** A number that the reader may choose: a slider in a page, a constant elsewhere. */
export interface Slider {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly step: number;
  /** Where it stands at first. */
  readonly value: number;
}

/** One of several words that the reader may choose: a menu in a page, a constant elsewhere. */
export interface Choice {
  readonly label: string;
  readonly options: readonly string[];
  /** Which is chosen at first. */
  readonly value: string;
}

/** A handle on a figure's first panel, whose axes are linear: dragging it moves the sliders of these labels. */
export interface Drag {
  readonly x: { readonly label: string; readonly domain: readonly [number, number] };
  readonly y: { readonly label: string; readonly domain: readonly [number, number] };
}

/** A figure with what it shows and the runs that it was drawn from. */
export interface NotebookFigure {
  /** Of the file when it is saved. */
  readonly name: string;
  readonly drawing: Drawing;
  readonly caption: string;
  readonly records: readonly RunRecord[];
  /** In a page: what can be dragged in it. */
  readonly drag?: Drag;
}

/** Cells of a table; the heads name the units. */
export interface NotebookTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** What a notebook's cells act on: a page, or an executor that keeps the outputs. */
export interface Stage {
  /** The outputs that follow belong to this cell. */
  cell(id: string): void;
  slider(slider: Slider): number;
  choice(choice: Choice): string;
  /** Shows a figure and answers it, for `paper`. */
  figure(figure: NotebookFigure): NotebookFigure;
  table(table: NotebookTable): void;
  /** Shows a value as what it is: a record, a sweep, a claim, a Point, … */
  display(value: object): void;
  /** Shows how far work is while it is done, and lets the reader cancel it: `await progress("descent", (watch) => run(spec, watch))`. */
  progress<Result>(label: string, work: (watch: Watch) => Promise<Result>): Promise<Result>;
  /** Offers a figure for a paper: SVG and PDF in print size, and the specs that make it; buttons in a page, files elsewhere. */
  paper(figure: NotebookFigure): Promise<void>;
  /** Shows a sentence of the text and whether the numbers say so. Throws NumericalError where they do not and no input was changed. */
  verify(sentence: string, holds: boolean): void;
}
