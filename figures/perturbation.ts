import type { RunInput } from "../src/experiment/runSpec.ts";
import { type Curve, type FigureRecord, formatNumber, methodEntry, methodSeries, paths } from "../src/figure/index.ts";
import { digitsSetting, settingInWords } from "./digits.ts";
import { figure, pick } from "./figure.ts";

const stds = [0.01, 0.03, 0.08, 0.16, 0.32];
const time = 300;
const paths_ = [
  { method: "gradient-flow", label: "gradient flow", dynamics: { kind: "gradient-flow" } },
  { method: "gd", label: "GD, η = 0.4", dynamics: { kind: "gd", stepSize: 0.4 } },
  { method: "sgd", label: "SGD, η = 0.1, B = 5", dynamics: { kind: "sgd", stepSize: 0.1, batchSize: 5, sampling: "reshuffle" } },
] as const satisfies readonly { method: string; label: string; dynamics: RunInput["dynamics"] }[];
/** Every width is a measure of its own in one run at the end: the columns carry its number. */
const start = { ...digitsSetting, seed: 0 };

/** Robustness under perturbed parameters, which is what flat means (Barrett & Dherin 2021). */
export const perturbationFigure = figure({
  name: "perturbation",
  title: "Flat means robust",
  sweeps: Object.fromEntries(
    stds.map((std, i) => [
      `std${i}`,
      {
        base: {
          ...start,
          dynamics: paths_[0].dynamics,
          until: { time },
          measures: [
            { kind: "perturbation-sensitivity" as const, std, multiplicative: true, samples: 200, everyTime: time },
            { kind: "loss" as const, everyTime: time },
            { kind: "sharpness" as const, everyTime: time, tolerance: 1e-4 },
          ],
        },
        grid: { dynamics: paths_.map(({ dynamics }) => dynamics) },
      },
    ]),
  ),
  read: (records) =>
    paths_.map(({ method, label, dynamics }) => {
      const own = stds.map((_, i) => pick(records[`std${i}`], { "dynamics.kind": dynamics.kind }));
      return {
        method,
        label,
        curvature: {
          x: stds,
          y: own.map((record, i) => (2 * last(record, "perturbationSensitivity")) / (stds[i] * stds[i])),
        } satisfies Curve,
        sharpness: last(own[0], "sharpness"),
        loss: last(own[0], "loss"),
      };
    }),
  draw: (all) => ({
    description:
      "Mean rise of the loss against the size of a multiplicative perturbation of the parameters, after gradient flow, gradient descent and SGD.",
    legend: (theme) => [
      ...all.map(({ method, label }) => methodEntry(theme, method, label)),
      { label: "quadratic: Σ w_{i}²H_{ii}", colour: theme.muted, dash: "1.2 1.6" },
    ],
    rows: [
      {
        height: 176,
        panels: [
          paths({
            x: { label: "σ: every parameter times 1 + σ N(0, 1)", type: "log", domain: [stds[0], stds[stds.length - 1]] },
            y: { label: "mean rise of the loss / ½σ²" },
            series: (theme) => [
              ...all.map(({ curvature }) => ({ curve: level(curvature), colour: theme.muted, dash: "1.2 1.6" })),
              ...all.map(({ method, curvature }) => methodSeries(theme, method, curvature)),
            ],
          }),
        ],
      },
    ],
  }),
  caption: (all) =>
    `Mean rise of the training loss when every parameter is multiplied by 1 + σξ, ξ ~ N(0, 1) (the perturbation of Barrett & Dherin 2021), 200 seeded draws, over ½σ², at time ${time} of three paths from one start. Dotted: Σ wᵢ²Hᵢᵢ, what a quadratic would give, as it is at the smallest σ: ${all.map(({ label, curvature: { y } }) => `${formatNumber(y[0], 3)} (${label})`).join(", ")}; λmax there ${all.map(({ sharpness }) => sharpness.toFixed(2)).join(", ")}, loss ${all.map(({ loss }) => formatNumber(loss, 2)).join(", ")}: equal time, not equal loss. ${settingInWords}.`,
});

const level = ({ x, y }: Curve): Curve => ({ x, y: x.map(() => y[0]) });

function last(record: FigureRecord, column: string): number {
  return record.path[column].at(-1) as number;
}
