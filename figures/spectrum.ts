import type { RunInput } from "../src/experiment/runSpec.ts";
import { type Curve, type FigureRecord, methodEntry, paths, sequential } from "../src/figure/index.ts";
import { digitsSetting, settingInWords } from "./digits.ts";
import { entry, figure } from "./figure.ts";

const times = [0, 10, 300];
const grid = { from: -2, to: 16, count: 145 };
const stiffnesses = [1, 4, 16, 64, 256];
const integrators = ["rkc3", "rkc2", "rkl2", "dopri5", "rk4"] as const;
type Integrator = (typeof integrators)[number];
const methods = { rkc3: "gd", rkc2: "sgd", rkl2: "igr-flow", dopri5: "minibatch-flow", rk4: "gradient-flow" } as const;
const names: Readonly<Record<Integrator, string>> = {
  rkc3: "RKC3",
  rkc2: "RKC2",
  rkl2: "RKL2",
  dopri5: "Dormand–Prince",
  rk4: "RK4 at 1/λ",
};
/** A smooth slow component beside a stiff one at rest: its gradient flow takes λT steps of an explicit method, √(λT) stages of a stabilised one. */
const stiff = (stiffness: number): RunInput["objective"] => ({
  model: {
    kind: "quadratic",
    matrix: [
      [stiffness, 0],
      [0, 0.1],
    ],
  },
});
const flowTime = 20;

/** The Hessian's spectrum along training, by Lanczos quadrature (Ghorbani et al. 2019), and what its width costs a flow. */
export const spectrumFigure = figure({
  name: "spectrum",
  title: "The spectrum, and what it costs to follow gradient flow",
  sweeps: {
    density: {
      base: {
        ...digitsSetting,
        dynamics: { kind: "gradient-flow" },
        until: { time: times[times.length - 1] },
        measures: [
          { kind: "spectral-density", everyTime: 10, probes: 10, steps: 80, exactBelow: 0, grid },
          { kind: "sharpness", everyTime: 10, tolerance: 1e-6 },
        ],
        seed: 0,
      },
      grid: {},
    },
    cost: {
      base: {
        objective: stiff(1),
        init: { kind: "values", values: [1, 1] },
        dynamics: { kind: "gradient-flow" },
        until: { time: flowTime },
        measures: [{ kind: "loss", everyTime: flowTime }],
      },
      grid: { dynamics: integrators.map((kind) => ({ kind: "gradient-flow", integrator: { kind } })), objective: stiffnesses.map(stiff) },
    },
  },
  read: ({ density: [record], cost }) => ({
    densities: times.map((time) => ({ time, ...densityAt(record, time) })),
    costs: integrators.map((kind) => ({
      kind,
      curve: {
        x: stiffnesses.map((stiffness) => stiffness * flowTime),
        y: stiffnesses.map((stiffness) => {
          const run = cost.find(
            (one) =>
              entry<{ kind: string } | undefined>(one, "dynamics.integrator")?.kind === kind &&
              entry<number[][]>(one, "objective.model.matrix")[0][0] === stiffness,
          )!;
          return run.cost.gradients;
        }),
      } satisfies Curve,
    })),
  }),
  draw: ({ densities, costs }) => ({
    description:
      "Density of the Hessian's eigenvalues at three times of gradient flow, and gradient evaluations of five integrators against stiffness.",
    legend: (theme) => [
      ...densities.map(({ time }, i) => ({ label: `time ${time} (a)`, colour: sequential(theme, i / 2), dash: "" })),
      ...costs.map(({ kind }) => methodEntry(theme, methods[kind], names[kind])),
    ],
    rows: [
      {
        height: 172,
        panels: [
          paths({
            title: "a\u2002density of eigenvalues",
            x: { label: "eigenvalue λ (1/time)", domain: [grid.from, grid.to] },
            y: { label: "density (time)", type: "log", domain: [1e-4, 4] },
            series: (theme) => densities.map(({ curve: one }, i) => ({ curve: one, colour: sequential(theme, i / 2) })),
          }),
          paths({
            title: "b\u2002cost of a flow",
            x: { label: "stiffness λ_{max}T", type: "log" },
            y: { label: "gradients", type: "log" },
            series: (theme) => costs.map(({ kind, curve: one }) => ({ curve: one, colour: theme.methods[methods[kind]], dash: "" })),
          }),
        ],
      },
    ],
  }),
  caption: ({ densities, costs }) =>
    `(a) Density of the Hessian's eigenvalues along gradient flow, by stochastic Lanczos quadrature with 10 probes of 80 steps (Ghorbani et al. 2019), blurred by a normal density of standard deviation ${((grid.to - grid.from) / (grid.count - 1)).toFixed(3)}; most of them stay near zero, a few separate. λmax (certified): ${densities.map(({ time, sharpness }) => `${sharpness.toFixed(2)} at time ${time}`).join(", ")}. ${settingInWords}. ` +
    `(b) Gradient evaluations for gradient flow of ½λw₁² + 0.05w₂² to time ${flowTime}, tolerance 10⁻⁶ (RK4: steps of 1/λ): at the largest stiffness ${costs.map(({ kind, curve: { y } }) => `${names[kind]} ${Math.round(y[y.length - 1])}`).join(", ")}. A stabilised method pays for the square root of the stiffness.`,
});

interface Density {
  readonly curve: Curve;
  readonly sharpness: number;
}

/** The blurred density on the grid at a time, where it is positive. */
function densityAt(record: FigureRecord, time: number): Density {
  const row = record.path.time.findIndex((value) => Math.abs((value as number) - time) < 1e-9);
  const columns = Object.keys(record.path).filter((name) => /^spectralDensity\d+$/.test(name));
  const values = columns.map((name) => record.path[name][row] as number);
  const places = columns.map((_, i) => grid.from + ((grid.to - grid.from) * i) / (grid.count - 1));
  const kept = values.flatMap((value, i) => (value > 1e-6 ? [i] : []));
  return { curve: { x: kept.map((i) => places[i]), y: kept.map((i) => values[i]) }, sharpness: record.path.sharpness[row] as number };
}
