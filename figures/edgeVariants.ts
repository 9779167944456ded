import type { RunInput } from "../src/experiment/runSpec.ts";
import { type Curve, curve, type FigureRecord, paths, sequential } from "../src/figure/index.ts";
import { stableSharpness } from "../src/theory/stability.ts";
import { entry, figure, pick } from "./figure.ts";

const start: Pick<RunInput, "objective" | "init" | "seed"> = {
  objective: {
    data: { kind: "chebyshev", degree: 4, count: 20 },
    model: { kind: "mlp", widths: [1, 100, 1], activation: "tanh", bias: [true, false] },
    loss: { kind: "squared-error", factor: 0.5 },
  },
  init: { kind: "normal", scale: "xavier", gain: [1.9, 1] },
  seed: 0,
};
const momenta = [
  { name: "GD, η = 0.2", rule: { stepSize: 0.2 } },
  { name: "heavy ball β = 0.5, η = 0.25", rule: { stepSize: 0.25, momentum: 0.5 } },
  { name: "Nesterov β = 0.5, η = 0.15", rule: { stepSize: 0.15, momentum: 0.5, nesterov: true } },
] as const;
const batchSizes = [4, 10, 20];
const stochasticStep = 0.1;
const [momentumSteps, stochasticSteps] = [10_000, 14_000];

/** Where momentum and minibatches hold the sharpness (Cohen et al. 2021). */
export const edgeVariantsFigure = figure({
  name: "edge-variants",
  title: "The edge of stability with momentum and with minibatches",
  sweeps: {
    momentum: {
      base: {
        ...start,
        dynamics: { kind: "gd", stepSize: 0.2 },
        until: { steps: momentumSteps },
        measures: [{ kind: "sharpness", every: 50, tolerance: 1e-3 }],
      },
      grid: { dynamics: momenta.map(({ rule }) => ({ kind: "gd", ...rule })) },
    },
    sgd: {
      base: {
        ...start,
        dynamics: { kind: "sgd", stepSize: stochasticStep, batchSize: 4, sampling: "subset" },
        until: { steps: stochasticSteps },
        measures: [{ kind: "sharpness", every: 70, tolerance: 1e-3 }],
      },
      grid: { "dynamics.batchSize": batchSizes },
    },
  },
  read: ({ momentum, sgd }) => ({
    momentum: momenta.map(({ name, rule }) => {
      const record = momentum.find((one) => entry(one, "dynamics.stepSize") === rule.stepSize)!;
      const inUnits = scaled(record, 1 / stableSharpness(rule));
      return { name, curve: inUnits, level: levelAfterCrossing(inUnits) };
    }),
    sgd: batchSizes.map((batchSize) => {
      const inUnits = scaled(pick(sgd, { "dynamics.batchSize": batchSize }), stochasticStep / 2);
      return { batchSize, curve: inUnits, level: mean(inUnits.y.slice(inUnits.y.length / 2)) };
    }),
  }),
  draw: ({ momentum, sgd }) => ({
    description: "Sharpness in units of its stability threshold over steps, for momentum variants and for SGD with three batch sizes.",
    legend: (theme) => [
      ...momentum.map(({ name }, i) => ({
        label: `${name} (a)`,
        colour: [theme.methods.gd, theme.methods.sgd, theme.methods["third-order-flow"]][i],
        dash: "",
      })),
      ...sgd.map(({ batchSize }, i) => ({
        label: batchSize === 20 ? "B = 20, all (b)" : `B = ${batchSize} (b)`,
        colour: sequential(theme, i / 2),
        dash: "",
      })),
    ],
    rows: [
      {
        height: 170,
        panels: [
          paths({
            title: "a\u2002momentum",
            x: { label: "steps (thousands)", domain: [0, momentumSteps / 1000] },
            y: { label: "λ_{max} / threshold", domain: [0, 1.35] },
            series: (theme) =>
              momentum.map(({ curve: one }, i) => ({
                curve: one,
                colour: [theme.methods.gd, theme.methods.sgd, theme.methods["third-order-flow"]][i],
                width: 0.8,
              })),
            guides: [{ y: 1, label: "threshold" }],
          }),
          paths({
            title: `b\u2002SGD, η = ${stochasticStep}`,
            x: { label: "steps (thousands)", domain: [0, stochasticSteps / 1000] },
            y: { label: "ηλ_{max}/2", domain: [0, 1.35] },
            series: (theme) => sgd.map(({ curve: one }, i) => ({ curve: one, colour: sequential(theme, i / 2), width: 0.8 })),
            guides: [{ y: 1, label: "2/η" }],
          }),
        ],
      },
    ],
  }),
  caption: ({ momentum, sgd }) =>
    `Certified λmax on the toy of Cohen et al. 2021: Chebyshev polynomial of degree 4 at 20 points, tanh network 1-100-1, ½ mean squared error, one seed. ` +
    `(a) In units of the threshold of each rule on a quadratic: 2/η for gradient descent, (2 + 2β)/η for heavy ball, (2 + 2β)/(η(1 + 2β)) for Nesterov. Mean from 200 steps after the first crossing: ${momentum.map(({ level }) => level.toFixed(3)).join(", ")}. Larger momentum (β = 0.9) diverges after the crossing on this network. ` +
    `(b) SGD with batches drawn without replacement, independently each step: the smaller the batch the lower the level; mean of the second half ${sgd.map(({ batchSize, level }) => `${level.toFixed(2)} (B = ${batchSize})`).join(", ")}, in units of 2/η. Past the crossing the paths are chaotic: their levels mean something, their details do not.`,
});

function scaled(record: FigureRecord, factor: number): Curve {
  const { x, y } = curve(record, "sharpness", "step");
  return { x: x.map((step) => step / 1000), y: y.map((value) => value * factor) };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean from 200 steps after the threshold is first passed; that of the last half where it is not. */
function levelAfterCrossing({ x, y }: Curve): number {
  const crossing = y.findIndex((value) => value >= 1);
  return mean(crossing < 0 ? y.slice(y.length / 2) : y.filter((_, i) => x[i] >= x[crossing] + 0.2));
}
