import type { RunInput } from "../src/experiment/runSpec.ts";
import { type Curve, curve, type FigureRecord, finalParameters, formatNumber, paths, sequential, slope } from "../src/figure/index.ts";
import { entry, figure } from "./figure.ts";

const balancing = { stepSize: 0.5, starts: Array.from({ length: 25 }, (_, i) => Number((1.02 + 0.03 * i).toFixed(2))) };
const regimes = { stepSize: 0.02, starts: [60, 70, 80, 90, 98, 105, 110, 120, 144, 180, 225, 300, 400] };
const bifurcation = { stepSizes: [0.01, 0.02, 0.04, 0.08] };

const pair = (loss: string): RunInput["objective"] => ({ model: { kind: "expression", parameters: ["x", "y"], loss } });
const start = (x: number, y: number): RunInput["init"] => ({ kind: "values", values: [x, y] });

/** A start on xy = 0.95 whose gradient flow would end with (x² + y²)η/2 = `sharpness`; nearly balanced ones aside. */
function balancedStart(sharpness: number): RunInput["init"] {
  const sum = (2 * sharpness) / balancing.stepSize;
  const difference = Math.sqrt(sum * sum - 4);
  // x² − y² is conserved by the flow; xy = 0.95 at the start.
  const y = Math.sqrt((-difference + Math.sqrt(difference * difference + 4 * 0.95 * 0.95)) / 2);
  return start(0.95 / y, y);
}

/** Where descent on small models ends when it starts sharper than 2/η: Wang et al. 2022, Ahn et al. 2023, Zhu et al. 2023. */
export const finalSharpnessFigure = figure({
  name: "final-sharpness",
  title: "Where descent ends that starts too sharp",
  sweeps: {
    balancing: {
      base: {
        objective: pair("(x*y - 1)^2/2"),
        init: start(1, 1),
        dynamics: { kind: "gd", stepSize: balancing.stepSize },
        until: { steps: 4000 },
        measures: [{ kind: "loss", at: [0] }],
      },
      grid: { init: balancing.starts.map(balancedStart) },
    },
    regimes: {
      base: {
        objective: pair("sqrt(1 + (x*y)^2) - 1"),
        init: start(0.1, 10),
        dynamics: { kind: "gd", stepSize: regimes.stepSize },
        until: { steps: 100_000 },
        measures: [{ kind: "loss", at: [0] }],
      },
      grid: { init: regimes.starts.map((square) => start(0.1, Math.sqrt(square + 0.01))) },
    },
    bifurcation: {
      base: {
        objective: pair("(1 - x^2*y^2)^2/4"),
        init: start(1, 1),
        dynamics: { kind: "gd", stepSize: 0.01 },
        until: { steps: 400_000 },
        measures: [{ kind: "parameters", every: 500 }],
      },
      grid: {
        "dynamics.stepSize": bifurcation.stepSizes,
        init: bifurcation.stepSizes.map(overSharp),
      },
    },
  },
  read: ({ balancing: one, regimes: two, bifurcation: three }) => ({
    ends: balancing.starts.map((from, i) => ({ from, to: (squares(one[i]) * balancing.stepSize) / 2 })),
    limits: regimes.starts.map((from, i) => ({ from, to: finalParameters(two[i])[1] ** 2 })),
    gaps: bifurcation.stepSizes.map((stepSize, i) => {
      const record = matching(three, stepSize, overSharp(stepSize));
      return {
        stepSize,
        gap: 2 / stepSize - 2 * squares(record),
        path: sharpnessPathOf(record),
        colour: i / (bifurcation.stepSizes.length - 1),
      };
    }),
  }),
  draw: ({ ends, limits, gaps }) => ({
    description: "Final sharpness against the sharpness of the start in three small models.",
    rows: [
      {
        height: 166,
        panels: [
          paths({
            title: "a\u2002½(xy − 1)²",
            x: { label: "gradient flow's end: ηλ_{max}/2" },
            y: { label: "descent's end: ηλ_{max}/2", domain: [0, 1.1] },
            series: (theme) => [{ curve: { x: ends.map(({ from }) => from), y: ends.map(({ to }) => to) }, colour: theme.methods.gd }],
            guides: [{ y: 1, label: "2/η", at: "beside" }],
          }),
          paths({
            title: "b\u2002√(1 + (xy)²)",
            x: { label: "y₀² − x₀²" },
            y: { label: "y² at the end" },
            series: (theme) => [{ curve: { x: limits.map(({ from }) => from), y: limits.map(({ to }) => to) }, colour: theme.methods.gd }],
            guides: [{ y: 2 / regimes.stepSize, label: "2/η", at: "beside" }],
          }),
          paths({
            title: "c\u2002¼(1 − x²y²)²",
            x: { label: "step size η", type: "log" },
            y: { label: "2/η − λ_{max} at the end", type: "log" },
            series: (theme) => [
              {
                curve: { x: gaps.map(({ stepSize }) => stepSize), y: gaps.map(({ stepSize }) => stepSize / 2) },
                colour: theme.muted,
                dash: "2 1.5",
                label: "η/2",
              },
              { curve: { x: gaps.map(({ stepSize }) => stepSize), y: gaps.map(({ gap }) => gap) }, colour: sequential(theme, 0.3) },
            ],
          }),
        ],
      },
    ],
  }),
  caption: ({ ends, limits, gaps }) =>
    `Gradient descent from starts where gradient flow would end sharper than 2/η. ` +
    `(a) η = ${balancing.stepSize}, start on xy = 0.95: the flow ends with ηλmax/2 as on the horizontal axis, descent always below 1 (largest ${Math.max(...ends.map(({ to }) => to)).toFixed(3)}), and mostly the flatter the sharper the start (Wang et al. 2022: balancing). ` +
    `(b) η = ${regimes.stepSize}, x₀ = 0.1: below 2/η = ${2 / regimes.stepSize} gradient flow's end y² = y₀² − x₀² is kept; beyond, all starts end just below 2/η, at ${Math.min(...limits.filter(({ from }) => from > 104).map(({ to }) => to)).toFixed(3)} to ${Math.max(...limits.filter(({ from }) => from > 104).map(({ to }) => to)).toFixed(3)} (Ahn et al. 2023). ` +
    `(c) Starts with λmax just above 2/η: the end is below 2/η by η/2 (measured ${gaps.map(({ stepSize, gap }) => `${(gap / stepSize).toFixed(3)} η`).join(", ")} at η = ${bifurcation.stepSizes.join(", ")}; slope ${slope(
      gaps.map(({ stepSize }) => stepSize),
      gaps.map(({ gap }) => gap),
    ).slope.toFixed(3)}; Zhu et al. 2023).`,
});

/** On xy = 1 with 2(x² + y²) one per cent above 2/η, moved a little off the curve of minima. */
function overSharp(stepSize: number): RunInput["init"] {
  const sum = 1.01 / stepSize;
  const square = (sum + Math.sqrt(sum * sum - 4)) / 2;
  return start(Math.sqrt(square), 1.001 / Math.sqrt(square));
}

/** x² + y² at the end. */
function squares(record: FigureRecord): number {
  const [x, y] = finalParameters(record);
  return x * x + y * y;
}

function matching(records: readonly FigureRecord[], stepSize: number, init: RunInput["init"]): FigureRecord {
  const wanted = (init as { values: readonly number[] }).values[0];
  const found = records.find(
    (record) => entry(record, "dynamics.stepSize") === stepSize && entry<number[]>(record, "init.values")[0] === wanted,
  );
  if (found === undefined) throw new RangeError(`no run at η = ${formatNumber(stepSize)}`);
  return found;
}

function sharpnessPathOf(record: FigureRecord): Curve {
  const [x, y] = [curve(record, "parameter0"), curve(record, "parameter1")];
  return { x: x.x, y: x.y.map((value, i) => 2 * (value * value + y.y[i] * y.y[i])) };
}
