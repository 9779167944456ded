import type { RunInput } from "../src/experiment/runSpec.ts";
import {
  type Band,
  type Curve,
  curve,
  dashes,
  densityBars,
  type FigureRecord,
  formatNumber,
  histogram,
  intervalBand,
  paths,
  type Theme,
} from "../src/figure/index.ts";
import { cos } from "../src/kernel/elementary.ts";
import { entry, figure, pick } from "./figure.ts";

const [alike, apart, circle] = [{ stepSize: 0.02, std: 0.5, steps: 10_000 }, { stepSize: 0.05, steps: 800 }, { stepSize: 0.15 }];
const samplings = ["reshuffle", "bootstrap"] as const;
const seeds = { from: 0, count: 64 };
/** Two examples whose labels differ by 2σ: f = ab, L_i = ½(ab − 1 ∓ σ)². */
const product: RunInput["objective"] = {
  model: { kind: "expression", parameters: ["a", "b"], example: "(a*b - 1 - e)^2/2", over: { e: [alike.std, -alike.std] } },
};
/** The same without the noise in the labels, which the limiting flow adds by itself. */
const clean: RunInput["objective"] = { model: { kind: "expression", parameters: ["a", "b"], loss: "(a*b - 1)^2/2" } };
const valley: RunInput["objective"] = {
  model: { kind: "expression", parameters: ["u", "v"], example: "v^2/2 + e*(1 + u/2)*v", over: { e: [1, -1] } },
};
const ring: RunInput["objective"] = {
  model: { kind: "expression", parameters: ["x"], example: "e*(x + 0.4*sin(x))", over: { e: [1, -1] } },
};
const productStart: RunInput["init"] = { kind: "values", values: [2, 0.5] };
const valleyStart: RunInput["init"] = { kind: "values", values: [0, 0] };
const sgd = (stepSize: number): RunInput["dynamics"] => ({ kind: "sgd", stepSize, batchSize: 1, sampling: "reshuffle" });
const flows = (stepSize: number): RunInput["dynamics"][] => [
  { kind: "gradient-flow" },
  { kind: "igr-flow", stepSize },
  { kind: "minibatch-flow", stepSize, batchSize: 1 },
];
const alikeTime = alike.stepSize * alike.steps;
const apartTime = apart.stepSize * apart.steps;
const bins = 36;

/** Is the bias of SGD one of finite steps or one of noise? The two drifts in a model where they coincide and in one where they part. */
export const twoDriftsFigure = figure({
  name: "two-drifts",
  title: "Finite steps and noise: two drifts",
  sweeps: {
    alike: {
      base: {
        objective: product,
        init: productStart,
        dynamics: sgd(alike.stepSize),
        until: { steps: alike.steps },
        measures: [{ kind: "parameters", every: alike.steps / 50 }],
      },
      grid: { "dynamics.sampling": samplings, seed: seeds },
    },
    alikeFlows: {
      base: {
        objective: product,
        init: productStart,
        dynamics: { kind: "gradient-flow" },
        until: { time: alikeTime },
        measures: [{ kind: "parameters", everyTime: alikeTime / 50 }],
      },
      grid: { dynamics: flows(alike.stepSize) },
    },
    labelNoise: {
      base: {
        objective: clean,
        init: productStart,
        dynamics: { kind: "label-noise-flow", stepSize: alike.stepSize, std: alike.std },
        until: { time: alikeTime },
        measures: [{ kind: "parameters", everyTime: alikeTime / 50 }],
      },
      grid: {},
    },
    apart: {
      base: {
        objective: valley,
        init: valleyStart,
        dynamics: sgd(apart.stepSize),
        until: { steps: apart.steps },
        measures: [{ kind: "parameters", every: apart.steps / 50 }],
      },
      grid: { "dynamics.sampling": samplings, seed: seeds },
    },
    apartFlows: {
      base: {
        objective: valley,
        init: valleyStart,
        dynamics: { kind: "gradient-flow" },
        until: { time: apartTime },
        measures: [{ kind: "parameters", everyTime: apartTime / 50 }],
      },
      grid: { dynamics: flows(apart.stepSize) },
    },
    circle: {
      base: {
        objective: ring,
        init: { kind: "constant", value: 0 },
        dynamics: sgd(circle.stepSize),
        until: { steps: 100_000 },
        measures: [{ kind: "parameters", every: 50 }],
      },
      grid: { "dynamics.sampling": samplings, seed: { from: 0, count: 16 } },
    },
  },
  read: ({ alike: product_, alikeFlows, labelNoise, apart: valley_, apartFlows, circle: ring_ }) => ({
    alike: {
      ...ensembles(product_, traceOf),
      ...deterministic(alikeFlows, traceOf),
      limit: traceOf(labelNoise[0]),
    },
    apart: { ...ensembles(valley_, alongValley), ...deterministic(apartFlows, alongValley) },
    circle: Object.fromEntries(
      samplings.map((sampling) => [
        sampling,
        densityBars(
          ring_.filter((record) => entry<string>(record, "dynamics.sampling") === sampling).flatMap(angles),
          [0, 2 * Math.PI],
          bins,
        ),
      ]),
    ) as Record<(typeof samplings)[number], ReturnType<typeof densityBars>>,
  }),
  draw: (data) => ({
    description:
      "Two valleys in which shuffled and independently sampled SGD drift, and the density of independently sampled SGD on a circle of noise.",
    legend: (theme) => [
      { label: "SGD, shuffled", colour: theme.methods.sgd, dash: "" },
      { label: "SGD, independent draws", colour: theme.methods["sgd-with-replacement"], dash: "" },
      { label: "gradient flow", colour: theme.methods["gradient-flow"], dash: "" },
      { label: "IGR flow", colour: theme.methods["igr-flow"], dash: dashes["igr-flow"] },
      { label: "minibatch flow", colour: theme.methods["minibatch-flow"], dash: dashes["minibatch-flow"] },
      { label: "label-noise flow (a), density 1/Σ (c)", colour: theme.methods["third-order-flow"], dash: dashes["third-order-flow"] },
    ],
    rows: [
      {
        height: 164,
        panels: [
          paths({
            title: "a\u2002they coincide: tr H = a² + b²",
            x: { label: "time ηk", domain: [0, alikeTime] },
            y: { label: "mean of tr H" },
            series: (theme) => [
              ...lines(theme, data.alike),
              { curve: data.alike.limit, colour: theme.methods["third-order-flow"], dash: dashes["third-order-flow"] },
            ],
          }),
          paths({
            title: "b\u2002they part: tr H constant",
            x: { label: "time ηk", domain: [0, apartTime] },
            y: { label: "mean of u" },
            series: (theme) => lines(theme, data.apart),
          }),
          histogram({
            title: "c\u2002on a circle of noise",
            x: {
              label: "x mod 2π",
              domain: [0, 2 * Math.PI],
              ticks: [0, Math.PI, 2 * Math.PI],
              format: (x) => (x === 0 ? "0" : x < 4 ? "π" : "2π"),
            },
            y: { label: "density of SGD", domain: [0, 0.55] },
            bars: (theme) => [
              { ...data.circle.reshuffle, colour: theme.methods.sgd },
              { ...data.circle.bootstrap, colour: theme.methods["sgd-with-replacement"], outline: true },
            ],
            curves: (theme) => [{ curve: quietDensity(), colour: theme.methods["third-order-flow"], dash: dashes["third-order-flow"] }],
          }),
        ],
      },
    ],
  }),
  caption: ({ alike: a, apart: b, circle: c }) =>
    `Does SGD prefer flat minima because its steps are finite or because it is noisy? Two examples, batches of one, ${seeds.count} seeds (mean and 95 % interval), time ηk; shuffled: both examples every two steps; independent draws: either, each step. ` +
    `(a) L_i = ½(ab − 1 ∓ σ)², σ = ${alike.std}, η = ${alike.stepSize}, from (2, ½), a minimum: along the minima tr Σ = σ² tr H, and the minibatch term (η/4) tr Σ of shuffling and the label-noise term (ησ²/4) tr H of independent draws are one and the same. tr H falls from ${formatNumber(a["gradient-flow"].y[0])} to ${end(a.reshuffle)} shuffled, ${end(a.bootstrap)} ± ${half(a.bootstrap)} with independent draws; minibatch flow ${end(a["minibatch-flow"])}, label-noise flow ${end(a.limit)}, gradient flow and IGR flow stay. ` +
    `(b) L_i = ½v² ± (1 + u/2)v, η = ${apart.stepSize}: the valley v = 0 is equally flat everywhere, only the noise changes along it. Shuffled SGD drifts to where it is quiet, to u = ${end(b.reshuffle, 4)} (minibatch flow ${end(b["minibatch-flow"], 4)}); with independent draws the mean stays, at ${end(b.bootstrap, 3)} ± ${half(b.bootstrap, 3)}, as under gradient flow and IGR flow. A drift towards quiet regions is not one towards flat ones. ` +
    `(c) L_i = ±(x + 0.4 sin x), η = ${circle.stepSize}, no mean gradient, noise Σ = (1 + 0.4 cos x)²: independent draws wander, with density ∝ 1/Σ (dotted; total variation ${totalVariation(c.bootstrap).toFixed(3)}), the probability current's drift −(η/2)Σ′ in the absence of any drift of the mean; shuffled SGD (filled; its bars go on above the axis, to ${formatNumber(Math.max(...c.reshuffle.heights))}) falls to where the noise is least, x = π, and stays. ` +
    `Regime: mηλ_max/2 ≤ ${formatNumber((2 * alike.stepSize * 4.25) / 2)} in (a), ${apart.stepSize} in (b).`,
});

/** tr H = a² + b² along a run: on the minima, where it is the only eigenvalue, and near them to first order. */
function traceOf(record: FigureRecord): Curve {
  const [a, b] = [curve(record, "parameter0"), curve(record, "parameter1")];
  return { x: a.x, y: a.y.map((value, i) => value * value + b.y[i] * b.y[i]) };
}

const alongValley = (record: FigureRecord): Curve => curve(record, "parameter0");

type Ensembles = Record<(typeof samplings)[number], Band>;
type Flows = Record<"gradient-flow" | "igr-flow" | "minibatch-flow", Curve>;

function ensembles(records: readonly FigureRecord[], read: (record: FigureRecord) => Curve): Ensembles {
  const one = (sampling: string): Band =>
    intervalBand(records.filter((record) => entry<string>(record, "dynamics.sampling") === sampling).map(read));
  return { reshuffle: one("reshuffle"), bootstrap: one("bootstrap") };
}

function deterministic(records: readonly FigureRecord[], read: (record: FigureRecord) => Curve): Flows {
  const one = (kind: string): Curve => read(pick(records, { "dynamics.kind": kind }));
  return { "gradient-flow": one("gradient-flow"), "igr-flow": one("igr-flow"), "minibatch-flow": one("minibatch-flow") };
}

function lines(theme: Theme, data: Ensembles & Flows) {
  return [
    { curve: data.bootstrap, colour: theme.methods["sgd-with-replacement"] },
    { curve: data.reshuffle, colour: theme.methods.sgd },
    { curve: data["gradient-flow"], colour: theme.methods["gradient-flow"] },
    { curve: data["igr-flow"], colour: theme.methods["igr-flow"], dash: dashes["igr-flow"] },
    { curve: data["minibatch-flow"], colour: theme.methods["minibatch-flow"], dash: dashes["minibatch-flow"] },
  ];
}

/** Positions on the circle, from a tenth of the run on. */
function angles(record: FigureRecord): number[] {
  const { y } = curve(record, "parameter0");
  return y.slice(Math.ceil(y.length / 10)).map((x) => x - 2 * Math.PI * Math.floor(x / (2 * Math.PI)));
}

/** 1/Σ over a turn, with integral 1: ∫₀^{2π} dx/(1 + c cos x)² = 2π/(1 − c²)^{3/2}. */
const quiet = (x: number): number => (0.84 * Math.sqrt(0.84)) / (2 * Math.PI * (1 + 0.4 * cos(x)) * (1 + 0.4 * cos(x)));

function quietDensity(): Curve {
  const x = Array.from({ length: 121 }, (_, i) => (i / 120) * 2 * Math.PI);
  return { x, y: x.map(quiet) };
}

/** Half the integral of |histogram − 1/Σ|, the density averaged over each bin. */
function totalVariation({ edges, heights }: ReturnType<typeof densityBars>): number {
  const fine = 32;
  return heights.reduce((sum, height, i) => {
    const width = edges[i + 1] - edges[i];
    const expected = Array.from({ length: fine }, (_, k) => quiet(edges[i] + ((k + 0.5) / fine) * width)).reduce((p, q) => p + q, 0) / fine;
    return sum + (Math.abs(height - expected) * width) / 2;
  }, 0);
}

const end = ({ y }: Curve, digits = 3): string => y[y.length - 1].toFixed(digits).replace("-", "−");
const half = ({ high, low }: Band, digits = 3): string => ((high[high.length - 1] - low[low.length - 1]) / 2).toFixed(digits);
