import * as Plot from "@observablehq/plot";
import type { RunInput } from "../src/experiment/runSpec.ts";
import { type Curve, curve, type FigureRecord, methodEntry, methodSeries, paths, type Theme } from "../src/figure/index.ts";
import { cos, sin } from "../src/kernel/elementary.ts";
import { eigenSystem } from "../src/kernel/symmetric.ts";
import { continuousStationaryCovariance, momentumStationaryCovariance, stationaryCovariance } from "../src/theory/stationaryCovariance.ts";
import { entry, figure } from "./figure.ts";

const matrix = [
  [2, 0.6],
  [0.6, 0.5],
];
/** Four examples: gradients differ from the mean by these shifts, whose covariance is C. */
const shifts = [
  [1, 0.3],
  [-1, -0.3],
  [0.2, -0.6],
  [-0.2, 0.6],
];
const covariance = Float64Array.from(
  { length: 4 },
  (_, e) => shifts.reduce((sum, shift) => sum + shift[e >> 1] * shift[e % 2], 0) / shifts.length,
);
const problem = { size: 2, hessian: Float64Array.from(matrix.flat()), covariance };
const cases = [
  { title: "a\u2002η = 0.05", stepSize: 0.05, momentum: 0 },
  { title: "b\u2002η = 0.6", stepSize: 0.6, momentum: 0 },
  { title: "c\u2002η = 0.3, β = 0.6", stepSize: 0.3, momentum: 0.6 },
] as const;
const objective: RunInput["objective"] = { model: { kind: "quadratic", matrix, noise: shifts } };
const shown = 400;

/** The covariance of SGD that rests at a quadratic minimum: seen, by the exact discrete equation, and by the continuous one (Mandt et al. 2017). */
export const stationaryCovarianceFigure = figure({
  name: "stationary-covariance",
  title: "How SGD rests",
  sweeps: {
    runs: {
      base: {
        objective,
        init: { kind: "values", values: [0, 0] },
        dynamics: { kind: "sgd", stepSize: 0.05, batchSize: 1, sampling: "bootstrap" },
        until: { steps: 400_000 },
        measures: [{ kind: "parameters", every: 40 }],
        seed: 0,
      },
      grid: { dynamics: cases.map(({ stepSize, momentum }) => ({ kind: "sgd", stepSize, batchSize: 1, sampling: "bootstrap", momentum })) },
    },
  },
  read: ({ runs }) =>
    cases.map(({ title, stepSize, momentum }) => {
      const record = runs.find(
        (one) => entry(one, "dynamics.stepSize") === stepSize && (entry<number | undefined>(one, "dynamics.momentum") ?? 0) === momentum,
      )!;
      const places = placesOf(record);
      const seen = moments(places);
      const exact = momentum === 0 ? stationaryCovariance(problem, stepSize)! : momentumStationaryCovariance(problem, stepSize, momentum)!;
      const continuous = continuousStationaryCovariance(problem, stepSize / (1 - momentum))!;
      return { title, stepSize, momentum, places: places.slice(0, shown), seen, exact, continuous };
    }),
  draw: (all) => ({
    description:
      "Iterates of SGD at rest in a quadratic bowl with the ellipses of their covariance, seen and predicted, at three settings.",
    legend: (theme) => [
      methodEntry(theme, "sgd", "SGD: two standard deviations"),
      { label: "exact: AΣ + ΣA − ηAΣA = ηC", colour: theme.ink, dash: "4 2" },
      { label: "continuous: AΣ + ΣA = ηC/(1 − β)", colour: theme.methods.gd, dash: "1.2 1.6" },
    ],
    rows: [
      {
        height: 176,
        panels: all.map(({ title, places, seen, exact, continuous }) => {
          const reach = 2.6 * Math.sqrt(Math.max(exact[0], exact[3]));
          return paths({
            title,
            x: { label: "w₁ (sharp)", domain: [-reach, reach] },
            y: { label: "w₂ (flat)", domain: [-reach, reach] },
            series: (theme: Theme) => [
              methodSeries(theme, "sgd", ellipse(seen)),
              { curve: ellipse(exact), colour: theme.ink, dash: "4 2" },
              { curve: ellipse(continuous), colour: theme.methods.gd, dash: "1.2 1.6" },
            ],
            marks: (theme) => [Plot.dot(places, { x: "0", y: "1", r: 0.7, fill: theme.muted, fillOpacity: 0.6, stroke: null, clip: true })],
          });
        }),
      },
    ],
  }),
  caption: (all) =>
    `½wᵀAw with A = [2, 0.6; 0.6, 0.5], four examples whose gradients differ by constant shifts of covariance C, B = 1 drawn independently, 400,000 steps; ${shown} iterates and ellipses of two standard deviations. ` +
    `The discrete equation is exact; the continuous one (Mandt et al. 2017; with ηC/(1 − β) for momentum) misses by ${all.map(({ continuous, seen }) => `${(100 * apart(continuous, seen)).toFixed(1)} %`).join(", ")} of ‖Σ‖ in a, b, c, where the exact one agrees with what is seen to ${all.map(({ exact, seen }) => `${(100 * apart(exact, seen)).toFixed(1)} %`).join(", ")} (sampling). ηλmax = ${all.map(({ stepSize }) => (stepSize * eigenSystem(problem.hessian, 2).values[0]).toFixed(2)).join(", ")}.`,
});

function placesOf(record: FigureRecord): readonly (readonly [number, number])[] {
  const [x, y] = [curve(record, "parameter0", "step"), curve(record, "parameter1", "step")];
  return x.y.slice(10).map((value, i) => [value, y.y[i + 10]] as const);
}

function moments(places: readonly (readonly [number, number])[]): Float64Array {
  const sum = new Float64Array(4);
  for (const place of places) for (let e = 0; e < 4; e++) sum[e] += (place[e >> 1] * place[e % 2]) / places.length;
  return sum;
}

/** {w : wᵀΣ⁻¹w = 4}. */
function ellipse(sigma: Float64Array): Curve {
  const { values, vectors } = eigenSystem(sigma, 2);
  const angles = Array.from({ length: 121 }, (_, i) => (2 * Math.PI * i) / 120);
  const at = (axis: 0 | 1) => (angle: number) =>
    2 * (Math.sqrt(values[0]) * cos(angle) * vectors[axis] + Math.sqrt(values[1]) * sin(angle) * vectors[2 + axis]);
  return { x: angles.map(at(0)), y: angles.map(at(1)) };
}

function apart(a: Float64Array, b: Float64Array): number {
  let [above, below] = [0, 0];
  for (let e = 0; e < 4; e++) [above, below] = [above + (a[e] - b[e]) ** 2, below + b[e] ** 2];
  return Math.sqrt(above / below);
}
