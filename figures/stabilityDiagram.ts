import * as Plot from "@observablehq/plot";
import type { RunInput } from "../src/experiment/runSpec.ts";
import { type Curve, curve, type FigureRecord, paths, type Theme } from "../src/figure/index.ts";
import { cos, log, sin } from "../src/kernel/elementary.ts";
import { entry, figure } from "./figure.ts";

/** Mean and spread of the two examples' curvatures, in units of 1/η; none of them is 1, where a step ends at the minimum. */
const means = [0.05, 0.3, 0.55, 0.8, 1.05, 1.3, 1.55, 1.8, 2.05, 2.3];
const spreads = [0, 0.15, 0.27, 0.42, 0.6, 0.75, 0.9, 1, 1.15, 1.3];
const steps = 4000;
const stepSize = 1;
const example = { mean: 0.8, spreads: [0.85, 1] } as const;
const objectiveOf = (mean: number, spread: number): RunInput["objective"] => ({
  model: { kind: "expression", parameters: ["w"], example: "h*w^2/2", over: { h: [mean + spread, mean - spread] } },
});
const cells = means.flatMap((mean) => spreads.map((spread) => ({ mean, spread })));

/** Which minima SGD with single examples can stay at: sharpness and non-uniformity (Wu, Ma & E 2018). */
export const stabilityDiagramFigure = figure({
  name: "stability-diagram",
  title: "Sharpness and non-uniformity",
  sweeps: {
    runs: {
      base: {
        objective: objectiveOf(1, 0),
        init: { kind: "values", values: [1e-8] },
        dynamics: { kind: "sgd", stepSize, batchSize: 1, sampling: "bootstrap" },
        until: { steps, loss: 1e-290 },
        measures: [{ kind: "parameters", every: 20 }],
        seed: 0,
      },
      grid: { objective: cells.map(({ mean, spread }) => objectiveOf(mean, spread)) },
    },
    full: {
      base: {
        objective: objectiveOf(1, 0),
        init: { kind: "values", values: [1] },
        dynamics: { kind: "sgd", stepSize, batchSize: 1, sampling: "bootstrap" },
        until: { steps: 300 },
        measures: [{ kind: "parameters", every: 5 }],
      },
      grid: { objective: [...example.spreads].map((spread) => objectiveOf(example.mean, spread)), seed: { from: 0, count: 24 } },
    },
  },
  read: ({ runs, full }) => ({
    cells: cells.map(({ mean, spread }) => ({
      mean,
      spread,
      growth: growth(runs.find((record) => sameCurvatures(record, mean, spread))!),
    })),
    paths: example.spreads.map((spread) => full.filter((record) => sameCurvatures(record, example.mean, spread)).map(sizes)),
  }),
  draw: (data) => ({
    description:
      "Growth of SGD near a minimum by mean and spread of the examples' curvatures, with the boundaries of stability, and paths on either side of one of them.",
    legend: (theme) => [
      { label: "paths shrink (a)", colour: theme.methods.gd, symbol: "circle" as const, filled: true },
      { label: "paths grow (a)", colour: theme.methods.sgd, symbol: "circle" as const },
      { label: "mean square: (1 − ηa)² + (ηs)² = 1", colour: theme.ink, dash: "" },
      { label: "typical paths: |(1 − ηa)² − (ηs)²| = 1", colour: theme.muted, dash: "2 1.5" },
    ],
    rows: [
      {
        height: 200,
        panels: [
          paths({
            title: "a\u2002sharpness and non-uniformity",
            x: { label: "mean curvature ηa", domain: [0, 2.4] },
            y: { label: "spread of curvatures ηs", domain: [-0.05, 1.45] },
            series: (theme) => [
              { curve: meanSquareBoundary, colour: theme.ink },
              ...typicalBoundary.map((one) => ({ curve: one, colour: theme.muted, dash: "2 1.5" })),
            ],
            marks: (theme) => [dots(data.cells, theme)],
          }),
          paths({
            title: `b\u2002ηa = ${example.mean}`,
            x: { label: "step", domain: [0, 300] },
            y: { label: "|w|", type: "log", domain: [1e-12, 1e4] },
            series: (theme) => [
              ...data.paths[0].map((one) => ({ curve: one, colour: theme.methods.gd, width: 0.4 })),
              ...data.paths[1].map((one) => ({ curve: one, colour: theme.methods.sgd, width: 0.4 })),
            ],
          }),
        ],
      },
    ],
  }),
  caption: ({ cells: all }) => {
    const inside = all.filter(({ mean, spread }) => (1 - mean) ** 2 + spread ** 2 <= 1).length;
    const shrinking = all.filter((cell) => cell.growth < 0).length;
    return (
      `Near a minimum of two examples with curvatures a ± s, SGD with B = 1 drawn independently. (a) Whether paths shrink or grow, by the mean of log|wₖ₊₁/wₖ| over up to ${steps} steps. ` +
      `Full-batch descent is stable for ηa < 2 whatever the spread. In mean square SGD is stable inside the circle (Wu, Ma & E 2018), with ${inside} of the ${all.length} points; typical paths shrink at ${shrinking}, up to the dashed lines. ` +
      `(b) 24 paths each for ηs = ${example.spreads.join(" (blue) and ")} (orange), inside and outside the circle: outside, E[w²] grows by the factor ${((1 - example.mean) ** 2 + example.spreads[1] ** 2).toFixed(2)} a step, carried by ever rarer paths, while the typical |w| falls.`
    );
  },
});

const angles = Array.from({ length: 100 }, (_, i) => (Math.PI * i) / 99);
const meanSquareBoundary: Curve = { x: angles.map((angle) => 1 - cos(angle)), y: angles.map(sin) };
const grid = Array.from({ length: 121 }, (_, i) => i / 50);
/** (ηs)² = (1 − ηa)² + 1, and (1 − ηa)² = (ηs)² + 1, where the product of the two factors has modulus one. */
const typicalBoundary: readonly Curve[] = [
  { x: grid, y: grid.map((a) => Math.sqrt((1 - a) * (1 - a) + 1)) },
  { x: grid.filter((a) => a >= 2), y: grid.filter((a) => a >= 2).map((a) => Math.sqrt((1 - a) * (1 - a) - 1)) },
];

function dots(all: readonly { readonly mean: number; readonly spread: number; readonly growth: number }[], theme: Theme): Plot.Markish {
  return Plot.dot(all, {
    x: "mean",
    y: "spread",
    r: 2.4,
    stroke: ({ growth: rate }) => (rate < 0 ? theme.methods.gd : theme.methods.sgd),
    fill: ({ growth: rate }) => (rate < 0 ? theme.methods.gd : theme.background),
  });
}

function sameCurvatures(record: FigureRecord, mean: number, spread: number): boolean {
  const [a, b] = entry<readonly number[]>(record, "objective.model.over.h");
  return a === mean + spread && b === mean - spread;
}

const sizes = (record: FigureRecord): Curve => {
  const { x, y } = curve(record, "parameter0", "step");
  const kept = y.flatMap((value, i) => (value === 0 ? [] : [i]));
  return { x: kept.map((i) => x[i]), y: kept.map((i) => Math.abs(y[i])) };
};

/** Mean of log|w'/w| a step, up to where it leaves the numbers. */
function growth(record: FigureRecord): number {
  const { x, y } = sizes(record);
  return (log(y[y.length - 1]) - log(y[0])) / (x[x.length - 1] - x[0]);
}
