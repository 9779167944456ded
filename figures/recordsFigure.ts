import type { SweepInput } from "../src/experiment/sweepSpec.ts";
import { type FigureRecord, formatNumber, numericColumns, overTime } from "../src/figure/index.ts";
import { entry, type Figure, figure } from "./figure.ts";

const mostPanels = 6;

/** Every numeric column of the runs of a sweep over time: a first look at any spec. */
export function recordsFigure(name: string, spec: SweepInput): Figure {
  const axes = Object.keys(spec.grid ?? {});
  return figure({
    name,
    title: name,
    sweeps: { runs: { base: spec.base, grid: spec.grid ?? {} } },
    read: ({ runs }) => ({ runs, columns: numericColumns(runs).slice(0, mostPanels) }),
    draw: ({ runs, columns }) => overTime(runs, { columns, nameOf: (record) => nameOf(record, axes) }),
    caption: ({ runs, columns }) =>
      `${columns.join(", ")} over time of ${runs.length === 1 ? "one run" : `${runs.length} runs`}${axes.length === 0 ? "" : ` (varied: ${axes.join(", ")})`}.`,
  });
}

function nameOf(record: FigureRecord, axes: readonly string[]): string {
  return axes.map((path) => `${path.split(".").at(-1)} ${inWords(entry<unknown>(record, path))}`).join(", ");
}

function inWords(value: unknown): string {
  if (typeof value === "number") return formatNumber(value);
  return typeof value === "object" && value !== null && "kind" in value ? String(value.kind) : String(value);
}
