import { formatNumber } from "../text.ts";
import { sequential, type Theme } from "../style.ts";
import type { SpatialDrawing, Trace } from "./spatialDrawing.ts";
import { lineTrace, sheetTrace } from "./traces.ts";

/** Sharpness over time and batch size at one step size. */
export interface SharpnessSheet {
  readonly stepSize: number;
  /** values[j][i]: λ_max at batchSizes[j] and times[i]; null where a run diverged. */
  readonly values: readonly (readonly (number | null)[])[];
}

/** Factor between the batch sizes at the walls and the walls themselves, which would cut lines that lie in them. */
const margin = 1.03;

/** Sharpness over time and batch size, a sheet for every step size, from the smallest to the largest. The edge of stability 2/η stands on the wall of the full batch, where it is in reach. */
export function sharpnessSheets({
  times,
  batchSizes,
  sheets,
  highest,
  eye,
  description,
}: {
  readonly times: readonly number[];
  readonly batchSizes: readonly number[];
  readonly sheets: readonly SharpnessSheet[];
  readonly highest: number;
  readonly eye: SpatialDrawing["eye"];
  readonly description: string;
}): SpatialDrawing {
  const end = times[times.length - 1];
  const full = batchSizes[batchSizes.length - 1];
  return {
    x: { label: "time ηk", domain: [0, end] },
    y: { label: "batch size B", type: "log", domain: [batchSizes[0] / margin, full * margin], ticks: batchSizes },
    z: { label: "sharpness λ<sub>max</sub>", domain: [0, highest] },
    sides: { x: 1.2, y: 1.1, z: 0.8 },
    eye,
    description,
    traces: (theme) =>
      // The lowest sheet first: what lies above shines through what is drawn later.
      sheets.toReversed().flatMap(({ stepSize, values }, fromTop) => {
        const k = sheets.length - 1 - fromTop;
        const colour = sequential(theme, sheets.length === 1 ? 0 : k / (sheets.length - 1));
        const name = `η = ${stepSize}`;
        return [
          sheetTrace(
            { x: times, y: batchSizes, z: values },
            {
              name,
              colours: [colour],
              opacity: 0.1,
              hover: `η = ${stepSize}, B = %{y}, time %{x}: λ = %{z:.2f}<extra></extra>`,
            },
          ),
          ...batchSizes.map((batchSize, j) => ridge({ name, colour, inLegend: j === 0, rank: k }, times, batchSize, values[j])),
          ...(2 / stepSize <= highest ? [edge(theme, stepSize, end, full)] : []),
        ];
      }),
  };
}

/** A line of the sheet at one batch size. */
function ridge(
  { name, colour, inLegend, rank }: { readonly name: string; readonly colour: string; readonly inLegend: boolean; readonly rank: number },
  times: readonly number[],
  batchSize: number,
  values: readonly (number | null)[],
): Trace {
  const kept = times.flatMap((_, i) => (values[i] === null ? [] : [i]));
  const points = { x: kept.map((i) => times[i]), y: kept.map(() => batchSize), z: kept.map((i) => values[i]!) };
  const notes = points.x.map((t, i) => `${name}, B = ${batchSize}, time ${formatNumber(t)}<br>λ = ${formatNumber(points.z[i])}`);
  return lineTrace(points, { name, colour, width: 4, inLegend, rank, group: name, notes });
}

function edge(theme: Theme, stepSize: number, end: number, full: number): Trace {
  const threshold = 2 / stepSize;
  return lineTrace(
    { x: [0, end], y: [full, full], z: [threshold, threshold] },
    { name: `2/η at η = ${stepSize}`, colour: theme.ink, width: 4, dash: "dash", rank: 100 },
  );
}
