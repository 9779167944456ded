import type { RunInput } from "../src/experiment/runSpec.ts";
import { curve, type FigureRecord, last, paths, sequential, sharpnessPath, type Theme } from "../src/figure/index.ts";
import { figure, pick } from "./figure.ts";

const stepSizes = [0.1, 0.2, 0.4];
const time = 2400;
const start: Pick<RunInput, "objective" | "init"> = {
  objective: {
    data: { kind: "chebyshev", degree: 4, count: 20 },
    model: { kind: "mlp", widths: [1, 100, 1], activation: "tanh" },
    loss: { kind: "squared-error", factor: 0.5 },
  },
  init: { kind: "normal", scale: "xavier", gain: [1.9, 1] },
};
const everyTime = time / 400;
const measures: RunInput["measures"] = [
  { kind: "loss", everyTime },
  { kind: "sharpness", everyTime, tolerance: 1e-3 },
];

/** Progressive sharpening and the edge of stability (Cohen et al. 2021) on a Chebyshev polynomial. */
export const sharpnessFigure = figure({
  name: "sharpness",
  title: "The edge of stability",
  sweeps: {
    descent: {
      base: {
        ...start,
        dynamics: { kind: "gd", stepSize: 0.1 },
        until: { time },
        measures: [...measures, { kind: "chaos-horizon", everyTime }],
        seed: 0,
      },
      grid: { "dynamics.stepSize": stepSizes },
    },
    flow: { base: { ...start, dynamics: { kind: "gradient-flow" }, until: { time }, measures, seed: 0 }, grid: {} },
  },
  read: ({ descent, flow }) => ({
    flow: flow[0],
    runs: stepSizes.map((stepSize) => {
      const record = pick(descent, { "dynamics.stepSize": stepSize });
      return { stepSize, record, ...atEdge(record, stepSize) };
    }),
  }),
  draw: ({ flow, runs }) => {
    const series = (theme: Theme, name: string) => [
      { curve: curve(flow, name), colour: theme.methods["gradient-flow"] },
      ...runs.map(({ record }, i) => ({ curve: curve(record, name), colour: shade(theme, i), width: name === "loss" ? 0.6 : 0.9 })),
    ];
    return {
      description:
        "Sharpness and loss over time for gradient flow and for gradient descent at three step sizes; gradient descent stops sharpening at two over the step size.",
      legend: (theme) => [
        { label: "gradient flow", colour: theme.methods["gradient-flow"], dash: "" },
        ...stepSizes.map((stepSize, i) => ({ label: `gradient descent, η = ${stepSize}`, colour: shade(theme, i), dash: "" })),
      ],
      rows: [
        {
          height: 172,
          panels: [
            sharpnessPath({
              title: "a\u2002sharpness λ_{max}",
              x: { label: "time ηk", domain: [0, time] },
              thresholds: stepSizes.map((stepSize) => ({ stepSize })),
              series: (theme) => series(theme, "sharpness"),
            }),
            paths({
              title: "b\u2002training loss",
              x: { label: "time ηk", domain: [0, time] },
              y: { label: "loss L at equal time", type: "log" },
              series: (theme) => series(theme, "loss"),
            }),
          ],
        },
      ],
    };
  },
  caption: ({ flow, runs }) =>
    `Sharpness λ_max of the training loss (a) and the loss (b) against time ηk, for gradient descent at three step sizes and for gradient flow, from one initial point. Chebyshev polynomial of degree 4 at 20 points, tanh network 1-100-1 (301 parameters), ½ mean squared error, Xavier-normal weights (gain 1.9, 1). ` +
    `Gradient flow sharpens to ${last(flow, "sharpness").toFixed(1)} by time ${time}; gradient descent stops at 2/η (dashed) wherever flow would go beyond it. Mean of λ_max·η/2 from 200 steps after the crossing to the end: ${runs.map(({ stepSize, mean, from }) => `${mean === null ? "no crossing" : `${mean.toFixed(3)} (crossing at time ${Math.round(from!)})`} for η = ${stepSize}`).join(", ")}. ` +
    `λ_max is a Ritz value with relative residual below 10⁻³, measured every ${everyTime} time units. ` +
    `Dotted: the chaos horizon, where a second run from one unit in the last place away has come to a relative distance of 10⁻³${runs.map(horizonWords).join("")}. Past it (paler) the statistics of a path mean something, its details do not.`,
});

const shade = (theme: Theme, i: number): string => sequential(theme, [0.12, 0.5, 0.85][i]);

/** When a run's horizon was, and how long an e-fold of the distance took there. */
function horizonWords({ record, stepSize }: { record: FigureRecord; stepSize: number }, i: number): string {
  const { horizon } = curve(record, "lyapunovExponent");
  const where =
    horizon === undefined
      ? "not reached"
      : `time ${Math.round(horizon)}, ${(1 / last(record, "lyapunovExponent")).toFixed(1)} steps an e-fold`;
  return `${i === 0 ? " (" : "; "}η = ${stepSize}: ${where}${i === stepSizes.length - 1 ? ")" : ""}`;
}

/** When the sharpness first passes 2/η, and the mean of λ_max·η/2 from 200 steps after that to the end. */
function atEdge(record: FigureRecord, stepSize: number): { from: number | null; mean: number | null } {
  const { x, y } = curve(record, "sharpness");
  const crossing = y.findIndex((value) => (value * stepSize) / 2 > 1);
  if (crossing < 0) return { from: null, mean: null };
  const after = y.filter((_, i) => x[i] >= x[crossing] + 200 * stepSize);
  return { from: x[crossing], mean: after.reduce((sum, value) => sum + (value * stepSize) / 2, 0) / after.length };
}
