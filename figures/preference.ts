import type { RunInput } from "../src/experiment/runSpec.ts";
import { atLoss, type FigureRecord, interval, last, mean, type PreferencePoint, preference, rankCorrelationInterval, sequential, type SymbolName, type Theme } from "../src/figure/index.ts";
import { openRandom } from "../src/kernel/random.ts";
import { digitsSetting, settingInWords } from "./digits.ts";
import { entry, figure, pick } from "./figure.ts";

const time = 600;
const examples = 100;
const seeds = { from: 0, count: 4 } as const;
const fullBatchSteps = [0.05, 0.1, 0.2, 0.4];
const batchSteps = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
const batchSizes = [5, 20];
const perturbation = 0.02;
const tolerance = 1e-7;

const measures: RunInput["measures"] = [
  { kind: "loss", everyTime: 15 },
  { kind: "sharpness", everyTime: 15, tolerance: 1e-4 },
  { kind: "hessian-trace", everyTime: time },
  { kind: "perturbation-sensitivity", std: perturbation, samples: 40, everyTime: time },
];

const descent: RunInput["dynamics"][] = fullBatchSteps.map((stepSize) => ({ kind: "gd", stepSize }));
const descentTheory: RunInput["dynamics"][] = fullBatchSteps.map((stepSize) => ({ kind: "igr-flow", stepSize, tolerance }));
const batchCells = batchSizes.flatMap((batchSize) => batchSteps.map((stepSize) => ({ stepSize, batchSize })));
const stochastic: RunInput["dynamics"][] = batchCells.map((cell) => ({ kind: "sgd", ...cell, sampling: "reshuffle" }));
const stochasticTheory: RunInput["dynamics"][] = batchCells.map((cell) => ({ kind: "minibatch-flow", ...cell, tolerance }));

/** What is compared: a column of the records, and on what ground. */
const views: readonly {
  readonly key: View;
  readonly column: string;
  readonly symbol: string;
  readonly ground: "time" | "loss";
  readonly linearWithin: number;
  readonly ticks: readonly number[];
  /** Factor between the column's unit and the axis's, which is named in `unit`. */
  readonly scale?: number;
  readonly unit?: string;
}[] = [
  { key: "sharpness", column: "sharpness", symbol: "λ_{max}", ground: "time", linearWithin: 0.03, ticks: [-10, -1, -0.1, 0, 0.1, 1, 10] },
  { key: "sharpnessAtLoss", column: "sharpness", symbol: "λ_{max}", ground: "loss", linearWithin: 0.03, ticks: [-10, -1, -0.1, 0, 0.1, 1, 10] },
  { key: "trace", column: "hessianTrace", symbol: "tr H", ground: "time", linearWithin: 0.3, ticks: [-100, -10, -1, 0, 1, 10, 100] },
  { key: "sensitivity", column: "perturbationSensitivity", symbol: "R", ground: "time", linearWithin: 0.1, ticks: [-10, -1, 0, 1, 10], scale: 1e3, unit: " (10⁻³)" },
];
type View = "sharpness" | "sharpnessAtLoss" | "trace" | "sensitivity";

/** S_flow − S_theory and S_flow − S_SGD, a seed each. */
type Pairs = readonly { readonly predicted: number; readonly observed: number }[];

interface Cell {
  readonly stepSize: number;
  readonly batchSize: number;
  /** mηλ_max/2 at the end of gradient flow, the mean over seeds: m = N/B batches an epoch, 1 for the full batch. */
  readonly parameter: number;
  /** ηλ_max/2 ≥ 1 at the end of gradient flow: the edge of stability. */
  readonly edge: boolean;
  readonly differences: Readonly<Record<View, Pairs | null>>;
}

/**
 * The headline: the flattening that the modified objective predicts against the flattening that was observed, both
 * signed and relative to gradient flow, over a grid of step sizes and batch sizes.
 */
export const preferenceFigure = figure({
  name: "preference",
  title: "Does the modified objective predict the preference for flat minima?",
  sweeps: {
    runs: {
      base: { ...digitsSetting, dynamics: { kind: "gradient-flow", tolerance }, until: { time }, measures },
      // What takes longest comes first, so that no worker is left with a long run at the end.
      grid: { dynamics: [...stochastic, ...descent, ...stochasticTheory, ...descentTheory, { kind: "gradient-flow", tolerance }], seed: seeds },
    },
  },
  read({ runs }) {
    const of = (kind: string, dynamics: Readonly<Record<string, number>> = {}): FigureRecord[] => select(runs, { kind, ...dynamics });
    const flow = of("gradient-flow");
    const level = Math.max(...[...flow, ...of("gd"), ...of("sgd")].filter(({ status }) => status === "finished").map((record) => last(record, "loss")));
    const fullBatch = fullBatchSteps.map((stepSize) => cell({ stepSize, batchSize: examples }, flow, of("igr-flow", { stepSize }), of("gd", { stepSize }), level));
    const batches = batchCells.map((at) => cell(at, flow, of("minibatch-flow", at), of("sgd", at), level));
    const cells = [...fullBatch, ...batches];
    return { cells, level, sharpness: mean(flow.map((record) => last(record, "sharpness"))), ranks: { all: ranks(cells), small: ranks(cells.filter(isSmall)) } };
  },
  draw: ({ cells, level }) => ({
    description: "Predicted against observed flattening relative to gradient flow, over step sizes and batch sizes, for four comparisons.",
    legend: (theme) => [
      ...[examples, ...batchSizes.toReversed()].map((size) => ({ label: size === examples ? `full batch` : `B = ${size}`, colour: theme.ink, symbol: symbolOf[size] })),
      ...bins.map(({ label }, i) => ({ label, colour: binColour(theme, i), swatch: true })),
      { label: "filled < 1, hollow ≥ 1", colour: theme.muted, symbol: "circle" as const, filled: true },
      { label: "edge of stability", colour: theme.muted, symbol: "circle" as const, ring: true },
    ],
    rows: [views.slice(0, 2), views.slice(2)].map((pair, row) => ({
      height: 212,
      panels: pair.map(({ key, symbol, ground, linearWithin, ticks, unit = "" }, i) =>
        preference({
          title: `${"abcd"[2 * row + i]}\u2002${symbol} at equal ${ground === "time" ? `time ${time}` : `loss ${level.toFixed(3)}`}`,
          x: `predicted: ${symbol}(flow) − ${symbol}(theory)${unit}`,
          y: `observed: ${symbol}(flow) − ${symbol}(SGD)${unit}`,
          points: (theme) => cells.flatMap((one) => point(one, key, theme)),
          linearWithin,
          ticks,
        }),
      ),
    })),
  }),
  caption: ({ cells, level, sharpness, ranks: correlations }) =>
    `Flattening relative to gradient flow from the same initial point: predicted by the modified flow of theory (horizontal) and observed (vertical), signed; positive is flatter; dashed: identity. ${settingInWords}; ${seeds.count} seeds (initial point, shuffles), time ${time}. ` +
    `Theory is IGR flow, L + (η/4)‖∇L‖², for full-batch gradient descent (η = ${fullBatchSteps.join(", ")}) and minibatch flow (Smith et al. 2021) for shuffled SGD (B = ${batchSizes.join(", ")}; η = ${batchSteps.join(", ")}). Symbols are means over seeds, dots single seeds; bars are 95 % intervals (Student's t) of the mean of observed − predicted, paired by seed; axes are linear near zero and logarithmic beyond. ` +
    `Colour and filling: mηλ_max/2, the small parameter of the expansion, with m = N/B batches an epoch (m = 1 for the full batch) and λ_max at the end of gradient flow (mean ${sharpness.toFixed(2)}). ` +
    `(a) λ_max at equal time; (b) λ_max where the loss first reaches ${level.toFixed(3)}, the highest final loss; (c) tr ∇²L and (d) mean rise R of the loss when every parameter is perturbed by N(0, ${perturbation}²), at equal time. ` +
    `Rank correlation in (a): ${inWords(correlations.all)} over all ${cells.length} cells, ${inWords(correlations.small)} over the ${cells.filter(isSmall).length} cells with mηλ_max/2 < 1 (95 % bootstrap intervals over cells); median of observed / predicted ${ratio(cells.filter(isSmall)).toFixed(2)} for the latter, ${ratio(cells.filter((one) => !isSmall(one) && !one.edge)).toFixed(2)} for larger mηλ_max/2 below the edge. ` +
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

function select(records: readonly FigureRecord[], dynamics: Readonly<Record<string, number | string>>): FigureRecord[] {
  return records.filter((record) => Object.entries(dynamics).every(([key, value]) => entry<unknown>(record, `dynamics.${key}`) === value));
}

function cell(at: { stepSize: number; batchSize: number }, flows: readonly FigureRecord[], theories: readonly FigureRecord[], runs: readonly FigureRecord[], level: number): Cell {
  const triples = runs.filter(({ status }) => status === "finished").map((run) => {
    const seed = { seed: entry(run, "seed") };
    return { run, flow: pick(flows, seed), theory: pick(theories, seed) };
  });
  const sharpness = mean(flows.map((record) => last(record, "sharpness")));
  const differences = Object.fromEntries(
    views.map(({ key, column, ground, scale = 1 }) => {
      const read = (record: FigureRecord): number | null => (ground === "time" ? last(record, column) : atLoss(record, column, level));
      const values = triples.map(({ run, flow, theory }) => ({ run: read(run), flow: read(flow), theory: read(theory) }));
      if (values.length === 0 || values.some(({ run, flow, theory }) => run === null || flow === null || theory === null)) return [key, null];
      return [key, values.map(({ run, flow, theory }) => ({ predicted: scale * (flow! - theory!), observed: scale * (flow! - run!) }))];
    }),
  ) as Cell["differences"];
  return { ...at, parameter: ((examples / at.batchSize) * at.stepSize * sharpness) / 2, edge: (at.stepSize * sharpness) / 2 >= 1, differences };
}

const predictedOf = (pairs: Pairs): number => mean(pairs.map(({ predicted }) => predicted));
const observedOf = (pairs: Pairs): number => mean(pairs.map(({ observed }) => observed));

function point({ stepSize, batchSize, parameter, edge, differences }: Cell, view: View, theme: Theme): PreferencePoint[] {
  const pairs = differences[view];
  if (pairs === null) return [];
  const observed = observedOf(pairs);
  // Seeds differ far more from one another than theory differs from what was observed: the interval is that of the paired difference.
  const { half } = interval(pairs.map((pair) => pair.observed - pair.predicted));
  return [
    {
      predicted: predictedOf(pairs),
      observed,
      low: observed - half,
      high: observed + half,
      seeds: pairs,
      colour: binColour(theme, bins.findIndex(({ below }) => parameter < below)),
      symbol: symbolOf[batchSize],
      filled: parameter < 1,
      ring: edge,
      note: edge && batchSize === examples ? `η = ${stepSize}` : undefined,
    },
  ];
}

function ranks(cells: readonly Cell[]): ReturnType<typeof rankCorrelationInterval> {
  const pairs = cells.flatMap(({ differences }) => (differences.sharpness === null ? [] : [differences.sharpness]));
  return rankCorrelationInterval(pairs.map(predictedOf), pairs.map(observedOf), openRandom(0, "probes"));
}

/** Median over cells of observed / predicted, in λ_max at equal time. */
function ratio(cells: readonly Cell[]): number {
  const values = cells.flatMap(({ differences: { sharpness } }) => (sharpness === null ? [] : [observedOf(sharpness) / predictedOf(sharpness)])).sort((a, b) => a - b);
  return values.length % 2 === 1 ? values[(values.length - 1) / 2] : (values[values.length / 2 - 1] + values[values.length / 2]) / 2;
}

const inWords = ({ value, low, high }: { value: number; low: number; high: number }): string => `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`.replaceAll("-", "−");

function edgeInWords(cells: readonly Cell[]): string {
  const signed = (value: number): string => value.toFixed(2).replace("-", "−");
  const said = cells
    .filter(({ edge, batchSize }) => edge && batchSize === examples)
    .flatMap(({ stepSize, differences: { sharpness } }) => (sharpness === null ? [] : [`${signed(predictedOf(sharpness))} predicted, ${signed(observedOf(sharpness))} observed at η = ${stepSize}`]));
  return `Rings mark ηλ_max/2 ≥ 1 under gradient flow, the edge of stability, which no expansion in η sees: for the full batch ${said.join("; ")}.`;
}
