import type * as z from "zod";
import { sameWeights } from "../measure/batchWeights.ts";
import type { Batch } from "../objective/objective.ts";
import { within } from "../spec/parse.ts";
import { positive } from "../spec/scalars.ts";
import { batchFacts, type BatchOptions, batchSizeOf, openBatches, weightOf } from "./batches.ts";
import type { Correction } from "./correction.ts";
import type { Mover, Setting } from "./dynamics.ts";
import { type FactsSetting, facts, type StatedFacts } from "./facts.ts";
import { type NoiseSpec, noiseSchema, noises, openNoise } from "./noise/index.ts";
import { gradientNorm, penaltySchema } from "./penalty.ts";
import { openSchedule, scheduleSchema, type StepSizeSchedule } from "./schedule.ts";
import { descend, divergence } from "./update.ts";

/** What every discrete dynamics may carry. */
export interface DiscreteOptions {
  readonly stepSize: number;
  readonly schedule?: StepSizeSchedule | undefined;
  readonly penalty?: z.output<typeof penaltySchema> | undefined;
  readonly noise?: NoiseSpec | undefined;
}

/** The options that every discrete dynamics has. */
export const discreteShape = {
  stepSize: positive.describe("η"),
  schedule: scheduleSchema.optional(),
  penalty: penaltySchema.optional(),
  noise: noiseSchema.optional(),
};

/** What all discrete dynamics say of themselves: step size, penalty, batches, and noise for which theory knows no modified loss. */
export function discreteFacts(
  spec: DiscreteOptions & BatchOptions,
  { objective: { examples }, random }: FactsSetting,
  said: Partial<StatedFacts> = {},
): StatedFacts {
  const { stepSize, schedule, penalty, noise } = spec;
  const multiple = schedule === undefined ? null : openSchedule(schedule);
  const batches = batchFacts(spec, examples, () => random("sampling"));
  return facts({
    stepSize: multiple === null ? () => stepSize : (step) => stepSize * multiple(step),
    constant: multiple === null,
    penalty: penalty?.coefficient ?? 0,
    batches,
    noModifiedLoss: noise === undefined ? null : `modified-loss knows nothing of noise "${noise.kind}", ${noises[noise.kind].beside}`,
    conditions: batches?.fixed ? sameWeights(batches.fixed, examples) : [],
    ...said,
  });
}

/** How a dynamics moves the parameters, given the gradient of the step, its step size and its number (1 for the first). */
export type Rule = (gradient: Float64Array, stepSize: number, step: number) => void;

/** What a dynamics goes along instead of the batch's gradient at the present point, such as the gradient at another point. */
export type Detour = (gradient: Float64Array, batch: Batch | null) => Float64Array;

/**
 * A discrete dynamics under way. A step: choose a batch, take its gradient, let a detour replace it, add penalty and noise, and let
 * the rule move the parameters; without a rule, they descend along what came of it. Its time is the sum of the step sizes that were taken: η × step without a schedule; a weighted batch counts
 * by its weight.
 * Throws NumericalError, with the step, when a batch's loss or a parameter is no longer finite.
 */
export function discrete(spec: DiscreteOptions & BatchOptions, setting: Setting, rule: Rule | null, detour?: Detour): Mover {
  const { stepSize, schedule } = spec;
  const { point } = setting;
  const { objective, parameters } = point;
  const next = openBatches(spec, objective.examples, setting);
  const correct = openCorrections(spec, setting);
  const multiple = schedule === undefined ? null : within("schedule", () => openSchedule(schedule));
  const move = rule ?? ((direction, size, number) => descend(parameters, direction, size, number));
  const batchGradient = new Float64Array(parameters.length);
  const batchSize = spec.lastBatch === "weighted" ? batchSizeOf(spec) : null;
  const weighted = new Float64Array(batchSize === null ? 0 : parameters.length);
  let step = 0;
  let elapsed = 0;

  /** A step along what becomes of the gradient, times a weight. */
  const follow = (batch: Batch | null, size: number, weight: number): void => {
    const gradient = batch === null ? point.gradient : batchGradient;
    const loss = batch === null ? point.loss : objective.gradient(parameters, batchGradient, batch);
    if (!Number.isFinite(loss)) throw divergence("the loss", step);
    const along = detour === undefined ? gradient : detour(gradient, batch);
    const estimate = correct === null ? along : correct(along, batch, gradient);
    if (weight !== 1) for (let i = 0; i < weighted.length; i++) weighted[i] = weight * estimate[i];
    move(weight === 1 ? estimate : weighted, size, step + 1);
  };

  /** The same where nothing comes between the gradient and the step and the objective takes both in one pass. */
  const descendAtOnce = rule === null && correct === null && detour === undefined ? objective.gradient.descend : undefined;

  const advance = (batch: Batch | null, size: number, weight: number): void => {
    if (descendAtOnce === undefined || weight !== 1 || (batch === null && point.knowsGradient)) return follow(batch, size, weight);
    const spoilt = descendAtOnce(parameters, size, batch ?? undefined);
    if (spoilt === "loss") throw divergence("the loss", step);
    if (spoilt === "parameter") throw divergence("a parameter", step + 1);
  };

  return {
    point,
    get step() {
      return step;
    },
    get time() {
      return multiple === null && batchSize === null ? stepSize * step : elapsed;
    },
    advance() {
      const size = multiple === null ? stepSize : stepSize * multiple(step);
      const batch = next();
      const weight = batch === null || batchSize === null ? 1 : weightOf(spec, batchSize, batch);
      advance(batch, size, weight);
      point.moved();
      elapsed += weight * size;
      step++;
    },
  };
}

/** Penalty and noise together, in a buffer of their own; null where there are none. */
function openCorrections(
  { penalty, noise }: DiscreteOptions,
  { point, random }: Setting,
): ((along: Float64Array, batch: Batch | null, gradient: Float64Array) => Float64Array) | null {
  const corrections: Correction[] = [];
  if (penalty !== undefined) corrections.push(gradientNorm.open(penalty, point));
  if (noise !== undefined) corrections.push(within("noise", () => openNoise(noise, point, random("noise"))));
  if (corrections.length === 0) return null;
  const estimate = new Float64Array(point.parameters.length);
  return (along, batch, gradient) => {
    estimate.set(along);
    for (const correction of corrections) correction(estimate, batch, gradient);
    return estimate;
  };
}
