import type { RunInput } from "./runSpec.ts";
import type { Store } from "./store.ts";
import { sweepHere } from "./sweepOnDemand.ts";
import type { SweepProgress, SweepResult } from "./sweep.ts";
import type { SweepInput } from "./sweepSpec.ts";
import type { RunRecord } from "./types.ts";
import { NumericalError } from "../spec/errors.ts";
import { atLoss } from "./atLoss.ts";

/** One net and one optimiser, whose flattening is to be taken apart. */
export interface AttributionInput extends Pick<RunInput, "objective" | "init"> {
  readonly stepSize: number;
  readonly batchSize: number;
  /** Every run ends there. */
  readonly time: number;
  /** Standard deviation of the entries of isotropic noise; that with the mean trace of the minibatch noise is found by `matchedStd`. */
  readonly isotropicStd: number;
  /** Standard deviation of label noise; left out unless given. */
  readonly labelStd?: number;
  /** Rows of the path at which the loss and the measures are taken; 40 unless given. */
  readonly rows?: number;
}

/** The runs that are compared, by name. */
export const attributionRuns = [
  "gradient-flow",
  "gd",
  "cancelled",
  "isotropic",
  "covariance",
  "independent",
  "shuffled",
  "label",
  "igr-flow",
  "central-flow",
  "minibatch-flow",
] as const;
/** The name of one of the runs that are compared. */
export type AttributionRun = (typeof attributionRuns)[number];

/** What a cause is: the difference that going from one run to another makes. */
export interface Cause {
  readonly name: string;
  readonly from: AttributionRun;
  readonly to: AttributionRun;
  readonly meaning: string;
}

/**
 * The ladder: each step changes one thing, so that the first five effects add up to the last one exactly. "cancelled" descends on L − (η/4)‖∇L‖², which takes the implicit
 * term away (Barrett & Dherin 2021); "isotropic" and "covariance" add normal noise to full-batch steps, of one trace and of the covariance of a minibatch.
 */
export const ladder: readonly Cause[] = [
  { name: "discretisation", from: "gradient-flow", to: "gd", meaning: "finite steps of the full batch" },
  { name: "noise magnitude", from: "gd", to: "isotropic", meaning: "isotropic noise with the trace of the minibatch noise" },
  { name: "noise shape", from: "isotropic", to: "covariance", meaning: "normal noise with the covariance of the minibatch noise" },
  { name: "beyond the Gaussian", from: "covariance", to: "independent", meaning: "batches drawn independently instead of normal noise" },
  { name: "shuffling", from: "independent", to: "shuffled", meaning: "every example once an epoch instead of independent batches" },
  { name: "all of SGD", from: "gradient-flow", to: "shuffled", meaning: "shuffled SGD against gradient flow: the sum of the above" },
];

/** Single causes beside the ladder, and what theory predicts. */
export const besides: readonly Cause[] = [
  {
    name: "implicit ‖∇L‖² term",
    from: "cancelled",
    to: "gd",
    meaning: "descent against descent whose implicit term is cancelled by the penalty −(η/4)‖∇L‖²",
  },
  { name: "label noise", from: "gd", to: "label", meaning: "noise in the targets, drawn anew each step" },
  { name: "predicted by IGR flow", from: "gradient-flow", to: "igr-flow", meaning: "the flow of L + (η/4)‖∇L‖²" },
  { name: "predicted by central flow", from: "gradient-flow", to: "central-flow", meaning: "the flow along the edge of stability" },
  {
    name: "predicted by minibatch flow",
    from: "gradient-flow",
    to: "minibatch-flow",
    meaning: "the flow of the modified loss of shuffled SGD",
  },
];

/** The sweep of one of the runs over seeds; null for label noise where there is none. */
export function attributionSweep(
  input: AttributionInput,
  name: AttributionRun,
  seeds: { readonly from: number; readonly count: number },
): SweepInput | null {
  const dynamics = dynamicsOf(input, name);
  if (dynamics === null) return null;
  const everyTime = input.time / (input.rows ?? 40);
  return {
    base: {
      objective: input.objective,
      init: input.init,
      dynamics,
      until: { time: input.time },
      measures: [
        { kind: "loss", everyTime },
        { kind: "sharpness", everyTime, tolerance: 1e-4 },
        { kind: "hessian-trace", everyTime: input.time },
        { kind: "perturbation-sensitivity", std: 0.02, everyTime: input.time },
      ],
    },
    grid: { seed: seeds },
  };
}

function dynamicsOf({ stepSize, batchSize, isotropicStd, labelStd }: AttributionInput, name: AttributionRun): RunInput["dynamics"] | null {
  const descent = { kind: "gd" as const, stepSize };
  switch (name) {
    case "gradient-flow":
      return { kind: name };
    case "gd":
      return descent;
    case "cancelled":
      return { ...descent, penalty: { kind: "gradient-norm", coefficient: -stepSize / 4 } };
    case "isotropic":
      return { ...descent, noise: { kind: "gaussian", std: isotropicStd } };
    case "covariance":
      return { ...descent, noise: { kind: "covariance", batchSize } };
    case "independent":
      return { kind: "sgd", stepSize, batchSize, sampling: "subset" };
    case "shuffled":
      return { kind: "sgd", stepSize, batchSize, sampling: "reshuffle" };
    case "label":
      return labelStd === undefined ? null : { ...descent, noise: { kind: "label", std: labelStd } };
    case "igr-flow":
      return { kind: name, stepSize };
    case "central-flow":
      return { kind: name, stepSize, tolerance: 1e-4 };
    case "minibatch-flow":
      return { kind: name, stepSize, batchSize };
  }
}

/**
 * √(mean of tr Σ_B / P) along SGD with independent batches: the standard deviation of isotropic noise that has, in the mean over the path, the trace of the minibatch noise. One run, of seed 0.
 * Throws NumericalError where it diverges: the noise of a part of the path would be another.
 */
export async function matchedStd(
  input: Omit<AttributionInput, "isotropicStd">,
  perform: (spec: RunInput) => Promise<RunRecord>,
): Promise<number> {
  const { objective, init, stepSize, batchSize, time } = input;
  const record = await perform({
    objective,
    init,
    dynamics: { kind: "sgd", stepSize, batchSize, sampling: "subset" },
    until: { time },
    measures: [{ kind: "modified-loss", everyTime: time / 40 }],
    seed: 0,
  });
  const terms = record.path.minibatchTerm.filter((value) => value !== null);
  if (record.status === "diverged" || terms.length === 0)
    throw new NumericalError("SGD with independent batches diverges there, and its noise has no mean: use a smaller step size");
  const trace = terms.reduce((sum, term) => sum + (4 * term) / stepSize / terms.length, 0);
  return Math.sqrt(trace / record.final.parameters.length);
}

/** A measure of sharpness at the end of a run. */
export const attributedMeasures = ["sharpness", "hessianTrace", "perturbationSensitivity"] as const;
/** The column that an effect is read from. */
export type AttributedMeasure = (typeof attributedMeasures)[number];

/** An effect, positive where it flattens. */
export interface Effect {
  readonly cause: Cause;
  /** One value a seed: the measure after `from` less that after `to`, with common random numbers. NaN where a run diverged. */
  readonly values: readonly number[];
}

/** Effects on a measure at equal time, from the records of every run by name, in the order of seeds. */
export function effects(
  records: Readonly<Partial<Record<AttributionRun, readonly RunLike[]>>>,
  causes: readonly Cause[],
  measure: AttributedMeasure,
): Effect[] {
  return differences(records, causes, ({ path }) => (path[measure].at(-1) as number | null) ?? NaN);
}

/** Effects on λ_max where the loss first reaches a level: per seed the highest final loss of the runs that are compared. */
export function effectsAtEqualLoss(
  records: Readonly<Partial<Record<AttributionRun, readonly RunLike[]>>>,
  causes: readonly Cause[],
): Effect[] {
  const named = new Set(causes.flatMap(({ from, to }) => [from, to]));
  const compared = Object.entries(records).flatMap(([name, all]) => (named.has(name as AttributionRun) ? [all] : []));
  const levels = compared[0].map((_, seed) => Math.max(...compared.map((all) => (all[seed].path.loss.at(-1) as number | null) ?? NaN)));
  return differences(records, causes, (record, seed) => atLoss(record, "sharpness", levels[seed]) ?? NaN);
}

interface RunLike {
  readonly path: Readonly<Record<string, readonly (number | string | null)[]>>;
}

function differences(
  records: Readonly<Partial<Record<AttributionRun, readonly RunLike[]>>>,
  causes: readonly Cause[],
  read: (record: RunLike, seed: number) => number,
): Effect[] {
  return causes.flatMap((cause) => {
    const [before, after] = [records[cause.from], records[cause.to]];
    if (before === undefined || after === undefined) return [];
    return [{ cause, values: before.map((record, seed) => read(record, seed) - read(after[seed], seed)) }];
  });
}

/** How the sweeps are done. */
export interface AttributionOptions {
  readonly seeds?: { readonly from: number; readonly count: number };
  readonly store?: Store;
  /** Called as the cells of the sweep of one of the runs come in. */
  readonly onProgress?: (run: AttributionRun, progress: SweepProgress) => void;
  readonly signal?: AbortSignal;
  /** What does a sweep: `sweep` for worker processes; in this thread unless given. */
  readonly perform?: (
    input: SweepInput,
    options: { store?: Store; onProgress?: (progress: SweepProgress) => void; signal?: AbortSignal },
  ) => Promise<SweepResult>;
}

/** What each cause adds to the flattening, on every measure at equal time, and on λ_max at equal loss. */
export interface Attribution {
  readonly equalTime: Readonly<Record<AttributedMeasure, readonly Effect[]>>;
  readonly equalLoss: readonly Effect[];
}

/**
 * Takes the flattening of shuffled SGD apart: runs that differ in one thing each, from the same starts and with the same random numbers (seeds are paired), and the differences between them.
 * Throws SpecError where the spec is wrong, Error where a run failed or the signal ended it.
 */
export async function attribution(input: AttributionInput, options: AttributionOptions = {}): Promise<Attribution> {
  const { seeds = { from: 0, count: 4 }, perform = sweepHere, onProgress, store, signal } = options;
  const records: Partial<Record<AttributionRun, readonly RunRecord[]>> = {};
  for (const name of attributionRuns) {
    const wanted = attributionSweep(input, name, seeds);
    if (wanted === null) continue;
    const { cells, stopped } = await perform(wanted, { store, signal, onProgress: (progress) => onProgress?.(name, progress) });
    if (stopped) throw new Error("the attribution was stopped");
    records[name] = cells.map(({ record, failure }) => {
      if (record === null) throw new Error(`a run of "${name}" failed: ${failure ?? "it left no record"}`);
      return record;
    });
  }
  const causes = [...ladder, ...besides];
  return {
    equalTime: {
      sharpness: effects(records, causes, "sharpness"),
      hessianTrace: effects(records, causes, "hessianTrace"),
      perturbationSensitivity: effects(records, causes, "perturbationSensitivity"),
    },
    equalLoss: effectsAtEqualLoss(records, ladder),
  };
}
