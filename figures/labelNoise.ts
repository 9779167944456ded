import type { RunInput } from "../src/experiment/runSpec.ts";
import {
  type Curve,
  curve,
  type FigureRecord,
  formatNumber,
  intervalBand,
  methodEntry,
  methodSeries,
  type Method,
  paths,
} from "../src/figure/index.ts";
import { exp } from "../src/kernel/elementary.ts";
import { entry, figure, type Needed, pick } from "./figure.ts";

const std = 0.05;
const stepSizes = [0.05, 0.2, 0.4];
const span = 1.5;
const stepsOf = (stepSize: number): number => Math.round(span / (stepSize * stepSize * std * std));
const seeds = { from: 0, count: 8 };

const hyperbola: RunInput["objective"] = {
  model: { kind: "expression", parameters: ["a", "b"], example: "(a*b - y)^2/2", over: { y: [1] } },
};
const hyperbolaStart: RunInput["init"] = { kind: "values", values: [1.6, 0.625] };

const sparse: Pick<RunInput, "objective" | "init" | "seed"> = {
  objective: {
    data: { kind: "sparse-regression", count: 40, dimension: 100, sparsity: 5 },
    model: { kind: "diagonal-linear", signs: false },
    loss: { kind: "squared-error", factor: 0.25 },
  },
  init: { kind: "constant", value: 1 },
  seed: 6,
};
const length = 300_000;
const schedule = { kind: "step" as const, at: [length / 3, (2 * length) / 3], factor: 0.1 };
const rate = { kind: "gd" as const, stepSize: 0.01 };
const kinds = {
  none: { name: "no noise", method: "gradient-flow", dynamics: rate },
  spherical: { name: "spherical noise", method: "sgd-with-replacement", dynamics: { ...rate, noise: { kind: "gaussian", std: 0.01 } } },
  difference: {
    name: "minibatch noise",
    method: "igr-flow",
    dynamics: { ...rate, noise: { kind: "minibatch-difference", batchSize: 1, scale: 1 } },
  },
  label: {
    name: "label noise",
    method: "sgd",
    dynamics: { ...rate, noise: { kind: "label", std: 1, count: 1, distribution: "normal" }, schedule },
  },
} as const satisfies Record<string, { name: string; method: Method; dynamics: RunInput["dynamics"] }>;
type Kind = keyof typeof kinds;

const sampled = (stepSize: number, method: "gd" | "flow", finite = true): Needed => {
  const steps = stepsOf(stepSize);
  const shared = { objective: hyperbola, init: hyperbolaStart };
  if (method === "gd")
    return {
      base: {
        ...shared,
        dynamics: { kind: "gd", stepSize, noise: { kind: "label", std } },
        until: { steps },
        measures: [{ kind: "parameters", every: Math.round(steps / 50) }],
      },
      grid: { seed: seeds },
    };
  return {
    base: {
      ...shared,
      dynamics: { kind: "label-noise-flow", stepSize, std, finite },
      until: { time: steps * stepSize },
      measures: [{ kind: "parameters", everyTime: (steps * stepSize) / 50 }],
    },
    grid: {},
  };
};

const sweeps: Readonly<Record<string, Needed>> = {
  ...Object.fromEntries(
    stepSizes.flatMap((stepSize) => [
      [`descent ${stepSize}`, sampled(stepSize, "gd")],
      [`flow ${stepSize}`, sampled(stepSize, "flow")],
    ]),
  ),
  limit: sampled(stepSizes[1], "flow", false),
  shape: {
    base: { ...sparse, dynamics: rate, until: { steps: length }, measures: [{ kind: "parameters", every: length / 60 }] },
    grid: { dynamics: Object.values(kinds).map(({ dynamics }) => dynamics) },
  },
};

/** What label noise does: the decay of the asymmetry on f = ab, and which noise finds a sparse truth (HaoChen et al. 2021). */
export const labelNoiseFigure = figure({
  name: "label-noise",
  title: "Label noise finds flat minima",
  sweeps,
  read: (records) => ({
    decays: stepSizes.map((stepSize) => ({
      stepSize,
      noisy: intervalBand(records[`descent ${stepSize}`].map((record) => decay(record, stepSize))),
      flow: decay(records[`flow ${stepSize}`][0], stepSize),
    })),
    limit: decay(records.limit[0], stepSizes[1]),
    shapes: (Object.keys(kinds) as Kind[]).map((kind) => ({ kind, error: testError(ofKind(records.shape, kind)) })),
  }),
  draw: ({ decays, limit, shapes }) => ({
    description: "Decay of an asymmetry under label noise at three step sizes with its theory, and test error under four kinds of noise.",
    legend: (theme) => [
      methodEntry(theme, "sgd", "descent with label noise"),
      methodEntry(theme, "minibatch-flow", "flow of the exact regulariser (a)"),
      methodEntry(theme, "other", "flow of ¼ tr H, e⁻ˣ (a)"),
      ...shapes.slice(0, 3).map(({ kind }) => methodEntry(theme, kinds[kind].method, `${kinds[kind].name} (b)`)),
    ],
    rows: [
      {
        height: 176,
        panels: [
          paths({
            title: "a\u2002f = ab, q = a² − b²",
            x: { label: "x = η²σ²k", domain: [0, span] },
            y: { label: "q / q₀", type: "log" },
            series: (theme) => [
              { curve: limit, colour: theme.methods.other, dash: "1 1.6" },
              ...decays.map(({ noisy }) => methodSeries(theme, "sgd", noisy)),
              ...decays.map(({ flow, stepSize }) => ({ ...methodSeries(theme, "minibatch-flow", flow), label: `η = ${stepSize}` })),
            ],
          }),
          paths({
            title: "b\u2002sparse regression, f = ⟨v², x⟩",
            x: { label: "steps (thousands)", domain: [0, length / 1000] },
            y: { label: "‖v² − w*‖²", type: "log" },
            series: (theme) => shapes.map(({ kind, error }) => methodSeries(theme, kinds[kind].method, error)),
          }),
        ],
      },
    ],
  }),
  caption: ({ decays, shapes }) =>
    `(a) Two parameters, ½(ab − y)² with y = 1 ± ${std} drawn anew each step, from (1.6, 0.625); q = a² − b² after k steps, mean of ${seeds.count} seeds with its 95 % interval, η = ${stepSizes.join(", ")}. The flow along the minima of R = −(1/2η) tr log(I − ηH/2) (Damian, Ma & Lee 2021) describes it; its limit ¼ tr H (Blanc et al. 2020; Li et al. 2022) gives e⁻ˣ for every step size. ` +
    `At x = ${span}: ${decays.map(({ stepSize, noisy, flow }) => `η = ${stepSize}: ${lastOf(noisy).toFixed(4)}, flow ${lastOf(flow).toFixed(4)}`).join("; ")}; limit ${exp(-span).toFixed(4)}. ` +
    `(b) The setting of HaoChen et al. 2021: 40 examples in 100 dimensions, truth 1 on five coordinates, v = 1 at the start, ¼ squared error, η = 0.01 (label noise: a tenth from a third, a hundredth from two thirds of the ${formatNumber(length)} steps), one seed. Distance of v² from the truth at the end: ${shapes.map(({ kind, error }) => `${kinds[kind].name} ${formatNumber(lastOf(error), 2)}`).join(", ")}.`,
});

const lastOf = ({ y }: Curve): number => y[y.length - 1];

/** q as a part of its start, over η²σ²k. */
function decay(record: FigureRecord, stepSize: number): Curve {
  const [a, b] = [curve(record, "parameter0"), curve(record, "parameter1")];
  const q = a.y.map((value, i) => value * value - b.y[i] * b.y[i]);
  const every = a.x[a.x.length - 1] / (a.x.length - 1);
  // Rows are equally spaced: their number places them, so that seeds and flows share their x.
  return { x: a.x.map((_, i) => Number((i * every * stepSize * std * std).toPrecision(9))), y: q.map((value) => value / q[0]) };
}

function ofKind(records: readonly FigureRecord[], kind: Kind): FigureRecord {
  const { dynamics } = kinds[kind];
  const noise = "noise" in dynamics ? dynamics.noise.kind : undefined;
  const found = records.find((record) => entry<{ noise?: { kind: string } }>(record, "dynamics").noise?.kind === noise);
  return found ?? pick(records, { "dynamics.noise.kind": noise });
}

/** ‖v² − w*‖² over thousands of steps. */
function testError(record: FigureRecord): Curve {
  const columns = record.final.parameters.map((_, j) => curve(record, `parameter${j}`, "step"));
  return {
    x: columns[0].x.map((step) => step / 1000),
    y: columns[0].y.map((_, i) =>
      columns.reduce((sum, { y }, j) => {
        const error = y[i] * y[i] - (j < 5 ? 1 : 0);
        return sum + error * error;
      }, 0),
    ),
  };
}
