import { columnLabels } from "../src/experiment/columns.ts";
import { expand, type SweepInput } from "../src/experiment/sweepSpec.ts";
import type { RunRecord } from "../src/experiment/types.ts";
import { bandsInWords, divergedSentence, drawnColumns, type FigureRecord, overTime } from "../src/figure/index.ts";
import { printable } from "../src/spec/printable.ts";
import { type Figure, figure } from "./figure.ts";

const mostPanels = 6;

/** Every numeric column of the runs of a sweep over time, with the references that they are compared with: a first look at any spec. */
export function recordsFigure(name: string, { base, grid = {}, references = [] }: SweepInput): Figure {
  const axes = Object.keys(grid);
  const needed = { base, grid, ...(references.length > 0 && { references }) };
  const compared = new Set(references.length === 0 ? [] : expand({ version: 1, ...needed }).references.map(({ id }) => id));
  return figure({
    name,
    title: printable(name),
    sweeps: { runs: needed },
    read: ({ runs }) => ({ runs, columns: drawnColumns(runs).slice(0, mostPanels) }),
    draw: ({ runs, columns }) =>
      overTime(
        runs.filter(({ id }) => !compared.has(id)),
        {
          columns,
          label: columnLabels(runs as unknown as readonly RunRecord[]),
          references: runs.filter(({ id }) => compared.has(id)),
        },
      ),
    caption: ({ runs, columns }) => {
      const varied = axes.length === 0 ? "" : ` (varied: ${axes.map(printable).join(", ")})`;
      const sharp = columns.includes("sharpness") ? excluded(runs) : "";
      const references = runs.filter(({ id }) => compared.has(id)).length;
      const own = runs.length - references;
      const beside = references === 0 ? "" : ` and ${references === 1 ? "a reference" : `${references} references`}`;
      return `${printable(columns.join(", "))} over time of ${own === 1 ? "one run" : `${own} runs`}${varied}${beside}.${bandsInWords(runs, columns)}${sharp}${divergedSentence(runs)}`;
    },
  });
}

/** At how many points more is known than that the sharpness is an eigenvalue. */
function excluded(runs: readonly FigureRecord[]): string {
  const certificates = runs.flatMap(({ path }) => path["sharpnessCertificate"] ?? []).filter((word) => word !== null);
  const [warm, cold] = ["warm", "cold"].map((kind) => certificates.filter((word) => word === kind).length);
  if (warm + cold === 0) return "";
  const some = `${certificates.length - warm - cold} of ${certificates.length} points`;
  const others = [
    ...(cold > 0 ? [`to 5 % of the spectrum's width at ${warm > 0 ? `${cold} more` : "the others"}`] : []),
    ...(warm > 0 ? ["from there it was followed to the others"] : []),
  ];
  return ` A larger eigenvalue than the sharpness was excluded at ${some}; ${others.join("; ")}.`;
}
