import { columnLabels } from "../src/experiment/columns.ts";
import type { RunRecord } from "../src/experiment/types.ts";
import type { SweepInput } from "../src/experiment/sweepSpec.ts";
import { type FigureRecord, bandsInWords, drawnColumns, formatNumber, overTime } from "../src/figure/index.ts";
import { entry, type Figure, figure } from "./figure.ts";

const mostPanels = 6;

/** Every numeric column of the runs of a sweep over time: a first look at any spec. */
export function recordsFigure(name: string, spec: SweepInput): Figure {
  const axes = Object.keys(spec.grid ?? {});
  return figure({
    name,
    title: name,
    sweeps: { runs: { base: spec.base, grid: spec.grid ?? {} } },
    read: ({ runs }) => ({ runs, columns: drawnColumns(runs).slice(0, mostPanels) }),
    draw: ({ runs, columns }) =>
      overTime(runs, { columns, label: columnLabels(runs as unknown as readonly RunRecord[]), nameOf: (record) => nameOf(record, axes) }),
    caption: ({ runs, columns }) =>
      `${columns.join(", ")} over time of ${runs.length === 1 ? "one run" : `${runs.length} runs`}${axes.length === 0 ? "" : ` (varied: ${axes.join(", ")})`}.${bandsInWords(runs, columns)}${columns.includes("sharpness") ? excluded(runs) : ""}`,
  });
}

/** At how many points more is known than that the sharpness is an eigenvalue. */
function excluded(runs: readonly FigureRecord[]): string {
  const certificates = runs.flatMap(({ path }) => path["sharpnessCertificate"] ?? []).filter((word) => word !== null);
  const warm = certificates.filter((word) => word === "warm").length;
  if (warm === 0) return "";
  return ` A larger eigenvalue than the sharpness was excluded at ${certificates.length - warm} of ${certificates.length} points; from there it was followed to the others.`;
}

function nameOf(record: FigureRecord, axes: readonly string[]): string {
  return axes.map((path) => `${path.split(".").at(-1)} ${inWords(entry<unknown>(record, path))}`).join(", ");
}

function inWords(value: unknown): string {
  if (typeof value === "number") return formatNumber(value);
  return typeof value === "object" && value !== null && "kind" in value ? String(value.kind) : String(value);
}
