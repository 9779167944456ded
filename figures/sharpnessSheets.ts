import { column, formatNumber, mean, sharpnessSheets } from "../src/figure/index.ts";
import { chebyshevSix, chebyshevSixInWords } from "./chebyshevSix.ts";
import { entry, spatialFigure } from "./figure.ts";

const stepSizes = [0.05, 0.1, 0.2];
const examples = 20;
const batchSizes = [1, 2, 4, 10];
const seeds = { from: 0, count: 4 } as const;
const [time, every] = [400, 10];
const times = Array.from({ length: time / every + 1 }, (_, i) => i * every);

/** Sharpness over time and batch size, a sheet for every step size. */
export const sharpnessSheetsFigure = spatialFigure({
  name: "sharpness-sheets",
  title: "Sharpness over step size, batch size and time",
  sweeps: {
    runs: {
      base: {
        ...chebyshevSix,
        dynamics: { kind: "gd", stepSize: stepSizes[0] },
        until: { time },
        measures: [{ kind: "sharpness", everyTime: every, tolerance: 1e-4 }],
      },
      grid: {
        dynamics: stepSizes.flatMap((stepSize) => [
          { kind: "gd", stepSize },
          ...batchSizes.map((batchSize) => ({ kind: "sgd", stepSize, batchSize, sampling: "reshuffle" })),
        ]),
        seed: seeds,
      },
    },
  },
  read: ({ runs }) =>
    stepSizes.map((stepSize) => ({
      stepSize,
      values: [...batchSizes, examples].map((batchSize) => {
        const cell = runs.filter(
          (record) =>
            entry(record, "dynamics.stepSize") === stepSize &&
            (entry<number | undefined>(record, "dynamics.batchSize") ?? examples) === batchSize,
        );
        return times.map((t) => meanAt(cell, t));
      }),
    })),
  space: (sheets) =>
    sharpnessSheets({
      times,
      batchSizes: [...batchSizes, examples],
      sheets,
      highest: Math.ceil(Math.max(...sheets.flatMap(({ values }) => values.flat().map((value) => value ?? 0)))),
      eye: { x: 1.45, y: -1.55, z: 0.8 },
      description:
        "Largest Hessian eigenvalue over time and batch size, a sheet for each of three step sizes: it rises with time and batch size and falls with the step size, and the full batch at the largest step stays at two over the step size.",
    }),
  caption: (sheets) => {
    const ends = sheets.map(({ values }) => values.map((row) => row[row.length - 1]));
    const same = [ends[0][1], ends[1][2]];
    return `λmax of the full loss over time and batch size, a sheet for each step size η, the mean of ${seeds.count} seeds (start and order of the batches), reshuffled; B = ${examples} is the full batch. At time ${time}: ${sheets.map(({ stepSize }, k) => `η = ${stepSize}: ${ends[k].map((value) => (value === null ? "–" : formatNumber(value, 2))).join(", ")}`).join("; ")} for B = ${[...batchSizes, examples].join(", ")}. Sheets are nearly one sheet moved along the batch sizes, since what counts is η/B while the full batch is below the edge (η/B = 0.025: ${same.map((value) => formatNumber(value ?? NaN, 3)).join(" and ")}). Dashed: 2/η where it is in reach. Equal time, not equal loss. ${chebyshevSixInWords}.`;
  },
});

/** The mean over runs at a time; null where one of them did not get there. */
function meanAt(cell: Parameters<typeof column>[0][], time: number): number | null {
  const values = cell.map((record) => {
    const row = column(record, "time").findIndex((t) => t !== null && Math.abs(t - time) < every / 4);
    return row < 0 ? null : column(record, "sharpness")[row];
  });
  return values.includes(null) ? null : mean(values as number[]);
}
