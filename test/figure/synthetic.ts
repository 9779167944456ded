import type { Drawing, FigureRecord } from "../../src/figure/index.ts";
import * as figure from "../../src/figure/index.ts";

/** Records in the form that runs have, from formulas instead of training. */
export function syntheticRecord(name: string, rate: number, level: number, points = 200): FigureRecord {
  const index = Array.from({ length: points }, (_, i) => i);
  const time = index.map((i) => i * 3);
  const loss = time.map((t) => 0.5 / (1 + rate * t));
  return {
    id: name,
    spec: { dynamics: { kind: "gd", stepSize: rate } },
    status: "finished",
    path: {
      step: index,
      time,
      loss,
      sharpness: time.map((t, i) => (i % 2 === 1 ? null : level * (1 - 0.7 / (1 + 0.02 * t)))),
      implicitGradientTerm: loss.map((l) => l * l * 0.1),
      minibatchTerm: loss.map((l) => l * 0.05),
    },
    final: { step: points - 1, time: time[points - 1], loss: loss[points - 1], parameters: [level, rate] },
    cost: { gradients: points, hessianVectors: 0 },
  };
}

const record = (seed: number, level: number): FigureRecord => syntheticRecord(`run ${seed}`, 0.01 + 0.002 * seed, level + 0.3 * seed);

/** The record of a run that came to its chaos horizon at a time. */
export function withHorizon(run: FigureRecord, time: number): FigureRecord {
  const past = run.path.time.map((t) => (t as number) >= time);
  const column = (value: number): (number | null)[] => past.map((is) => (is ? value : null));
  return { ...run, path: { ...run.path, chaosHorizonTime: column(time), chaosHorizon: column(time / 3) } };
}

/** One drawing for each chart form. */
export const drawings: Record<string, () => Drawing> = {
  paths: () => ({
    description: "Loss over time with a band over seeds.",
    legend: [
      { label: "gradient flow", colour: "#1a1a1a", dash: "" },
      { label: "IGR flow", colour: "#d98200", dash: "4 2" },
      { label: "B = 5", colour: "#0072b2", symbol: "triangle", filled: true },
    ],
    rows: [
      {
        height: 150,
        panels: ["a", "b"].map((letter) =>
          figure.paths({
            title: `${letter}\u2002seeds 0–2`,
            x: { label: "time ηk" },
            y: { label: "loss L (at equal time)", type: letter === "a" ? "log" : "linear" },
            series: (theme) => [
              {
                curve: figure.band([0, 1, 2].map((seed) => figure.curve(record(seed, 8), "loss"))),
                colour: theme.methods.sgd,
                label: "B = 5",
              },
              { curve: figure.curve(record(9, 8), "loss"), colour: theme.methods["gradient-flow"], label: "flow" },
            ],
          }),
        ),
      },
    ],
  }),
  chaosHorizon: () => ({
    description: "Loss over time and over steps, with the chaos horizons of the runs.",
    rows: [
      {
        height: 150,
        panels: (["time", "step", "loss"] as const).map((x) =>
          figure.paths({
            x: { label: x },
            y: { label: "sharpness" },
            series: (theme) =>
              [90, 300].map((horizon, i) => ({
                curve: figure.curve(withHorizon(record(i, 7), horizon), "sharpness", x),
                colour: figure.sequential(theme, i),
              })),
          }),
        ),
      },
    ],
  }),
  sharpnessPath: () => ({
    description: "Sharpness over time.",
    rows: [
      {
        height: 160,
        panels: [
          figure.sharpnessPath({
            x: { label: "time ηk" },
            thresholds: [{ stepSize: 0.2 }, { stepSize: 0.4 }],
            series: (theme) =>
              [0.1, 0.2, 0.4].map((eta, i) => ({
                curve: figure.curve(record(i, 7 + i), "sharpness"),
                colour: figure.sequential(theme, i / 2),
                label: `η = ${eta}`,
              })),
          }),
        ],
      },
    ],
  }),
  objectiveParts: () => ({
    description: "Parts of the modified objective.",
    rows: [
      {
        height: 140,
        panels: figure.parts.map(({ column, label }) =>
          figure.objectiveParts({
            column,
            x: { label: "time ηk" },
            y: { label, type: "log" },
            runs: [
              { records: [1, 2, 3].map((seed) => record(seed, 8)), method: "sgd" },
              { records: [record(2, 8)], method: "minibatch-flow" },
            ],
            relativeTo: column === "loss" ? record(0, 8) : undefined,
          }),
        ),
      },
    ],
  }),
  orderPlot: () => ({
    description: "Error against step size.",
    rows: [
      {
        height: 180,
        panels: [
          figure.orderPlot({
            x: { label: "step size η" },
            y: { label: "distance to GD at equal time" },
            series: (theme) =>
              ([1, 2, 3] as const).map((order, i) => ({
                label: ["GF", "IGR", "third"][i],
                x: [0.02, 0.04, 0.08],
                error: [0.02, 0.04, 0.08].map((h) => h ** order),
                colour: [theme.methods["gradient-flow"], theme.methods["igr-flow"], theme.methods["third-order-flow"]][i],
                symbol: figure.symbols[i],
              })),
            triangles: [1, 2, 3].map((order) => ({ slope: order, series: order - 1 })),
          }),
        ],
      },
    ],
  }),
  phasePortrait: () => ({
    description: "Two parameters over level lines of the loss.",
    rows: [
      {
        height: 200,
        panels: [
          figure.phasePortrait({
            x: { label: "a", domain: [-1, 4] },
            y: { label: "b", domain: [-1, 4] },
            loss: (a, b) => 0.5 * (0.6 - a * b) ** 2,
            levels: [0.01, 0.1, 1, 5, 20],
            paths: (theme) => [{ curve: { x: [2.8, 1, 0.3], y: [3.5, 2.4, 2.1] }, colour: theme.methods.gd, dots: true }],
            points: [{ x: 0.7746, y: 0.7746, label: "flattest minimum", symbol: "cross" }],
          }),
        ],
      },
    ],
  }),
  preference: () => ({
    description: "Predicted against observed flattening.",
    rows: [
      {
        height: 200,
        panels: [
          figure.preference({
            x: "predicted S_{flow} − S_{theory}",
            y: "observed S_{flow} − S_{SGD}",
            points: (theme) =>
              [-0.2, 0.1, 0.5, 2.1].map((predicted, i) => ({
                predicted,
                observed: predicted * 1.2,
                low: predicted * 1.2 - 0.1,
                high: predicted * 1.2 + 0.1,
                colour: figure.sequential(theme, i / 3),
                symbol: figure.symbols[i],
                filled: i < 2,
              })),
            linearWithin: 0.1,
            ticks: [-1, -0.1, 0, 0.1, 1],
          }),
        ],
      },
    ],
  }),
  heatMap: () => ({
    description: "Flattening over step size and batch size.",
    rows: [
      {
        height: 140,
        panels: [
          figure.heatMap({
            x: { label: "step size η" },
            y: { label: "batch size B" },
            cells: [0.1, 0.2, 0.4].flatMap((eta, i) =>
              [5, 20, 100].map((size, j) => ({ x: eta, y: size, value: i === 2 && j === 0 ? null : i - j * 0.7 })),
            ),
            scale: "diverging",
          }),
        ],
      },
    ],
  }),
};
