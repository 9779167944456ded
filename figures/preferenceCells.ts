import type { RunInput } from "../src/experiment/runSpec.ts";
import { atLoss, type FigureRecord, last, mean, rankCorrelationInterval } from "../src/figure/index.ts";
import { openRandom } from "../src/kernel/random.ts";
import { digitsSetting } from "./digits.ts";
import { entry, type Needed, pick } from "./figure.ts";

export const time = 600;
export const examples = 100;
export const seeds = { from: 0, count: 4 } as const;
export const fullBatchSteps = [0.05, 0.1, 0.2, 0.4];
/** Of these, the steps at the edge of stability. */
export const edgeSteps = [0.2, 0.4];
export const batchSteps = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
export const batchSizes = [5, 20];
export const perturbation = 0.02;
const tolerance = 1e-6;
/** Of the central flow, whose right-hand side is the dearest; what it leaves is far below what seeds differ by. */
const centralTolerance = 1e-4;

const [loss, sharpness] = [
  { kind: "loss", everyTime: 15 },
  { kind: "sharpness", everyTime: 15, tolerance: 1e-4 },
] as const;
const measures: NonNullable<RunInput["measures"]> = [
  loss,
  sharpness,
  { kind: "hessian-trace", everyTime: time },
  { kind: "perturbation-sensitivity", std: perturbation, samples: 40, everyTime: time },
];

const descent: RunInput["dynamics"][] = fullBatchSteps.map((stepSize) => ({ kind: "gd", stepSize }));
const descentTheory: RunInput["dynamics"][] = fullBatchSteps.map((stepSize) => ({ kind: "igr-flow", stepSize, tolerance }));
const batchCells = batchSizes.flatMap((batchSize) => batchSteps.map((stepSize) => ({ stepSize, batchSize })));
const stochastic: RunInput["dynamics"][] = batchCells.map((cell) => ({ kind: "sgd", ...cell, sampling: "reshuffle" }));
const stochasticTheory: RunInput["dynamics"][] = batchCells.map((cell) => ({ kind: "minibatch-flow", ...cell, tolerance }));

const sharpnessView = { column: "sharpness", symbol: "λ_{max}", linearWithin: 0.03, ticks: [-10, -1, -0.1, 0, 0.1, 1, 10] } as const;

/** What is compared: a column of the records, and on what ground. */
export const views: readonly {
  readonly key: View;
  readonly column: string;
  readonly symbol: string;
  readonly ground: "time" | "loss";
  /** SGD's value is that at the mean iterate of the last whole epoch. */
  readonly ofAverage?: boolean;
  readonly linearWithin: number;
  readonly ticks: readonly number[];
  /** Factor between the column's unit and the axis's, which is named in `unit`. */
  readonly scale?: number;
  readonly unit?: string;
}[] = [
  { ...sharpnessView, key: "sharpness", ground: "time" },
  { ...sharpnessView, key: "sharpnessOfAverage", ground: "time", ofAverage: true },
  { ...sharpnessView, key: "sharpnessAtLoss", ground: "loss" },
  { ...sharpnessView, key: "sharpnessOfAverageAtLoss", ground: "loss", ofAverage: true },
  { key: "trace", column: "hessianTrace", symbol: "tr H", ground: "time", linearWithin: 0.3, ticks: [-100, -10, -1, 0, 1, 10, 100] },
  {
    key: "sensitivity",
    column: "perturbationSensitivity",
    symbol: "R",
    ground: "time",
    linearWithin: 0.1,
    ticks: [-10, -1, 0, 1, 10],
    scale: 1e3,
    unit: " (10⁻³)",
  },
];
export type View = "sharpness" | "sharpnessOfAverage" | "sharpnessAtLoss" | "sharpnessOfAverageAtLoss" | "trace" | "sensitivity";

/** S_flow − S_theory and S_flow − S_SGD, a seed each. */
export type Pairs = readonly { readonly predicted: number; readonly observed: number }[];

export interface Cell {
  readonly stepSize: number;
  readonly batchSize: number;
  /** mηλ_max/2 at the end of gradient flow, the mean over seeds: m = N/B batches an epoch, 1 for the full batch. */
  readonly parameter: number;
  /** ηλ_max/2 ≥ 1 at the end of gradient flow: the edge of stability. */
  readonly edge: boolean;
  readonly differences: Differences;
  /** The same with central flow for theory: for the full batch at the edge of stability. */
  readonly central: Differences | null;
}

type Differences = Readonly<Record<View, Pairs | null>>;

const base: RunInput = { ...digitsSetting, dynamics: { kind: "gradient-flow", tolerance }, until: { time }, measures };
const ofAverage = [loss, sharpness].map((measure) => ({ ...measure, of: "epoch-average" as const }));

/** The runs, at every seed: every cell, its theory, and gradient flow. What takes longest comes first, so that no worker is left with a long run at the end. */
export const sweeps: Readonly<Record<"central" | "stochastic" | "others", Needed>> = {
  central: {
    base: { ...base, dynamics: { kind: "central-flow", stepSize: edgeSteps[0], tolerance: centralTolerance } },
    grid: { "dynamics.stepSize": edgeSteps.toReversed(), seed: seeds },
  },
  stochastic: { base: { ...base, measures: [...measures, ...ofAverage] }, grid: { dynamics: stochastic, seed: seeds } },
  others: {
    base,
    grid: { dynamics: [...descent, ...stochasticTheory, ...descentTheory, { kind: "gradient-flow", tolerance }], seed: seeds },
  },
};

type Ranks = ReturnType<typeof rankCorrelationInterval>;

export interface Readings {
  readonly cells: readonly Cell[];
  /** The loss at which runs are compared at equal loss: the highest that any run ends with. */
  readonly level: number;
  /** λ_max at the end of gradient flow, the mean over seeds. */
  readonly sharpness: number;
  /** Rank correlation of prediction and observation, in λ_max at equal time. */
  readonly ranks: { readonly all: Ranks; readonly small: Ranks; readonly withCentral: Ranks };
}

/** In how many of the seeds of some cells the end is flatter than that of gradient flow, observed and predicted. */
export function flatterThanFlow(cells: readonly Cell[]): { readonly observed: number; readonly predicted: number; readonly of: number } {
  const pairs = cells.flatMap(({ differences }) => differences.sharpness ?? []);
  return {
    observed: pairs.filter(({ observed }) => observed > 0).length,
    predicted: pairs.filter(({ predicted }) => predicted > 0).length,
    of: pairs.length,
  };
}

/** In how many of the seeds of some cells prediction and observation agree in sign, in λ_max at equal time. */
export function agreement(cells: readonly Cell[]): { readonly same: number; readonly of: number } {
  const pairs = cells.flatMap(({ differences }) => differences.sharpness ?? []);
  return { same: pairs.filter(({ predicted, observed }) => predicted > 0 === observed > 0).length, of: pairs.length };
}

/** All numbers of the figure. */
export function readCells(runs: readonly FigureRecord[]): Readings {
  const of = (kind: string, dynamics: Readonly<Record<string, number>> = {}): FigureRecord[] => select(runs, { kind, ...dynamics });
  const flow = of("gradient-flow");
  const finished = [...flow, ...of("gd"), ...of("sgd")].filter(({ status }) => status === "finished");
  const level = Math.max(...finished.map((record) => last(record, "loss")));
  const fullBatch = fullBatchSteps.map((stepSize) =>
    cell(
      { stepSize, batchSize: examples },
      flow,
      of("igr-flow", { stepSize }),
      of("gd", { stepSize }),
      level,
      of("central-flow", { stepSize }),
    ),
  );
  const batches = batchCells.map((at) => cell(at, flow, of("minibatch-flow", at), of("sgd", at), level));
  const cells = [...fullBatch, ...batches];
  const ranks = {
    all: ranksOf(cells.map(({ differences }) => differences)),
    small: ranksOf(cells.filter(isSmall).map(({ differences }) => differences)),
    withCentral: ranksOf(cells.map(({ differences, central }) => central ?? differences)),
  };
  return { cells, level, sharpness: mean(flow.map((record) => last(record, "sharpness"))), ranks };
}

/** Where the expansion behind the prediction may be trusted. */
export const isSmall = ({ parameter }: Cell): boolean => parameter < 1;

export const predictedOf = (pairs: Pairs): number => mean(pairs.map(({ predicted }) => predicted));
export const observedOf = (pairs: Pairs): number => mean(pairs.map(({ observed }) => observed));

/** Median over cells of observed / predicted. */
export function ratio(cells: readonly Cell[], view: View): number {
  const values = cells
    .flatMap(({ differences: { [view]: pairs } }) => (pairs === null ? [] : [observedOf(pairs) / predictedOf(pairs)]))
    .sort((a, b) => a - b);
  return values.length % 2 === 1 ? values[(values.length - 1) / 2] : (values[values.length / 2 - 1] + values[values.length / 2]) / 2;
}

function select(records: readonly FigureRecord[], dynamics: Readonly<Record<string, number | string>>): FigureRecord[] {
  return records.filter((record) => Object.entries(dynamics).every(([key, value]) => entry<unknown>(record, `dynamics.${key}`) === value));
}

function cell(
  at: { stepSize: number; batchSize: number },
  flows: readonly FigureRecord[],
  theories: readonly FigureRecord[],
  runs: readonly FigureRecord[],
  level: number,
  central: readonly FigureRecord[] = [],
): Cell {
  const sharpness = mean(flows.map((record) => last(record, "sharpness")));
  return {
    ...at,
    parameter: ((examples / at.batchSize) * at.stepSize * sharpness) / 2,
    edge: (at.stepSize * sharpness) / 2 >= 1,
    differences: differencesOf(flows, theories, runs, level),
    central: central.length === 0 ? null : differencesOf(flows, central, runs, level),
  };
}

function differencesOf(
  flows: readonly FigureRecord[],
  theories: readonly FigureRecord[],
  runs: readonly FigureRecord[],
  level: number,
): Differences {
  const triples = runs
    .filter(({ status }) => status === "finished")
    .map((run) => {
      const seed = { seed: entry(run, "seed") };
      return { run, flow: pick(flows, seed), theory: pick(theories, seed) };
    });
  return Object.fromEntries(
    views.map(({ key, column, ground, ofAverage: average = false, scale = 1 }) => {
      const read = (record: FigureRecord): number | null => {
        // Only SGD has epochs of several steps: elsewhere the mean of an epoch's iterates is the iterate.
        const suffix = average && `${column}OfAverage` in record.path ? "OfAverage" : "";
        return ground === "time" ? last(record, column + suffix) : atLoss(record, column + suffix, level, `loss${suffix}`);
      };
      const values = triples.map(({ run, flow, theory }) => ({ run: read(run), flow: read(flow), theory: read(theory) }));
      if (values.length === 0 || values.some(({ run, flow, theory }) => run === null || flow === null || theory === null))
        return [key, null];
      return [key, values.map(({ run, flow, theory }) => ({ predicted: scale * (flow! - theory!), observed: scale * (flow! - run!) }))];
    }),
  ) as Differences;
}

function ranksOf(differences: readonly Differences[]): Ranks {
  const pairs = differences.flatMap(({ sharpness }) => (sharpness === null ? [] : [sharpness]));
  return rankCorrelationInterval(pairs.map(predictedOf), pairs.map(observedOf), openRandom(0, "probes"));
}
