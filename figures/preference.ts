import type { RunInput } from "../src/experiment/runSpec.ts";
import { atLoss, type FigureRecord, last, mean, type PreferencePoint, preference, rankCorrelationInterval, sequential, type SymbolName, type Theme } from "../src/figure/index.ts";
import { openRandom } from "../src/kernel/random.ts";
import { digitsSetting, settingInWords } from "./digits.ts";
import { entry, figure, type Needed, pick } from "./figure.ts";

const time = 600;
const examples = 100;
const seeds = { from: 0, count: 3 } as const;
const fullBatchSteps = [0.05, 0.1, 0.2, 0.4];
const batchSteps = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
const batchSizes = [5, 20];
const perturbation = 0.02;

const measures: RunInput["measures"] = [
  { kind: "loss", everyTime: 15 },
  { kind: "sharpness", everyTime: 15, tolerance: 1e-4 },
  { kind: "hessian-trace", everyTime: time },
  { kind: "perturbation-sensitivity", std: perturbation, samples: 40, everyTime: time },
];

function needed(dynamics: RunInput["dynamics"], grid: Needed["grid"]): Needed {
  return { base: { ...digitsSetting, dynamics, until: { time }, measures }, grid: { ...grid, seed: seeds } };
}

const fullBatchGrid = { "dynamics.stepSize": fullBatchSteps };
const batchGrid = { "dynamics.stepSize": batchSteps, "dynamics.batchSize": batchSizes };

/** What is compared: a column of the records, and on what ground. */
const views = [
  { key: "sharpness", column: "sharpness", symbol: "λ_{max}", ground: "time", linearWithin: 0.03, ticks: [-1, -0.1, 0, 0.1, 1, 10] },
  { key: "sharpnessAtLoss", column: "sharpness", symbol: "λ_{max}", ground: "loss", linearWithin: 0.03, ticks: [-1, -0.1, 0, 0.1, 1, 10] },
  { key: "trace", column: "hessianTrace", symbol: "tr H", ground: "time", linearWithin: 0.3, ticks: [-10, -1, 0, 1, 10] },
  { key: "sensitivity", column: "perturbationSensitivity", symbol: "R", ground: "time", linearWithin: 1e-4, ticks: [-1e-3, -1e-4, 0, 1e-4, 1e-3, 1e-2] },
] as const;
type View = (typeof views)[number]["key"];

interface Difference {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

interface Cell {
  readonly stepSize: number;
  readonly batchSize: number;
  /** mηλ_max/2 at the end of gradient flow, the mean over seeds: m = N/B batches an epoch, 1 for the full batch. */
  readonly parameter: number;
  /** ηλ_max/2 ≥ 1 at the end of gradient flow: the edge of stability. */
  readonly edge: boolean;
  readonly differences: Readonly<Record<View, { readonly predicted: Difference; readonly observed: Difference } | null>>;
}

/**
 * The headline: the flattening that the modified objective predicts against the flattening that was observed, both
 * signed and relative to gradient flow, over a grid of step sizes and batch sizes.
 */
export const preferenceFigure = figure({
  name: "preference",
  title: "Does the modified objective predict the preference for flat minima?",
  sweeps: {
    flow: needed({ kind: "gradient-flow" }, {}),
    descent: needed({ kind: "gd", stepSize: 0.1 }, fullBatchGrid),
    igr: needed({ kind: "igr-flow", stepSize: 0.1 }, fullBatchGrid),
    sgd: needed({ kind: "sgd", stepSize: 0.1, batchSize: 20, sampling: "reshuffle" }, batchGrid),
    minibatch: needed({ kind: "minibatch-flow", stepSize: 0.1, batchSize: 20 }, batchGrid),
  },
  read({ flow, descent, igr, sgd, minibatch }) {
    const level = Math.max(...[...flow, ...descent, ...sgd].filter(({ status }) => status === "finished").map((record) => last(record, "loss")));
    const fullBatch = fullBatchSteps.map((stepSize) => cell({ stepSize, batchSize: examples }, flow, select(igr, { stepSize }), select(descent, { stepSize }), level));
    const batches = batchSizes.flatMap((batchSize) => batchSteps.map((stepSize) => cell({ stepSize, batchSize }, flow, select(minibatch, { stepSize, batchSize }), select(sgd, { stepSize, batchSize }), level)));
    const cells = [...fullBatch, ...batches];
    return { cells, level, sharpness: mean(flow.map((record) => last(record, "sharpness"))), ranks: { all: ranks(cells), small: ranks(cells.filter(isSmall)) } };
  },
  draw: ({ cells, level }) => ({
    description: "Predicted against observed flattening relative to gradient flow, over step sizes and batch sizes, for four comparisons.",
    legend: (theme) => [
      ...[...batchSizes, examples].map((size) => ({ label: size === examples ? `full batch` : `B = ${size}`, colour: theme.ink, symbol: symbolOf[size] })),
      ...bins.map(({ label }, i) => ({ label, colour: binColour(theme, i), swatch: true })),
      { label: "filled: below 1; hollow: beyond the expansion", colour: theme.ink, symbol: "circle" as const, filled: true },
    ],
    rows: [views.slice(0, 2), views.slice(2)].map((pair, row) => ({
      height: 212,
      panels: pair.map(({ key, symbol, ground, linearWithin, ticks }, i) =>
        preference({
          title: `${"abcd"[2 * row + i]}\u2002${symbol} at equal ${ground === "time" ? `time ${time}` : `loss ${level.toFixed(3)}`}`,
          x: `predicted: ${symbol}(flow) − ${symbol}(theory)`,
          y: `observed: ${symbol}(flow) − ${symbol}(SGD)`,
          points: (theme) => cells.flatMap((one) => point(one, key, theme)),
          linearWithin,
          ticks,
        }),
      ),
    })),
  }),
  caption: ({ cells, level, sharpness, ranks: correlations }) =>
    `Flattening relative to gradient flow from the same initial point: predicted by the modified flow of theory (horizontal) and observed (vertical), signed; positive is flatter; dashed: identity. ${settingInWords}; ${seeds.count} seeds (initial point, shuffles), time ${time}. ` +
    `Theory is IGR flow, L + (η/4)‖∇L‖², for full-batch gradient descent (η = ${fullBatchSteps.join(", ")}) and minibatch flow (Smith et al. 2021) for shuffled SGD (B = ${batchSizes.join(", ")}; η = ${batchSteps.join(", ")}). Points are means over seeds, bars the range over seeds; axes are linear near zero and logarithmic beyond. ` +
    `Colour and filling: mηλ_max/2, the small parameter of the expansion, with m = N/B batches an epoch (m = 1 for the full batch) and λ_max at the end of gradient flow (mean ${sharpness.toFixed(2)}). ` +
    `(a) λ_max at equal time; (b) λ_max where the loss first reaches ${level.toFixed(3)}, the highest final loss; (c) tr ∇²L and (d) mean rise R of the loss when every parameter is perturbed by N(0, ${perturbation}²), at equal time. ` +
    `Rank correlation in (a): ${inWords(correlations.all)} over all ${cells.length} cells, ${inWords(correlations.small)} over the ${cells.filter(isSmall).length} cells with mηλ_max/2 < 1 (95 % bootstrap intervals over cells). ` +
    edgeInWords(cells),
});

/** Where the expansion behind the prediction may be trusted. */
const isSmall = ({ parameter }: Cell): boolean => parameter < 1;

const symbolOf: Readonly<Record<number, SymbolName>> = { 5: "triangle", 20: "square", [examples]: "circle" };

const bins = [
  { below: 0.5, label: "mηλ_{max}/2 < 0.5" },
  { below: 1, label: "0.5–1" },
  { below: 3, label: "1–3" },
  { below: 10, label: "3–10" },
  { below: Infinity, label: "> 10" },
];
const binColour = (theme: Theme, i: number): string => sequential(theme, (i + 0.15) / (bins.length - 0.5));

function select(records: readonly FigureRecord[], dynamics: Readonly<Record<string, number>>): FigureRecord[] {
  return records.filter((record) => Object.entries(dynamics).every(([key, value]) => entry(record, `dynamics.${key}`) === value));
}

function cell(at: { stepSize: number; batchSize: number }, flows: readonly FigureRecord[], theories: readonly FigureRecord[], runs: readonly FigureRecord[], level: number): Cell {
  const triples = runs.filter(({ status }) => status === "finished").map((run) => {
    const seed = { seed: entry(run, "seed") };
    return { run, flow: pick(flows, seed), theory: pick(theories, seed) };
  });
  const sharpness = mean(flows.map((record) => last(record, "sharpness")));
  const differences = Object.fromEntries(
    views.map(({ key, column, ground }) => {
      const read = (record: FigureRecord): number | null => (ground === "time" ? last(record, column) : atLoss(record, column, level));
      const values = triples.map(({ run, flow, theory }) => ({ run: read(run), flow: read(flow), theory: read(theory) }));
      if (values.length === 0 || values.some(({ run, flow, theory }) => run === null || flow === null || theory === null)) return [key, null];
      return [key, { predicted: difference(values.map(({ flow, theory }) => flow! - theory!)), observed: difference(values.map(({ flow, run }) => flow! - run!)) }];
    }),
  ) as Cell["differences"];
  return { ...at, parameter: ((examples / at.batchSize) * at.stepSize * sharpness) / 2, edge: (at.stepSize * sharpness) / 2 >= 1, differences };
}

const difference = (values: readonly number[]): Difference => ({ mean: mean(values), low: Math.min(...values), high: Math.max(...values) });

function point({ batchSize, parameter, edge, differences }: Cell, view: View, theme: Theme): PreferencePoint[] {
  const found = differences[view];
  if (found === null) return [];
  const { predicted, observed } = found;
  return [
    {
      predicted: predicted.mean,
      predictedLow: predicted.low,
      predictedHigh: predicted.high,
      observed: observed.mean,
      observedLow: observed.low,
      observedHigh: observed.high,
      colour: binColour(theme, bins.findIndex(({ below }) => parameter < below)),
      symbol: symbolOf[batchSize],
      filled: parameter < 1,
      note: edge ? "edge of stability" : undefined,
    },
  ];
}

function ranks(cells: readonly Cell[]): ReturnType<typeof rankCorrelationInterval> {
  const pairs = cells.flatMap(({ differences }) => (differences.sharpness === null ? [] : [differences.sharpness]));
  return rankCorrelationInterval(pairs.map(({ predicted }) => predicted.mean), pairs.map(({ observed }) => observed.mean), openRandom(0, "probes"));
}

const inWords = ({ value, low, high }: { value: number; low: number; high: number }): string => `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`.replaceAll("-", "−");

function edgeInWords(cells: readonly Cell[]): string {
  const edges = cells.filter(({ edge, batchSize }) => edge && batchSize === examples);
  const signed = (value: number): string => value.toFixed(2).replace("-", "−");
  return edges.map(({ stepSize, differences: { sharpness } }) => (sharpness === null ? "" : `At the edge of stability (full batch, η = ${stepSize}: ηλ_max/2 ≥ 1 under gradient flow) IGR flow predicts ${signed(sharpness.predicted.mean)} and ${signed(sharpness.observed.mean)} is observed: no expansion in η sees it.`)).join(" ");
}
