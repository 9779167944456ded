import type { Finding } from "../claims/index.ts";
import type { SweepResult } from "../experiment/sweep.ts";
import type { RunRecord } from "../experiment/types.ts";
import type { PlotlyFigure } from "../figure/spatial/plotlyFigure.ts";
import type { Data } from "../objective/family.ts";
import { Point } from "../objective/point.ts";
import { readingInWords } from "../objective/readingInWords.ts";
import { DataError, NumericalError, SpecError } from "../spec/errors.ts";
import { describeFinding } from "./describe/finding.ts";
import { describePoint } from "./describe/point.ts";
import { describeRecord } from "./describe/record.ts";
import { describeSweep } from "./describe/sweep.ts";
import type { NotebookFigure, NotebookTable } from "./stage.ts";

/** What there is to show of a value: sentences, tables, figures, in this order. */
export interface Description {
  readonly sentences: readonly string[];
  readonly tables: readonly NotebookTable[];
  readonly figures: readonly NotebookFigure[];
  /** A figure that can be turned, for plotly.js. */
  readonly spatial?: PlotlyFigure;
}

/** What `display` knows how to show; anything else is shown as JSON. */
export type Displayable = RunRecord | SweepResult | Data | Finding | Point | NotebookFigure | PlotlyFigure | NotebookTable | Error | string;

/** Says what there is to show of a value. */
export function describe(value: unknown): Description {
  if (value instanceof Error) return words(sentenceOf(value));
  if (value instanceof Point) return describePoint(value);
  if (typeof value === "string") return words(value);
  if (has<NotebookFigure>(value, "drawing", "caption")) return { ...words(), figures: [value] };
  if (has<PlotlyFigure>(value, "data", "layout")) return { ...words(...captionOf(value)), spatial: value };
  if (has<NotebookTable>(value, "heads", "rows")) return { ...words(), tables: [value] };
  if (has<RunRecord>(value, "spec", "path", "final")) return describeRecord(value);
  if (has<Data>(value, "train", "reading") && value.reading !== undefined) return words(...readingInWords(value.reading));
  if (has<SweepResult>(value, "axes", "cells")) return describeSweep(value);
  if (has<Finding>(value, "verdict", "quantities")) return describeFinding(value);
  return words(JSON.stringify(value, null, 1) ?? String(value));
}

/** The sentence of an error: those of the kit say what is wrong, where, and what would be right, so that nobody needs their stack. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error instanceof SpecError || error instanceof DataError || error instanceof NumericalError;
  return own ? error.message : `${error.name}: ${error.message}`;
}

const words = (...sentences: string[]): Description => ({ sentences, tables: [], figures: [] });

/** Figures of the gallery bring their caption with them. */
const captionOf = (figure: PlotlyFigure): string[] => (has<{ caption: string }>(figure, "caption") ? [figure.caption] : []);

function has<Kind>(value: unknown, ...keys: (keyof Kind & string)[]): value is Kind {
  return typeof value === "object" && value !== null && keys.every((key) => key in value);
}
