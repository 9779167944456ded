import * as z from "zod";
import type { Random } from "../kernel/random.ts";
import { subsetVarianceFactor } from "../measure/batchVariance.ts";
import type { Objective } from "../objective/objective.ts";
import { Point } from "../objective/point.ts";
import { NumericalError, SpecError } from "../spec/errors.ts";
import { member } from "../spec/member.ts";
import { count, positive } from "../spec/scalars.ts";
import { gradientNormPenalty } from "../theory/implicitGradient.ts";
import { stochasticModified } from "../theory/stochasticModified.ts";
import type { DynamicsBehaviour } from "./dynamics.ts";
import { covarianceRoot } from "./covarianceRoot.ts";

/** The options of `sme`, as parsed. */
export interface StochasticModifiedEquationOptions {
  readonly stepSize: number;
  readonly batchSize: number;
  readonly order: 1 | 2;
  readonly withReplacement: boolean;
  readonly substeps: number;
}

const behaviour: DynamicsBehaviour<StochasticModifiedEquationOptions> = {
  clock: "time",
  stepSize: ({ stepSize }) => stepSize,
  batchSize: ({ batchSize }) => batchSize,
  visitsEachOnce: () => false,
  start(spec, { point, random }) {
    const { objective, parameters } = point;
    const size = objective.size;
    if (!spec.withReplacement && spec.batchSize > objective.examples)
      throw new SpecError(
        "batchSize",
        `is ${spec.batchSize}, but there are ${objective.examples} examples: use at most ${objective.examples}`,
      );
    const drift = driftOf(objective, spec);
    const diffuse = covarianceRoot(objective);
    const share = spec.withReplacement ? 1 / spec.batchSize : subsetVarianceFactor(objective.examples, spec.batchSize);
    const cells = openCells(diffuse.dimension, spec.stepSize / spec.substeps, random("noise"), random("perturbation"));
    const kick = new Float64Array(size);
    let step = 0;
    return {
      point,
      theory: stochasticModified(spec.stepSize, spec.order),
      get step() {
        return step;
      },
      get time() {
        return cells.time;
      },
      advance(untilTime) {
        if (!(untilTime > cells.time)) return;
        const { length, increment } = cells.next(untilTime);
        drift(parameters, length / 2);
        diffuse.apply(parameters, increment, kick);
        const scale = Math.sqrt(spec.stepSize * share);
        for (let i = 0; i < size; i++) parameters[i] += scale * kick[i];
        drift(parameters, length / 2);
        step++;
        point.moved();
        if (!parameters.every(Number.isFinite))
          throw new NumericalError("a parameter is no longer finite: a smaller step size may help", step);
      },
    };
  },
};

/**
 * Stochastic modified equations of SGD with independent batches (Li, Tai & E 2017): dW = −∇L dt + √η Σ_B^{1/2} dB (order 1), dW = −∇(L + (η/4)‖∇L‖²) dt + √η Σ_B^{1/2} dB (order 2), Itô, at time η a step; averages of functions of W are
 * those of SGD up to O(η), O(η²). Σ_B is the covariance of a batch's mean gradient (a subset, or with replacement).
 * Solved on a grid of η / `substeps` by Strang's splitting: half the drift by the midpoint rule, the noise with its coefficient frozen, half the drift; what that adds is of second order in η as well, its
 * constant falling with the substeps. A time that is asked for within a cell is reached by a Brownian bridge; the increment of the whole cell stays what it was.
 */
export const sme = member(
  "sme",
  "The stochastic modified equation of SGD, of weak order 1 or 2 in the step size (Li, Tai & E 2017).",
  {
    stepSize: positive,
    batchSize: count,
    order: z.union([z.literal(1), z.literal(2)]).default(2),
    withReplacement: z.boolean().default(false).describe("batches drawn with replacement"),
    substeps: count.default(2).describe("cells of the grid in a time η"),
  },
  behaviour,
);

/** The drift over a time by the midpoint rule, in place. */
function driftOf(objective: Objective, { stepSize, order }: StochasticModifiedEquationOptions): (w: Float64Array, time: number) => void {
  const modified = gradientNormPenalty(order === 2 ? stepSize / 4 : 0);
  const place = new Point(objective, new Float64Array(objective.size));
  const slope = new Float64Array(objective.size);
  const fall = (from: Float64Array): void => {
    place.parameters.set(from);
    place.moved();
    if (order === 2) modified.gradient(place, slope);
    else slope.set(place.gradient);
  };
  const middle = new Float64Array(objective.size);
  return (w, time) => {
    fall(w);
    for (let i = 0; i < w.length; i++) middle[i] = w[i] - (time / 2) * slope[i];
    fall(middle);
    for (let i = 0; i < w.length; i++) w[i] -= time * slope[i];
  };
}

/** Brownian increments on a grid of cells, cut by bridges where a time within a cell is asked for. */
function openCells(dimension: number, cell: number, random: Random, bridges: Random) {
  const rest = new Float64Array(dimension);
  const increment = new Float64Array(dimension);
  let index = 0;
  let left = 0;
  let time = 0;
  return {
    get time() {
      return time;
    },
    /** The next piece of time up to `until`, and the increment over it. */
    next(until: number): { readonly length: number; readonly increment: Float64Array } {
      if (left === 0) {
        random.normals(rest);
        const root = Math.sqrt(cell);
        for (let i = 0; i < dimension; i++) rest[i] *= root;
        left = cell;
        index++;
      }
      const end = index * cell;
      const length = Math.min(left, until - time);
      if (length >= left * (1 - 1e-9)) {
        const whole = left;
        increment.set(rest);
        left = 0;
        time = Math.abs(until - end) <= 1e-9 * cell ? until : end;
        return { length: whole, increment };
      }
      bridges.normals(increment);
      const spread = Math.sqrt((length * (left - length)) / left);
      for (let i = 0; i < dimension; i++) {
        increment[i] = (length / left) * rest[i] + spread * increment[i];
        rest[i] -= increment[i];
      }
      left -= length;
      time = until;
      return { length, increment };
    },
  };
}
