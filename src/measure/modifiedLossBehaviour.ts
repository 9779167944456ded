import type { Point } from "../objective/point.ts";
import { SpecError } from "../spec/errors.ts";
import { orderConditions } from "./batchOrder.ts";
import { batchVariance } from "./batchVariance.ts";
import { implicitFactorOf, shufflingFactor } from "./descentTerms.ts";
import type { BatchFacts, DynamicsFacts } from "./dynamicsFacts.ts";
import type { MeasureBehaviour, MeasureSetting } from "./measure.ts";
import type { ModifiedLossOptions } from "./modifiedLoss.ts";
import { finiteOrNull } from "./value.ts";

/** η at a step. Throws SpecError where there is none, or none that makes a modified loss. */
function stepSizeOf({ stepSize }: ModifiedLossOptions, { kind, stepSize: own, noModifiedLoss }: DynamicsFacts): (step: number) => number {
  if (stepSize !== undefined) return () => stepSize;
  const instead = 'give the measure a "stepSize"';
  if (noModifiedLoss !== null) throw new SpecError("", `${noModifiedLoss}; ${instead} for that of plain descent`);
  if (own === null) throw new SpecError("stepSize", `modified-loss needs a step size, and ${kind} has none: ${instead}`);
  return own;
}

/** Batches of the dynamics, or of the size that is asked for. */
function batchesOf({ batchSize }: ModifiedLossOptions, { dynamics: { batches }, objective }: MeasureSetting): BatchFacts | null {
  if (batchSize === undefined) return batches;
  const { examples } = objective;
  if (batchSize > examples)
    throw new SpecError("batchSize", `modified-loss has batchSize ${batchSize}, more than the ${examples} examples there are`);
  const order = batches?.order ?? "fresh";
  return { batchSize, epoch: Math.ceil(examples / batchSize), lastWeight: 1, order, withReplacement: false, fixed: null };
}

/** What is added to L, at the step size of the moment. */
interface Terms {
  implicit(point: Point, stepSize: number): number;
  minibatch(point: Point, stepSize: number): number;
  /** Whether the minibatch term is part of the modified loss. */
  readonly added: boolean;
  /** What is there whatever the step size. */
  explicit(point: Point): number;
}

function termsOf(spec: ModifiedLossOptions, setting: MeasureSetting): Terms {
  const { dynamics, objective } = setting;
  const unknown = dynamics.noModifiedLoss !== null;
  const rule = {
    momentum: spec.momentum ?? (unknown ? 0 : dynamics.momentum),
    nesterov: spec.nesterov ?? (spec.momentum === undefined && !unknown && dynamics.nesterov),
  };
  const batches = batchesOf(spec, setting);
  const added = batches !== null && (spec.visitsEachOnce ?? batches.order === "fresh");
  const factor = implicitFactorOf(rule, batches);
  const shuffled = added ? shufflingFactor(rule, batches, objective.examples) : 0;
  return {
    implicit: (point, stepSize) => (stepSize / 4) * factor * point.gradientNormSquared,
    minibatch(point, stepSize) {
      if (batches === null) return 0;
      if (!added) return batchVariance(point, batches, stepSize / 4);
      const coefficient = (stepSize / 4) * shuffled;
      return coefficient === 0 ? 0 : coefficient * point.noiseTrace;
    },
    added,
    explicit(point) {
      if (unknown) return 0;
      const penalty = dynamics.penalty === 0 ? 0 : dynamics.penalty * point.gradientNormSquared;
      return dynamics.added === null ? penalty : penalty + dynamics.added(point);
    },
  };
}

/** See `modifiedLoss`. */
export const behaviour: MeasureBehaviour<ModifiedLossOptions> = {
  columns: () => [
    {
      name: "modifiedLoss",
      unit: "loss",
      meaning:
        "L + the implicit term + what a penalty or SAM's climb adds, and the minibatch term where batches come in a fresh order each epoch",
    },
    {
      name: "implicitGradientTerm",
      unit: "loss",
      meaning: "(η/4)‖∇L‖² (Barrett & Dherin 2021), times (1 + β)/(1 − β)² with heavy ball and (1 − β + 2β²)/(1 − β)² with Nesterov's form",
    },
    {
      name: "minibatchTerm",
      unit: "loss",
      meaning:
        "(η/4) tr Σ_B, Σ_B the covariance of a batch's gradient (Smith, Dherin, Barrett & De 2021); part of modifiedLoss for fresh orders alone, there with the factors of momentum and weights",
    },
  ],
  conditions: ({ dynamics: { batches }, objective }) => (batches === null ? [] : orderConditions(batches, objective.examples)),
  begin(spec, setting) {
    const stepSizeAt = stepSizeOf(spec, setting.dynamics);
    const terms = termsOf(spec, setting);
    return ({ point, step }) => {
      const stepSize = stepSizeAt(step);
      const implicit = terms.implicit(point, stepSize);
      const minibatch = terms.minibatch(point, stepSize);
      return [point.loss + implicit + (terms.added ? minibatch : 0) + terms.explicit(point), implicit, minibatch].map(finiteOrNull);
    };
  },
};
