import { batchesPerEpoch } from "../dynamics/batches.ts";
import { dynamicsSchema } from "../dynamics/index.ts";
import type { Mover } from "../dynamics/dynamics.ts";
import { drawsWithReplacement, orderedPartitions, sequences, subsets } from "../kernel/enumerate.ts";
import { type LeastSquares, leastSquares } from "../kernel/leastSquares.ts";
import { openRandom } from "../kernel/random.ts";
import { norm2 } from "../kernel/vector.ts";
import { Point } from "../objective/point.ts";
import { NumericalError, SpecError } from "../spec/errors.ts";
import { parse, within } from "../spec/parse.ts";
import { type DriftCandidate, driftCandidates, type DriftSetting } from "../theory/driftCandidates.ts";
import { dynamicsBehaviour, loadBehaviours } from "./behaviours.ts";
import { objective as build } from "./byHand.ts";
import type { RunInput } from "./runSpec.ts";

/** What is regressed: an optimiser from a start, at several step sizes. */
export interface DriftRegressionInput extends Pick<RunInput, "objective" | "init"> {
  /** A discrete dynamics without its step size: `{kind: "sgd", batchSize: 1, sampling: "reshuffle"}`. */
  readonly dynamics: { readonly kind: string; readonly [option: string]: unknown };
  /** At least three, in any order; η λ_max times the number of steps well below 1 at the smallest. */
  readonly stepSizes: readonly number[];
  /** m; one epoch unless given, 4 for the full batch. An exact ensemble of shuffled batches has one epoch. */
  readonly steps?: number;
  /** "exact": all orders or sequences of batches; otherwise so many seeds, shared by all step sizes. "exact" unless given. */
  readonly ensemble?: "exact" | { readonly seeds: number };
  /** Of data and start, and of the first run of an ensemble; 0 unless given. */
  readonly seed?: number;
}

/** A coefficient of a candidate field. */
export interface DriftCoefficient {
  readonly name: string;
  readonly meaning: string;
  /** At each step size, in the order of `stepSizes`. */
  readonly estimates: readonly number[];
  /** Extrapolated to η → 0 (polynomial in η through all step sizes). */
  readonly limit: number;
  /** Standard error of the limit over the seeds; for an exact ensemble, how much the limit moves when the largest step size is left out. */
  readonly error: number;
}

/** The coefficients of the candidate fields, how well they explain the mean drift, and how far apart the fields can be told. */
export interface DriftRegression {
  /** From the largest to the smallest. */
  readonly stepSizes: readonly number[];
  readonly steps: number;
  /** Runs in the ensemble. */
  readonly runs: number;
  readonly exact: boolean;
  readonly coefficients: readonly DriftCoefficient[];
  /** Of the candidate fields, each scaled to length 1. */
  readonly conditionNumber: number;
  /** Part of ‖mean drift‖² that the candidates explain, at each step size; NaN where the mean drift is 0. */
  readonly explained: readonly number[];
}

/** Beyond this many sequences of batches an exact ensemble is refused. */
const mostSequences = 50_000;
/** Of the reference flow: far below the drift, which is of order η². */
const flowTolerance = 1e-13;

/**
 * Which modified objective does an optimiser really follow in the mean? The drift (E[w after m steps] − gradient flow at time mη)/(mη²) is regressed, by least squares over the parameters, on
 * candidate fields at the start (see `driftCandidates`): −½Hg, −¼∇tr Σ_B, −½Cov(tr H_k, g_k). The number of steps is fixed while η → 0, which takes the time to 0 too: what the spread of the paths does to their mean at a fixed time is not in it. Theory expects (1, 0, 0) for GD and for SGD with independent batches, (1, 1, 0)
 * for an epoch of shuffled SGD. Fields that vanish (those of noise, for the full batch) are left out.
 * Throws SpecError where the spec is wrong or an exact ensemble too large, NumericalError where a run diverges.
 */
export async function driftRegression(input: DriftRegressionInput): Promise<DriftRegression> {
  const { seed = 0, ensemble = "exact" } = input;
  const stepSizes = checkedStepSizes(input.stepSizes);
  const built = await build(input.objective, { seed });
  const start = built.point(input.init).parameters;
  const { examples } = built.objective;
  const full = "batchSize" in input.dynamics ? (input.dynamics.batchSize as number) : examples;
  const steps = input.steps ?? (full === examples ? 4 : batchesPerEpoch(input.dynamics.lastBatch, examples, full));
  const runs = ensemble === "exact" ? exactRuns(input.dynamics, examples, full, steps) : seededRuns(input.dynamics, ensemble.seeds, seed);
  await loadBehaviours({
    dynamics: parse(dynamicsSchema, { ...input.dynamics, stepSize: stepSizes[0] }, "dynamics"),
    measures: [],
  });
  const setting: DriftSetting = {
    batchSize: full,
    withReplacement: input.dynamics.sampling === "bootstrap",
    varianceFactor: epochFactor(input.dynamics, examples, full, steps),
  };
  const point = new Point(built.objective, start);
  const fields = candidatesAt(point, setting);
  const fit = leastSquares(fields.map(({ field }) => field));
  const flow = await flowPlaces(built.objective, start, stepSizes, steps);
  const drifts = stepSizes.map((stepSize, i) =>
    runs.map(({ dynamics, random }) => {
      const spec = within("dynamics", () => parse(dynamicsSchema, { ...dynamics, stepSize }, "dynamics"));
      const behaviour = dynamicsBehaviour(spec.kind);
      const mover = within("dynamics", () =>
        behaviour.start(spec, { point: new Point(built.objective, start), random: (purpose) => openRandom(random, purpose) }),
      );
      const end = advanced(mover, steps);
      return end.map((value, p) => (value - flow[i][p]) / (steps * stepSize * stepSize));
    }),
  );
  return summarise({ stepSizes, steps, exact: ensemble === "exact" }, drifts, fields, fit);
}

/**
 * κ of the noise fields where it is not that of a fresh subset: in an epoch of m batches in a random order any two have the covariance −Cov_i(H_i, g_i)/(N − 1), whatever their sizes,
 * hence (m − 1)/(N − 1) (see `epochVarianceFactor`). Throws SpecError where the candidates are not those of the batches: in a fixed order or partition the order has a drift of its own,
 * a step that is weighted takes another time, and part of an epoch has fewer pairs of batches.
 */
function epochFactor(
  { sampling, lastBatch }: DriftRegressionInput["dynamics"],
  examples: number,
  size: number,
  steps: number,
): number | undefined {
  if (sampling === undefined || sampling === "subset" || sampling === "bootstrap") return undefined;
  const named = typeof sampling === "string" ? JSON.stringify(sampling) : "given batches";
  const equal = examples % size === 0;
  if (typeof sampling === "string" && size === examples) return undefined;
  const random =
    sampling === "reshuffle" ||
    (sampling === "shuffle-once" && steps <= batchesPerEpoch(undefined, examples, size)) ||
    (sampling === "partition-iid" && equal);
  if (!random)
    throw new SpecError(
      "dynamics.sampling",
      `is ${named}, whose drift has a part of its own order or partition that no candidate field stands for; use reshuffle, subset or bootstrap`,
    );
  if (equal) return undefined;
  if (lastBatch === "weighted")
    throw new SpecError(
      "dynamics.lastBatch",
      '"weighted" makes the last step of an epoch shorter than the others, so that the drift per step is not defined; use "drop"',
    );
  const epoch = batchesPerEpoch(lastBatch, examples, size);
  if (steps % epoch !== 0)
    throw new SpecError(
      "steps",
      `is ${steps}, not whole epochs of ${epoch} batches: the noise fields of unequal batches are known for whole epochs alone`,
    );
  return (epoch - 1) / (examples - 1);
}

function checkedStepSizes(given: readonly number[]): number[] {
  const sorted = [...new Set(given)].toSorted((a, b) => b - a);
  if (sorted.length < 3) throw new SpecError("stepSizes", `names ${sorted.length} different step sizes; the limit η → 0 needs at least 3`);
  const wrong = sorted.find((value) => !(value > 0 && Number.isFinite(value)));
  if (wrong !== undefined) throw new SpecError("stepSizes", `holds ${wrong}; step sizes are positive numbers`);
  return sorted;
}

interface EnsembleRun {
  readonly dynamics: DriftRegressionInput["dynamics"];
  /** Seed of its random numbers. */
  readonly random: number;
}

function seededRuns(dynamics: DriftRegressionInput["dynamics"], seeds: number, first: number): EnsembleRun[] {
  if (!Number.isInteger(seeds) || seeds < 2) throw new SpecError("ensemble.seeds", `is ${seeds}; a standard error needs at least 2 seeds`);
  return Array.from({ length: seeds }, (_, k) => ({ dynamics, random: first + k }));
}

/** Every sequence of batches that the sampling can make over the steps, each as likely as any other. */
function exactRuns(dynamics: DriftRegressionInput["dynamics"], examples: number, batchSize: number, steps: number): EnsembleRun[] {
  if ("noise" in dynamics) throw new SpecError("ensemble", '"exact" lists batches, and noise cannot be listed: use {"seeds": …}');
  if (batchSize === examples && dynamics.sampling !== "bootstrap") return [{ dynamics, random: 0 }];
  const { batchSize: _size, lastBatch, ...rest } = dynamics;
  const all = batchSequences(dynamics.sampling, lastBatch, examples, batchSize, steps);
  return all.map((batches) => ({ dynamics: { ...rest, sampling: { kind: "batches", batches } }, random: 0 }));
}

function batchSequences(
  sampling: unknown,
  lastBatch: unknown,
  examples: number,
  batchSize: number,
  steps: number,
): readonly (readonly number[][])[] {
  const refuse = (count: number): void => {
    if (count > mostSequences)
      throw new SpecError(
        "ensemble",
        `an exact ensemble would have ${count.toPrecision(3)} sequences of batches, more than ${mostSequences}: use {"seeds": …}`,
      );
  };
  if (sampling === "reshuffle") {
    const epoch = batchesPerEpoch(lastBatch, examples, batchSize);
    if (steps !== epoch)
      throw new SpecError(
        "steps",
        `an exact ensemble of shuffled batches is one epoch: ${examples} examples are ${epoch} batches of ${batchSize}, not ${steps}`,
      );
    refuse(countOf(examples, batchSize));
    return orderedPartitions(examples, batchSize).map((batches) => batches.slice(0, epoch));
  }
  if (sampling === "subset" || sampling === "bootstrap") {
    const each = sampling === "subset" ? subsets(examples, batchSize) : drawsWithReplacement(examples, batchSize);
    let count = 1;
    for (let k = 0; k < steps; k++) count *= each.length;
    refuse(count);
    return sequences(each, steps);
  }
  throw new SpecError("ensemble", `"exact" knows reshuffle, subset and bootstrap, not ${JSON.stringify(sampling)}: use {"seeds": …}`);
}

/** n!/(size!)^⌊n/size⌋/(n mod size)!. */
function countOf(n: number, size: number): number {
  let count = 1;
  for (let left = n; left > 0; left -= size) for (let i = 0; i < Math.min(size, left); i++) count = (count * (left - i)) / (i + 1);
  return count;
}

interface Field {
  readonly candidate: DriftCandidate;
  readonly field: Float64Array;
}

function candidatesAt(point: Point, setting: DriftSetting): Field[] {
  const fields = driftCandidates.map((candidate) => ({ candidate, field: candidate.field(point, setting) }));
  const present = fields.filter(({ field }) => norm2(field) > 0);
  if (present.length === 0) throw new SpecError("init", "is a critical point without noise: nothing drifts there");
  return present;
}

/** Where gradient flow from the start is after m steps of each step size. */
async function flowPlaces(
  objective: Point["objective"],
  start: Float64Array,
  stepSizes: readonly number[],
  steps: number,
): Promise<Float64Array[]> {
  const spec = parse(dynamicsSchema, { kind: "gradient-flow", tolerance: flowTolerance, integrator: { kind: "dopri5" } }, "dynamics");
  await loadBehaviours({ dynamics: spec, measures: [] });
  const behaviour = dynamicsBehaviour("gradient-flow");
  const mover = behaviour.start(spec, { point: new Point(objective, start), random: (purpose) => openRandom(0, purpose) });
  const places = new Map<number, Float64Array>();
  for (const stepSize of stepSizes.toReversed()) {
    while (mover.time < steps * stepSize) mover.advance(steps * stepSize);
    places.set(stepSize, Float64Array.from(mover.point.parameters));
  }
  return stepSizes.map((stepSize) => places.get(stepSize)!);
}

function advanced(mover: Mover, steps: number): Float64Array {
  for (let k = 0; k < steps; k++) mover.advance(Infinity);
  const { parameters } = mover.point;
  if (!parameters.every(Number.isFinite)) throw new NumericalError("a run of the ensemble diverged: use smaller step sizes", mover.step);
  return parameters;
}

function summarise(
  about: Pick<DriftRegression, "stepSizes" | "steps" | "exact">,
  drifts: readonly (readonly Float64Array[])[],
  fields: readonly Field[],
  fit: LeastSquares,
): DriftRegression {
  const { stepSizes, exact } = about;
  const runs = drifts[0].length;
  const size = drifts[0][0].length;
  const means = drifts.map((all) => {
    const mean = new Float64Array(size);
    for (const drift of all) for (let p = 0; p < size; p++) mean[p] += drift[p] / runs;
    return mean;
  });
  const solved = means.map((mean) => fit.solve(mean));
  const perRun = exact ? null : drifts.map((all) => all.map((drift) => fit.solve(drift)));
  const coefficients = fields.map(({ candidate: { name, meaning } }, j): DriftCoefficient => {
    const estimates = solved.map((one) => one[j]);
    const limit = atZero(stepSizes, estimates);
    const error =
      perRun === null
        ? Math.abs(limit - atZero(stepSizes.slice(1), estimates.slice(1)))
        : standardError(
            Array.from({ length: runs }, (_, r) =>
              atZero(
                stepSizes,
                perRun.map((all) => all[r][j]),
              ),
            ),
          );
    return { name, meaning, estimates, limit, error };
  });
  const explained = means.map((mean, i) => {
    const rest = Float64Array.from(mean);
    fields.forEach(({ field }, j) => field.forEach((value, p) => (rest[p] -= solved[i][j] * value)));
    return 1 - norm2(rest) / norm2(mean);
  });
  return { ...about, runs, coefficients, conditionNumber: fit.conditionNumber, explained };
}

/** The polynomial through the points, at 0 (Lagrange). */
function atZero(x: readonly number[], y: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    let weight = 1;
    for (let j = 0; j < x.length; j++) if (j !== i) weight *= -x[j] / (x[i] - x[j]);
    sum += weight * y[i];
  }
  return sum;
}

function standardError(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
