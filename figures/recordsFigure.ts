import type { SweepInput } from "../src/experiment/sweepSpec.ts";
import { curve, type FigureRecord, formatNumber, paths, sequential } from "../src/figure/index.ts";
import { entry, type Figure, figure } from "./figure.ts";

const skipped = new Set(["step", "time"]);
const mostPanels = 6;

/** Every numeric column of the runs of a sweep over time: a first look at any spec. */
export function recordsFigure(name: string, spec: SweepInput): Figure {
  const axes = Object.keys(spec.grid ?? {});
  return figure({
    name,
    title: name,
    sweeps: { runs: { base: spec.base, grid: spec.grid ?? {} } },
    read: ({ runs }) => ({ runs, columns: columnsOf(runs) }),
    draw: ({ runs, columns }) => ({
      description: `${columns.join(", ")} over time of ${runs.length} runs.`,
      legend: (theme) =>
        runs.length < 2 || runs.length > 24
          ? []
          : runs.map((record, i) => ({ label: nameOf(record, axes), colour: sequential(theme, i / (runs.length - 1)), dash: "" })),
      rows: chunks(columns, 2).map((pair) => ({
        height: 150,
        panels: pair.map((column) => {
          const curves = runs.filter((record) => column in record.path).map((record) => curve(record, column));
          const positive = curves.every(({ y }) => y.every((value) => value > 0));
          const wide = positive && spans(curves.flatMap(({ y }) => [...y])) > 30;
          return paths({
            x: { label: "time" },
            y: { label: column, type: wide ? "log" : "linear" },
            series: (theme) =>
              curves.map((one, i) => ({ curve: one, colour: runs.length < 2 ? theme.ink : sequential(theme, i / (runs.length - 1)) })),
          });
        }),
      })),
    }),
    caption: ({ runs, columns }) =>
      `${columns.join(", ")} over time of ${runs.length === 1 ? "one run" : `${runs.length} runs`}${axes.length === 0 ? "" : ` (varied: ${axes.join(", ")})`}.`,
  });
}

function columnsOf(records: readonly FigureRecord[]): string[] {
  const names = [...new Set(records.flatMap(({ path }) => Object.keys(path)))];
  return names
    .filter((name) => !skipped.has(name) && records.some(({ path }) => path[name]?.some((value) => typeof value === "number")))
    .slice(0, mostPanels);
}

function nameOf(record: FigureRecord, axes: readonly string[]): string {
  return axes.map((path) => `${path.split(".").at(-1)} ${inWords(entry<unknown>(record, path))}`).join(", ");
}

function inWords(value: unknown): string {
  if (typeof value === "number") return formatNumber(value);
  return typeof value === "object" && value !== null && "kind" in value ? String(value.kind) : String(value);
}

const spans = (values: readonly number[]): number => Math.max(...values) / Math.min(...values);

function chunks<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));
}
