import type { RunInput } from "../src/experiment/runSpec.ts";
import { type Curve, curve, type FigureRecord, methodEntry, methodSeries, type Method, paths } from "../src/figure/index.ts";
import { entry, figure, type Needed } from "./figure.ts";

/** xᵀAx without ½ in Rosca et al. 2022, A = diag(1, 0.01): the Hessian is 2A. */
const objective: RunInput["objective"] = {
  model: {
    kind: "quadratic",
    matrix: [
      [2, 0],
      [0, 0.02],
    ],
  },
};
const init: RunInput["init"] = { kind: "values", values: [-0.35, -0.2] };
const stepSizes = [0.3, 0.9];
const steps = 24;
const flows = ["gradient-flow", "igr-flow", "third-order-flow", "principal-flow"] as const;
const names: Readonly<Record<(typeof flows)[number] | "gd", { method: Method; label: string }>> = {
  gd: { method: "gd", label: "gradient descent" },
  "gradient-flow": { method: "gradient-flow", label: "gradient flow" },
  "igr-flow": { method: "igr-flow", label: "IGR flow" },
  "third-order-flow": { method: "third-order-flow", label: "third-order flow" },
  "principal-flow": { method: "minibatch-flow", label: "principal flow" },
};
const exact = { tolerance: 1e-12, integrator: { kind: "dopri5" as const } };
const dynamicsOf = (kind: (typeof flows)[number], stepSize: number): RunInput["dynamics"] =>
  kind === "gradient-flow" ? { kind, ...exact } : { kind, stepSize, ...exact };

const flowsAt = (stepSize: number): Needed => ({
  base: {
    objective,
    init,
    dynamics: { kind: "gradient-flow" },
    until: { time: steps * stepSize },
    measures: [{ kind: "parameters", everyTime: stepSize }],
  },
  grid: { dynamics: flows.map((kind) => dynamicsOf(kind, stepSize)) },
});

/** Which flows can follow descent that oscillates: the principal flow against truncated expansions (Rosca et al. 2022). */
export const oscillationFigure = figure({
  name: "oscillation",
  title: "Flows and a step that oscillates",
  sweeps: {
    descent: {
      base: { objective, init, dynamics: { kind: "gd", stepSize: 0.9 }, until: { steps }, measures: [{ kind: "parameters", every: 1 }] },
      grid: { "dynamics.stepSize": stepSizes },
    },
    small: flowsAt(stepSizes[0]),
    large: flowsAt(stepSizes[1]),
  },
  read: ({ descent, small, large }) =>
    stepSizes.map((stepSize, i) => ({
      stepSize,
      descent: sizes(descent.find((record) => entry(record, "dynamics.stepSize") === stepSize)!),
      flows: flows.map((kind) => ({
        kind,
        curve: sizes([small, large][i].find((record) => entry<string>(record, "dynamics.kind") === kind)!),
      })),
    })),
  draw: (data) => ({
    description: "Size of the sharp component over time for gradient descent and four flows at a small and at a large step size.",
    legend: (theme) => (["gd", ...flows] as const).map((kind) => methodEntry(theme, names[kind].method, names[kind].label)),
    rows: [
      {
        height: 170,
        panels: data.map(({ stepSize, descent, flows: all }, i) =>
          paths({
            title: `${"ab"[i]}\u2002hλ = ${2 * stepSize}`,
            x: { label: "time hk", domain: [0, steps * stepSize] },
            y: { label: "|w₁|, the sharp component", type: "log", domain: [1e-6, 1] },
            series: (theme) => [
              { ...methodSeries(theme, "gd", descent), width: 2.2 },
              ...all.map(({ kind, curve: one }) => methodSeries(theme, names[kind].method, one)),
            ],
          }),
        ),
      },
    ],
  }),
  caption: (data) =>
    `½wᵀHw with H = diag(2, 0.02) from (−0.35, −0.2) (Rosca et al. 2022, whose loss xᵀAx has no ½). (a) h = ${stepSizes[0]}: the expansions in h close in on descent one after another. (b) h = ${stepSizes[1]}: descent multiplies the sharp component by ${(1 - 2 * stepSizes[1]).toFixed(1).replace("-", "−")}, changing its sign each step; every truncated expansion makes it worse, contracting by ${data[1].flows
      .slice(0, 3)
      .map(({ curve: { y } }) => (y[1] / y[0]).toFixed(3))
      .join(
        ", ",
      )} a step (gradient flow, IGR, third order), and the principal flow, with rate log|1 − hλ|/h, has its size exactly (${(data[1].flows[3].curve.y[1] / data[1].flows[3].curve.y[0]).toFixed(3)}), not its sign. ` +
    `Along the flat component (hλ = ${(0.02 * stepSizes[1]).toFixed(3)}) all agree to better than a thousandth.`,
});

const sizes = (record: FigureRecord): Curve => {
  const { x, y } = curve(record, "parameter0");
  return { x, y: y.map(Math.abs) };
};
