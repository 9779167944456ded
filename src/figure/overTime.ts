import { errorColumnOf } from "../experiment/errorColumn.ts";
import type { Drawing } from "./compose.ts";
import type { LegendEntry } from "./legend.ts";
import { type Guide, paths } from "./paths.ts";
import { type Band, type Curve, curve, type FigureRecord } from "./records.ts";
import { runNames } from "./runNames.ts";
import { type Descent, stabilityOf } from "./stabilityGuide.ts";
import { isSteady, steadyDomain, valuesOf } from "./steady.ts";
import { sequential, type Theme } from "./style.ts";

/** What a chart of columns over time shows beside the records. */
export interface OverTimeOptions {
  /** Columns of the records' paths, a panel each, two in a row. */
  readonly columns: readonly string[];
  /** A column's name with its unit, as the axis prints it; its name unless given. */
  readonly label?: (column: string) => string;
  /** What a record is called in the legend, which several records have; what differs between their specs unless given. */
  readonly nameOf?: (record: FigureRecord) => string;
  /** Runs that the others are compared with: they are drawn dashed, in ink. */
  readonly references?: readonly FigureRecord[];
}

/** More curves than this cannot be told apart in a legend. */
const mostNames = 24;

/**
 * Columns of one or several records over time: a first look at any runs. Positive columns that span more than a factor of 30 are drawn on a logarithmic axis. Where some runs diverged, or their
 * loss grew a thousandfold, and others did not, the axes are those of the others, with as much room again: what ran away leaves the frame.
 */
export function overTime(records: readonly FigureRecord[], options: OverTimeOptions): Drawing {
  const { columns, label = (name) => name, references = [] } = options;
  const all = [...records, ...references];
  return {
    description: `${columns.join(", ")} over time of ${all.length === 1 ? "one run" : `${all.length} runs`}.`,
    legend: (theme) => legendOf(records, references, options.nameOf, theme),
    rows: pairs(columns).map((pair) => ({
      height: 150,
      panels: pair.map((column) => {
        const has = (record: FigureRecord): boolean => column in record.path;
        const shown = all.filter(has);
        const curves = shown.map((record) => withErrorBand(record, column));
        const steady = shown.some(isSteady) ? curves.filter((_, i) => isSteady(shown[i])) : curves;
        const guides = column === "sharpness" ? thresholds(shown, steady) : [];
        // What ran away may not be positive where the others are.
        const type = isWide(steady) && rangeOf(curves)[0] > 0 ? "log" : "linear";
        return paths({
          x: { label: "time" },
          guides,
          y: { label: label(column), type, ...(steady.length < curves.length && { domain: steadyDomain(steady, curves, guides, type) }) },
          series: (theme) =>
            // What ran away lies beneath.
            [...curves.keys()]
              .toSorted((i, j) => Number(isSteady(shown[i])) - Number(isSteady(shown[j])))
              .map((i) => ({
                curve: curves[i],
                ...(references.includes(shown[i]) ? reference(theme) : { colour: colourOf(records, shown[i], theme) }),
              })),
        });
      }),
    })),
  };
}

const reference = (theme: Theme): { colour: string; dash: string } => ({ colour: theme.ink, dash: "4 2" });

function colourOf(records: readonly FigureRecord[], record: FigureRecord, theme: Theme): string {
  return records.length < 2 ? theme.ink : sequential(theme, records.indexOf(record) / (records.length - 1));
}

function legendOf(
  records: readonly FigureRecord[],
  references: readonly FigureRecord[],
  nameOf: OverTimeOptions["nameOf"],
  theme: Theme,
): LegendEntry[] {
  const all = [...records, ...references];
  if (all.length < 2 || all.length > mostNames) return [];
  const names = nameOf === undefined ? distinctNames(all) : all.map(nameOf);
  return all.map((record, i) =>
    references.includes(record)
      ? { label: `${names[i]} (reference)`, ...reference(theme) }
      : { label: names[i], colour: colourOf(records, record, theme), dash: "" },
  );
}

/** What differs between the specs of records, and the beginnings of their identities where that does not tell them apart. */
function distinctNames(records: readonly FigureRecord[]): string[] {
  const names = runNames(records.map(({ spec }) => spec));
  return names.map((name, i) =>
    name !== "" && names.indexOf(name) === names.lastIndexOf(name) ? name : `${name} ${records[i].id.slice(0, 12)}`.trim(),
  );
}

/** A column over time; where it is an estimate, with a band of two errors on either side, which covers the truth in about 95 % of cases. */
function withErrorBand(record: FigureRecord, name: string): Curve | Band {
  const line = curve(record, name);
  const error = errorColumnOf(name, (other) => other in record.path);
  if (error === null) return line;
  const half = record.path[error].flatMap((value, i) =>
    record.path[name][i] === null || record.path.time[i] === null ? [] : [2 * (Number(value) || 0)],
  );
  if (half.every((value) => value === 0)) return line;
  return { ...line, low: line.y.map((value, i) => value - half[i]), high: line.y.map((value, i) => value + half[i]) };
}

/** What the bands of a chart of columns over time are, as a sentence of its caption; empty where it has none. */
export const bandsInWords = (records: readonly FigureRecord[], columns: readonly string[]): string =>
  records.some((record) => columns.some((name) => name in record.path && "low" in withErrorBand(record, name)))
    ? " Bands: two errors of an estimate on either side."
    : "";

/** Columns that say how good another one is, not what a run does. */
const aboutOthers = /(?:Residual|MissProbability|Error)(?:OfAverage)?(?:_\d+)?$/;

/** The numeric columns worth a panel: residuals, errors and probabilities of others left out. */
export function drawnColumns(records: readonly FigureRecord[]): string[] {
  return numericColumns(records).filter((name) => !aboutOthers.test(name));
}

/** The numeric columns that some record has, clocks left out. */
export function numericColumns(records: readonly FigureRecord[]): string[] {
  const names = [...new Set(records.flatMap(({ path }) => Object.keys(path)))];
  return names.filter(
    (name) => name !== "step" && name !== "time" && records.some(({ path }) => path[name]?.some((value) => typeof value === "number")),
  );
}

/** The thresholds of descent at constant step sizes, where the paths come near them and there are not too many to tell apart. */
function thresholds(records: readonly FigureRecord[], curves: readonly Curve[]): Guide[] {
  const [, most] = rangeOf(curves);
  const found = new Map(records.flatMap(({ spec }) => stabilityOf((spec as { dynamics: Descent }).dynamics)));
  const levels = [...found].filter(([, level]) => level < 2 * most);
  return levels.length > 3 ? [] : levels.map(([label, y]) => ({ y, label, at: "beside" }));
}

function isWide(curves: readonly Curve[]): boolean {
  const [least, most] = rangeOf(curves);
  return least > 0 && most > 30 * least;
}

function rangeOf(curves: readonly (Curve | Band)[]): readonly [least: number, most: number] {
  let [least, most] = [Infinity, -Infinity];
  for (const one of curves) {
    for (const value of valuesOf(one)) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return [least, most];
}

const pairs = <T>(values: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(values.length / 2) }, (_, i) => values.slice(2 * i, 2 * i + 2));
