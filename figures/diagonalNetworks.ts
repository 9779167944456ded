import type { RunInput } from "../src/experiment/runSpec.ts";
import { type Curve, type FigureRecord, finalParameters, formatNumber, paths, methodEntry, methodSeries } from "../src/figure/index.ts";
import { norm } from "../src/kernel/vector.ts";
import { entry, figure } from "./figure.ts";

const dimension = 40;
const alphas = [3, 1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01];
const stepSizes = [0.01, 0.02, 0.04, 0.08];
/** Beyond these SGD with single examples diverges. */
const stochasticStepSizes = [0.01, 0.02, 0.04];
const alphaOfSteps = 0.3;
const objective: RunInput["objective"] = {
  data: { kind: "sparse-regression", count: 20, dimension, sparsity: 3, seed: 0 },
  model: { kind: "diagonal-linear" },
  loss: { kind: "squared-error", factor: 0.5 },
};
const interpolated = 1e-16;

/** From kernel to rich: which interpolating β gradient flow finds (Woodworth et al. 2020), and what finite steps do to it (Nacson et al. 2022; Pesme et al. 2021). */
export const diagonalNetworksFigure = figure({
  name: "diagonal-networks",
  title: "Small starts and large steps are sparse",
  sweeps: {
    flows: {
      base: {
        objective,
        init: { kind: "constant", value: 1 },
        dynamics: { kind: "gradient-flow", tolerance: 1e-8 },
        until: { loss: interpolated, time: 1e5 },
        measures: [{ kind: "loss", everyTime: 1e5 }],
      },
      grid: { "init.value": alphas },
    },
    reference: {
      base: {
        objective,
        init: { kind: "constant", value: alphaOfSteps },
        dynamics: { kind: "gradient-flow", tolerance: 1e-8 },
        until: { loss: interpolated, time: 1e5 },
        measures: [{ kind: "loss", everyTime: 1e5 }],
      },
      grid: {},
    },
    descent: {
      base: {
        objective,
        init: { kind: "constant", value: alphaOfSteps },
        dynamics: { kind: "gd", stepSize: 0.01 },
        until: { loss: interpolated, steps: 400_000 },
        measures: [{ kind: "loss", at: [0] }],
      },
      grid: { "dynamics.stepSize": stepSizes },
    },
    sgd: {
      base: {
        objective,
        init: { kind: "constant", value: alphaOfSteps },
        dynamics: { kind: "sgd", stepSize: 0.01, batchSize: 1, sampling: "bootstrap" },
        until: { loss: interpolated, steps: 400_000 },
        measures: [{ kind: "loss", at: [0] }],
      },
      grid: { "dynamics.stepSize": stochasticStepSizes, seed: { from: 0, count: 6 } },
    },
  },
  read({ flows, reference, descent, sgd }) {
    const byAlpha = alphas.map((alpha) => ({ alpha, beta: betaOf(flows.find((record) => entry(record, "init.value") === alpha)!) }));
    return {
      sum: { x: alphas, y: byAlpha.map(({ beta }) => sumOf(beta)) } satisfies Curve,
      length: { x: alphas, y: byAlpha.map(({ beta }) => norm(beta)) } satisfies Curve,
      flowSum: sumOf(betaOf(reference[0])),
      descent: stepSizes.map((stepSize) => read(descent, stepSize)),
      sgd: stochasticStepSizes.map((stepSize) => read(sgd, stepSize)),
    };
  },
  draw: ({ sum, length, descent, sgd, flowSum }) => ({
    description:
      "Norms of the interpolating solution against the size of the start, and effective initialisation and ℓ1 norm against the step size.",
    legend: (theme) => [
      methodEntry(theme, "gradient-flow", "gradient flow: ‖β‖₁"),
      methodEntry(theme, "igr-flow", "gradient flow: ‖β‖₂ (a)"),
      methodEntry(theme, "gd", "gradient descent (b, c)"),
      methodEntry(theme, "sgd", "SGD, B = 1 (b, c)"),
    ],
    rows: [
      {
        height: 160,
        panels: [
          paths({
            title: "a\u2002size of the start",
            x: { label: "α", type: "log", domain: [0.01, 3] },
            y: { label: "norm of β at the end" },
            series: (theme) => [methodSeries(theme, "gradient-flow", sum), methodSeries(theme, "igr-flow", length)],
          }),
          paths({
            title: "b\u2002effective start",
            x: { label: "step size η", type: "log", domain: [0.01, 0.08] },
            y: { label: "α_{eff} / α" },
            series: (theme) => [
              methodSeries(theme, "gd", { x: stepSizes, y: descent.map(({ effective }) => effective) }),
              methodSeries(theme, "sgd", { x: stochasticStepSizes, y: sgd.map(({ effective }) => effective) }),
            ],
            guides: [{ y: 1, label: "flow", at: "beside" }],
          }),
          paths({
            title: "c\u2002sparsity",
            x: { label: "step size η", type: "log", domain: [0.01, 0.08] },
            y: { label: "‖β‖₁ at the end" },
            series: (theme) => [
              methodSeries(theme, "gd", { x: stepSizes, y: descent.map(({ sum: value }) => value) }),
              methodSeries(theme, "sgd", { x: stochasticStepSizes, y: sgd.map(({ sum: value }) => value) }),
            ],
            guides: [{ y: flowSum, label: "flow", at: "beside" }],
          }),
        ],
      },
    ],
  }),
  caption: ({ sum, length, descent, sgd, flowSum }) =>
    `Diagonal network β = u² − v², u = v = α at the start, 20 examples in ${dimension} dimensions with three truths, ½ mean squared error, all to interpolation (loss 10⁻¹⁶). ` +
    `(a) Gradient flow: ‖β‖₁ falls from ${formatNumber(sum.y[0], 3)} to ${formatNumber(sum.y[alphas.length - 1], 3)} as α falls from 3 to 0.01, while ‖β‖₂ rises from ${formatNumber(length.y[0], 3)}, the least of any interpolating β, to ${formatNumber(length.y[alphas.length - 1], 3)} (Woodworth et al. 2020). ` +
    `(b, c) Finite steps, α = ${alphaOfSteps}: every step multiplies u_jv_j by 1 − 4η²g_j², so that the effective start α_{eff} (mean over coordinates of √(u_jv_j)) shrinks (${descent.map(({ effective }) => effective.toFixed(3)).join(", ")} for GD at η = ${stepSizes.join(", ")}; ${sgd.map(({ effective }) => effective.toFixed(3)).join(", ")} for SGD at η = ${stochasticStepSizes.join(", ")}, mean of 6 seeds) each coordinate by another factor. SGD ends with a smaller ‖β‖₁ than gradient flow (${formatNumber(sgd[sgd.length - 1].sum, 4)} against ${formatNumber(flowSum, 4)}), GD here with a slightly larger one (${formatNumber(descent[descent.length - 1].sum, 4)}): a smaller start is sparser only where it shrinks evenly (Nacson et al. 2022; Pesme et al. 2021; Even et al. 2023).`.replaceAll(
      /u_jv_j|α_\{eff\}|g_j²/g,
      (text) => ({ u_jv_j: "uⱼvⱼ", "α_{eff}": "αeff", "g_j²": "gⱼ²" })[text]!,
    ),
});

interface End {
  readonly effective: number;
  readonly sum: number;
}

/** Mean over the runs with a step size. */
function read(records: readonly FigureRecord[], stepSize: number): End {
  const own = records.filter((record) => entry(record, "dynamics.stepSize") === stepSize);
  const mean = (value: (record: FigureRecord) => number): number => own.reduce((sum, record) => sum + value(record) / own.length, 0);
  return { effective: mean(effectiveStart), sum: mean((record) => sumOf(betaOf(record))) };
}

function effectiveStart(record: FigureRecord): number {
  const w = finalParameters(record);
  let sum = 0;
  for (let j = 0; j < dimension; j++) sum += Math.sqrt(Math.abs(w[j] * w[dimension + j])) / dimension;
  return sum / alphaOfSteps;
}

function betaOf(record: FigureRecord): Float64Array {
  const w = finalParameters(record);
  return Float64Array.from({ length: dimension }, (_, j) => w[j] * w[j] - w[dimension + j] * w[dimension + j]);
}

const sumOf = (beta: Float64Array): number => beta.reduce((sum, value) => sum + Math.abs(value), 0);
