import type { RunInput } from "../src/experiment/runSpec.ts";
import { type Curve, dashes, type FigureRecord, methodEntry, methodSeries, type Method, paths } from "../src/figure/index.ts";
import { figure } from "./figure.ts";

const alphas = [0.1, 0.2, 0.5, 1, 2, 5, 10];
/** Weights of the first layer times α, of the second divided by it: the function is the same to the last digit. */
const gainOf = (alpha: number): number[] => [1.2 * alpha, 1.2 / alpha, 1.2];
const measured = [
  { column: "sharpness", label: "λ_{max}", method: "gd", measure: { kind: "sharpness", certificate: "dense" } },
  { column: "hessianTrace", label: "tr H", method: "sgd", measure: "hessian-trace" },
  { column: "gradientNormSquared", label: "‖∇L‖²", method: "igr-flow", measure: "gradient-norm-squared" },
  {
    column: "criticalSharpness",
    label: "critical sharpness",
    method: "sgd-with-replacement",
    measure: { kind: "critical-sharpness", bracketWidth: 1e-4 },
  },
  { column: "samSharpness", label: "SAM, ρ = 0.05", method: "edge-flow", measure: "sam-sharpness" },
  { column: "boxSharpness", label: "box, ε = 0.001", method: "rod-flow", measure: "box-sharpness" },
  { column: "adaptiveCurvature", label: "ASAM: λ_{max}(THT)", method: "third-order-flow", measure: "adaptive-sharpness" },
  {
    column: "adaptiveCurvature_2",
    label: "the same per filter",
    method: "central-flow",
    // Its colour is that of tr H, in the same legend.
    dash: "6 1.5 1 1.5 1 1.5",
    measure: { kind: "adaptive-sharpness", per: "filter" },
  },
  { column: "relativeFlatness", label: "relative flatness, last layer", method: "minibatch-flow", measure: "relative-flatness" },
  { column: "fisherRaoNormSquared", label: "Fisher–Rao norm²", method: "other", measure: "fisher-rao" },
  { column: "loss", label: "loss", method: "gradient-flow", measure: "loss" },
] as const satisfies readonly {
  column: string;
  label: string;
  method: Method;
  dash?: string;
  measure: NonNullable<RunInput["measures"]>[number];
}[];
/** Relative change up to which a value counts as unchanged: six digits. */
const unchanged = 1e-6;
/** Where a change of exactly 0 is drawn: below half a unit in the last place. */
const none = 1e-17;

/** Which measures of sharpness see a change that the function does not (Dinh et al. 2017). */
export const rescalingFigure = figure({
  name: "rescaling",
  title: "Sharpness and the scale of the layers",
  sweeps: {
    runs: {
      base: {
        objective: {
          data: { kind: "teacher", input: 3, widths: [8, 1], count: 60, seed: 1 },
          model: { kind: "mlp", widths: [3, 6, 4, 1], activation: "relu", bias: false },
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
    return measured.map(({ column, label, method, ...look }) => {
      const dash = "dash" in look ? look.dash : dashes[method];
      const relative = records.map((record) => first(record, column) / first(reference, column));
      const changes = relative.map((value) => Math.max(Math.abs(value - 1), none));
      return {
        label,
        method,
        dash,
        relative: { x: alphas, y: relative } satisfies Curve,
        change: { x: alphas, y: changes } satisfies Curve,
        most: Math.max(...changes),
      };
    });
  },
  draw: (all) => ({
    description:
      "On the left measures of sharpness relative to their value at α = 1 against the rescaling α of two layers; on the right the relative change of those that stay as they are.",
    legend: (theme) => all.map(({ label, method, dash }) => ({ ...methodEntry(theme, method, label), dash })),
    rows: [
      {
        height: 176,
        panels: [
          paths({
            title: "seen",
            x: { label: "α: first layer times α, second divided by α", type: "log", domain: [0.1, 10] },
            y: { label: "relative to α = 1", type: "log" },
            series: (theme) =>
              all
                .filter(({ most }) => most >= unchanged)
                .map(({ method, dash, relative }) => ({ ...methodSeries(theme, method, relative), dash })),
          }),
          paths({
            title: "not seen",
            x: { label: "α", type: "log", domain: [0.1, 10] },
            y: { label: "relative change, 0 as 1e-17", type: "log", domain: [none, 1e-5] },
            guides: [{ y: unchanged, label: "six digits", at: "left" }],
            series: (theme) =>
              all
                .filter(({ most }) => most < unchanged)
                .map(({ method, dash, change }) => ({ ...methodSeries(theme, method, change), dash })),
          }),
        ],
      },
    ],
  }),
  caption: (all) => {
    const still = all.filter(({ most }) => most < unchanged).map(({ label }) => label);
    const moved = all.filter(({ most }) => most >= unchanged).map(({ label, relative: { y } }) => ({ label, factor: Math.max(...y) }));
    return `A ReLU network 3-6-4-1 without biases at its start, ½ mean squared error on 60 examples of a teacher. Multiplying one layer by α and dividing the next changes no output (Dinh et al. 2017). Unchanged to six digits: ${still.join(", ")} (T the absolute weights, or the norms of a unit's incoming weights: Kwon et al. 2021; relative flatness: Petzka et al. 2021; Fisher–Rao: Liang et al. 2019). Changed, by up to a factor of ${moved.map(({ label, factor }) => `${factor.toFixed(1)} (${label})`).join(", ")} (critical: Kalra et al. 2026; SAM: Foret et al. 2021; box: Keskar et al. 2017). λ_{max} is a statement about step sizes, not about the function.`.replaceAll(
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
