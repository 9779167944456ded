import * as z from "zod";
import { SpecError } from "../spec/errors.ts";
import { member } from "../spec/member.ts";
import { count, positive } from "../spec/scalars.ts";
import { epochVarianceFactor, subsetVarianceFactor } from "./batchVariance.ts";
import type { MeasureBehaviour, MeasureSetting } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

const shape = {
  stepSize: positive.optional().describe("η; that of the dynamics unless given"),
  batchSize: count.optional().describe("B; that of the dynamics unless given"),
  visitsEachOnce: z
    .boolean()
    .optional()
    .describe(
      "whether the minibatch term is part of the modified loss; unless given, as the dynamics samples, and true where the batch size is given for a dynamics without batches",
    ),
};

export interface ModifiedLossOptions {
  readonly stepSize?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly visitsEachOnce?: boolean | undefined;
}

/** η, what stands before Γ, and whether that term is added. */
function coefficients(spec: ModifiedLossOptions, setting: MeasureSetting): { stepSize: number; noise: number; added: boolean } {
  const stepSize = spec.stepSize ?? setting.stepSize;
  if (stepSize === null) throw new SpecError("stepSize", 'modified-loss needs a step size, and this dynamics has none: give it "stepSize"');
  const batchSize = spec.batchSize ?? setting.batchSize;
  const { examples } = setting.objective;
  if (batchSize === null) return { stepSize, noise: 0, added: false };
  if (batchSize > examples)
    throw new SpecError("batchSize", `modified-loss has batchSize ${batchSize}, more than the ${examples} examples there are`);
  const added = spec.visitsEachOnce ?? (setting.batchSize === null || setting.visitsEachOnce);
  return { stepSize, noise: (stepSize / 4) * (added ? epochVarianceFactor : subsetVarianceFactor)(examples, batchSize), added };
}

const behaviour: MeasureBehaviour<ModifiedLossOptions> = {
  columns: () => [
    { name: "modifiedLoss", unit: "loss", meaning: "L + (η/4)‖∇L‖², and the minibatch term where every example is visited once an epoch" },
    { name: "implicitGradientTerm", unit: "loss", meaning: "(η/4)‖∇L‖² (Barrett & Dherin 2021)" },
    {
      name: "minibatchTerm",
      unit: "loss",
      meaning: "(η/4) tr Σ_B, Σ_B the covariance of a batch's gradient (Smith, Dherin, Barrett & De 2021)",
    },
  ],
  begin(spec, setting) {
    const { stepSize, noise, added } = coefficients(spec, setting);
    return ({ point }) => {
      const implicitGradientTerm = (stepSize / 4) * point.gradientNormSquared;
      const minibatchTerm = noise === 0 ? 0 : noise * point.noiseTrace;
      return [point.loss + implicitGradientTerm + (added ? minibatchTerm : 0), implicitGradientTerm, minibatchTerm].map(finiteOrNull);
    };
  },
};

/**
 * The modified loss and its parts: L + (η/4)‖∇L‖² (Barrett & Dherin 2021) and, for sampling that visits every example once an epoch,
 * + (η/4)(N − B)/((N − 1)B)·Γ (Smith, Dherin, Barrett & De 2021), Γ the trace of the noise covariance at batch size 1.
 * For independent draws the last term is reported but not added: it does not enter their mean path. η and B are the dynamics' own unless
 * given here; under momentum η is still the plain step size. Where B does not divide N, see `epochVarianceFactor`.
 * Throws SpecError where no step size is known or B is larger than N.
 */
export const modifiedLoss = member(
  "modified-loss",
  "The loss that theory says is minimised, L + (η/4)‖∇L‖² and for shuffled batches the minibatch term, with its parts.",
  shape,
  behaviour,
);
