import type { Random } from "../kernel/random.ts";
import { drawVarianceFactor } from "../measure/batchVariance.ts";
import type { Objective } from "../objective/objective.ts";
import { Point } from "../objective/point.ts";
import { NumericalError, SpecError } from "../spec/errors.ts";
import { gradientNormPenalty } from "../theory/implicitGradient.ts";
import { stochasticModified } from "../theory/stochasticModified.ts";
import { batchFacts } from "./batches.ts";
import type { DynamicsBehaviour } from "./dynamics.ts";
import { noRandom, standingFor } from "./facts.ts";
import { covarianceRoot } from "./covarianceRoot.ts";
import type { StochasticModifiedEquationOptions } from "./stochasticModifiedEquation.ts";

/** See `sme`. */
export const behaviour: DynamicsBehaviour<StochasticModifiedEquationOptions> = {
  clock: "time",
  facts: (spec, { objective: { examples } }) =>
    standingFor(spec, {
      batches: batchFacts({ batchSize: spec.batchSize, sampling: spec.withReplacement ? "bootstrap" : "subset" }, examples, noRandom),
    }),
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
    const share = drawVarianceFactor(objective.examples, spec.batchSize, spec.withReplacement);
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
