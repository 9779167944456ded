import { SpecError } from "../../spec/errors.ts";
import type { Targets } from "../family.ts";
import { losses, type LossSpec } from "../loss/index.ts";
import type { Tensor, Tensorflow } from "./module.ts";

/** The mean loss over examples, of the targets and what the model makes of the inputs. */
export type PredictionLoss = (y: Tensor, prediction: Tensor) => Tensor;

/**
 * A loss of the kit on tensors, in operations that can be differentiated again: with `n` examples, factor/n Σ (f − y)², −(1/n) Σ y log softmax(f), (1/n) Σ softplus(−yf).
 * Throws SpecError where the targets do not suit it.
 */
export function lossOfSpec(tf: Tensorflow, spec: LossSpec, targets: Targets): PredictionLoss {
  const fault = losses[spec.kind].complaint(targets);
  if (fault !== null) throw new SpecError("loss", fault);
  const { mul, sub, sum } = tf;
  const byRow = (prediction: Tensor): Tensor => tf.reshape(prediction, [prediction.shape[0], targets.outputs]);
  const share = (total: Tensor, y: Tensor, factor = 1): Tensor => mul(total, factor / y.shape[0]);
  switch (spec.kind) {
    case "squared-error":
      return (y, prediction) => share(sum(tf.square(sub(byRow(prediction), byRow(y)))), y, spec.factor);
    case "logistic":
      return (y, prediction) => share(sum(tf.softplus(tf.neg(mul(byRow(y), byRow(prediction))))), y);
    case "cross-entropy":
      // Targets sum to 1: log Σ exp f − Σ y f.
      return (y, prediction) => share(sub(sum(tf.logSumExp(byRow(prediction), 1)), sum(mul(y, byRow(prediction)))), y);
  }
}
