import type { RunInput } from "../src/experiment/runSpec.ts";
import { type Curve, type FigureRecord, methodEntry, methodSeries, type Method, paths } from "../src/figure/index.ts";
import { figure } from "./figure.ts";

const alphas = [0.1, 0.2, 0.5, 1, 2, 5, 10];
/** Weights of the first layer times α, of the second divided by it; without biases the function is the same to the last digit. */
const gainOf = (alpha: number): number[] => [1.2 * alpha, 1.2 / alpha, 1.2];
const measured = [
  { column: "sharpness", label: "λ_{max}", method: "gd", measure: { kind: "sharpness", certificate: "dense" } },
  { column: "hessianTrace", label: "tr H", method: "sgd", measure: "hessian-trace" },
  { column: "gradientNormSquared", label: "‖∇L‖²", method: "igr-flow", measure: "gradient-norm-squared" },
  { column: "relativeFlatness", label: "relative flatness, last layer", method: "third-order-flow", measure: "relative-flatness" },
  { column: "fisherRaoNormSquared", label: "Fisher–Rao norm²", method: "minibatch-flow", measure: "fisher-rao" },
  { column: "loss", label: "loss", method: "gradient-flow", measure: "loss" },
] as const satisfies readonly {
  column: string;
  label: string;
  method: Method;
  measure: NonNullable<RunInput["measures"]>[number];
}[];

/** Which measures of sharpness see a change that the function does not (Dinh et al. 2017). */
export const rescalingFigure = figure({
  name: "rescaling",
  title: "Sharpness and the scale of the layers",
  sweeps: {
    runs: {
      base: {
        objective: {
          data: { kind: "teacher", input: 3, widths: [8, 1], count: 60, seed: 1 },
          model: { kind: "mlp", widths: [3, 6, 4, 1], activation: "relu" },
          loss: { kind: "squared-error", factor: 0.5 },
        },
        init: { kind: "normal", scale: "he", gain: gainOf(1) },
        dynamics: { kind: "gd", stepSize: 1e-9 },
        until: { steps: 1 },
        measures: measured.map(({ measure }) => measure),
        seed: 4,
      },
      grid: { "init.gain": alphas.map(gainOf) },
    },
  },
  read: ({ runs }) => {
    const records = alphas.map((alpha) => runs.find(({ spec }) => sameGain(spec, alpha))!);
    const reference = records[alphas.indexOf(1)];
    return measured.map(({ column, label, method }) => ({
      label,
      method,
      relative: { x: alphas, y: records.map((record) => first(record, column) / first(reference, column)) } satisfies Curve,
    }));
  },
  draw: (all) => ({
    description: "Six quantities relative to their value at α = 1 against the rescaling α of two layers.",
    legend: (theme) => all.map(({ label, method }) => methodEntry(theme, method, label)),
    rows: [
      {
        height: 176,
        panels: [
          paths({
            x: { label: "α: first layer times α, second divided by α", type: "log", domain: [0.1, 10] },
            y: { label: "relative to α = 1", type: "log" },
            series: (theme) => all.map(({ method, relative }) => methodSeries(theme, method, relative)),
          }),
        ],
      },
    ],
  }),
  caption: (all) => {
    const spread = all.map(({ label, relative: { y } }) => ({ label, most: Math.max(...y.map((value) => Math.abs(value - 1))) }));
    const still = spread.filter(({ most }) => most < 1e-6).map(({ label }) => label);
    const moved = spread.filter(({ most }) => most >= 1e-6);
    return `A ReLU network 3-6-4-1 at its start (no biases yet), ½ mean squared error on 60 examples of a teacher. Multiplying one layer by α and dividing the next changes no output (Dinh et al. 2017). Unchanged to six digits: ${still.join(", ")} (relative flatness: Petzka et al. 2021; Fisher–Rao: Liang et al. 2019). Changed, by up to a factor of ${moved.map(({ label, most }) => `${(most + 1).toFixed(0)} (${label})`).join(", ")}. λ_{max} is a statement about step sizes, not about the function.`.replaceAll(
      "λ_{max}",
      "λmax",
    );
  },
});

const sameGain = (spec: unknown, alpha: number): boolean =>
  (spec as { init: { gain: readonly number[] } }).init.gain.every((value, i) => value === gainOf(alpha)[i]);

/** The value at the start. */
function first(record: FigureRecord, column: string): number {
  return record.path[column][0] as number;
}
