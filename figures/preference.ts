import { interval, type PreferencePoint, preference, sequential, type SymbolName, type Theme } from "../src/figure/index.ts";
import { settingInWords } from "./digits.ts";
import { figure } from "./figure.ts";
import {
  agreement,
  batchSizes,
  batchSteps,
  type Cell,
  edgeSteps,
  examples,
  flatterThanFlow,
  fullBatchSteps,
  isSmall,
  observedOf,
  type Pairs,
  perturbation,
  predictedOf,
  ratio,
  readCells,
  seeds,
  sweeps,
  time,
  type View,
  views,
} from "./preferenceCells.ts";

/**
 * The headline: the flattening that the modified objective predicts against the flattening that was observed, both
 * signed and relative to gradient flow, over a grid of step sizes and batch sizes.
 */
export const preferenceFigure = figure({
  name: "preference",
  title: "Does the modified objective predict the preference for flat minima?",
  sweeps,
  read: ({ central, stochastic, others }) => readCells([...central, ...stochastic, ...others]),
  draw: ({ cells, level }) => ({
    description:
      "Predicted against observed flattening relative to gradient flow, over step sizes and batch sizes, for six comparisons; at the edge of stability also what central flow predicts.",
    legend: (theme) => [
      ...[examples, ...batchSizes.toReversed()].map((size) => ({
        label: size === examples ? `full batch` : `B = ${size}`,
        colour: theme.ink,
        symbol: symbolOf[size],
      })),
      ...bins.map(({ label }, i) => ({ label, colour: binColour(theme, i), swatch: true })),
      { label: "filled < 1, hollow ≥ 1", colour: theme.muted, symbol: "circle" as const, filled: true },
      { label: "edge of stability", colour: theme.muted, symbol: "circle" as const, ring: true },
      { label: "central flow", colour: theme.muted, symbol: "star" as const, filled: true },
    ],
    rows: [views.slice(0, 3), views.slice(3)].map((some, row) => ({
      height: 164,
      panels: some.map(({ key, symbol, ground, ofAverage = false, linearWithin, ticks, unit = "" }, i) =>
        preference({
          title: `${"abcdef"[3 * row + i]}\u2002${symbol}${ofAverage ? " of epoch mean," : " at"} ${ground === "time" ? `time ${time}` : `loss ${level.toFixed(3)}`}`,
          x: `predicted: flow − theory${unit}`,
          y: `observed: flow − descent${unit}`,
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
    `Stars, joined to the circle of the same observation: central flow (Cohen et al. 2025) for the full batch at the edge of stability. Colour and filling: mηλ_max/2, the small parameter of the expansion, with m = N/B batches an epoch (m = 1 for the full batch) and λ_max at the end of gradient flow (mean ${sharpness.toFixed(2)}). ` +
    `(a) λ_max at equal time; (b) the same with SGD at the mean of its last epoch's iterates; (c) λ_max where the loss first reaches ${level.toFixed(3)}, the highest final loss; (d) the same with SGD at the mean of its last epoch's iterates, which at large steps has a lower loss than a single noisy iterate; (e) tr ∇²L and (f) mean rise R of the loss when every parameter is perturbed by N(0, ${perturbation}²), at equal time. ` +
    `Rank correlation in (a): ${inWords(correlations.all)} over all ${cells.length} cells, ${inWords(correlations.withCentral)} with central flow for theory where there is a star, ${inWords(correlations.small)} over the ${cells.filter(isSmall).length} cells with mηλ_max/2 < 1 (95 % bootstrap intervals over cells). ` +
    `Median of observed / predicted, in (a) and (b): ${ratiosInWords(cells.filter(isSmall))} for mηλ_max/2 < 1, ${ratiosInWords(cells.filter((one) => !isSmall(one) && !one.edge))} for larger mηλ_max/2 below the edge. ` +
    signsInWords(cells) +
    edgeInWords(cells),
  table: ({ cells }) => ({
    title: `λ_max(flow) − λ_max at time ${time}: positive is flatter than gradient flow. Means over ${seeds.count} seeds; ± is the 95 % interval of observed − predicted, paired by seed.`,
    header: ["η", "B", "mηλ/2", "regime", "predicted", "observed", "±", "epoch mean", "central flow"],
    rows: cells.map(({ stepSize, batchSize, parameter, edge, differences: { sharpness, sharpnessOfAverage }, central }) => [
      String(stepSize),
      String(batchSize),
      parameter.toFixed(2),
      edge ? "edge of stability" : parameter < 1 ? "perturbative" : "beyond expansion",
      ...(sharpness === null
        ? ["–", "–", "–"]
        : [signed(predictedOf(sharpness)), signed(observedOf(sharpness)), halfOf(sharpness).toFixed(3)]),
      sharpnessOfAverage === null || batchSize === examples ? "–" : signed(observedOf(sharpnessOfAverage)),
      central?.sharpness ? signed(predictedOf(central.sharpness)) : "–",
    ]),
  }),
});

const signed = (value: number): string => value.toFixed(3).replace("-", "−");
const ratiosInWords = (cells: readonly Cell[]): string =>
  `${ratio(cells, "sharpness").toFixed(2)} and ${ratio(cells, "sharpnessOfAverage").toFixed(2)}`;
/** Seeds differ far more from one another than theory differs from what was observed: the interval is that of the paired difference. */
const halfOf = (pairs: Pairs): number => interval(pairs.map((pair) => pair.observed - pair.predicted)).half;

const symbolOf: Readonly<Record<number, SymbolName>> = { 5: "triangle", 20: "square", [examples]: "circle" };

const bins = [
  { below: 0.5, label: "mηλ_{max}/2 < 0.5" },
  { below: 1, label: "0.5–1" },
  { below: 3, label: "1–3" },
  { below: 10, label: "3–10" },
  { below: Infinity, label: "> 10" },
];
const binColour = (theme: Theme, i: number): string => sequential(theme, (i + 0.15) / (bins.length - 0.5));

function point({ stepSize, batchSize, parameter, edge, differences, central }: Cell, view: View, theme: Theme): PreferencePoint[] {
  const pairs = differences[view];
  if (pairs === null) return [];
  const observed = observedOf(pairs);
  const half = halfOf(pairs);
  const other = central?.[view];
  return [
    {
      predicted: predictedOf(pairs),
      observed,
      low: observed - half,
      high: observed + half,
      seeds: pairs,
      colour: binColour(
        theme,
        bins.findIndex(({ below }) => parameter < below),
      ),
      symbol: symbolOf[batchSize],
      filled: parameter < 1,
      ring: edge,
      ...(other ? { other: { predicted: predictedOf(other), seeds: other } } : {}),
      note: edge && batchSize === examples ? `η = ${stepSize}` : undefined,
      noteBelow: stepSize === edgeSteps[0],
    },
  ];
}

const inWords = ({ value, low, high }: { value: number; low: number; high: number }): string =>
  `${value.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`.replaceAll("-", "−");

function signsInWords(cells: readonly Cell[]): string {
  const said = (title: string, some: readonly Cell[]): string => `${agreement(some).same} of ${agreement(some).of} for ${title}`;
  const [small, beyond, edge] = [
    cells.filter((one) => isSmall(one)),
    cells.filter((one) => !isSmall(one) && !one.edge),
    cells.filter((one) => one.edge),
  ];
  const flatter = flatterThanFlow(cells.filter((one) => one.batchSize === examples && !one.edge));
  return `Single seeds with the predicted sign: ${said("mηλ_max/2 < 1", small)}, ${said("larger values", beyond)}, ${said("the edge of stability", edge)}. With the full batch below the edge, ${flatter.observed} of ${flatter.of} seeds end flatter than gradient flow (${flatter.predicted} predicted). `;
}

function edgeInWords(cells: readonly Cell[]): string {
  const short = (value: number): string => value.toFixed(2).replace("-", "−");
  const said = cells
    .filter(({ edge, batchSize }) => edge && batchSize === examples)
    .flatMap(({ stepSize, differences: { sharpness }, central }) =>
      sharpness === null || !central?.sharpness
        ? []
        : [
            `at η = ${stepSize} IGR flow predicts ${short(predictedOf(sharpness))}, central flow ${short(predictedOf(central.sharpness))}; observed ${short(observedOf(sharpness))}`,
          ],
    );
  return `Rings mark ηλ_max/2 ≥ 1 under gradient flow, the edge of stability, which no expansion in η sees. For the full batch, in λ_max at equal time (${seeds.count} seeds each): ${said.join("; ")}.`;
}
