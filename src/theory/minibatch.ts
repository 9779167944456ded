import { norm2 } from "../kernel/vector.ts";
import { epochVarianceFactor } from "../measure/batchVariance.ts";
import type { Batch } from "../objective/objective.ts";
import { equalBatches } from "./batchOrder.ts";
import { type Condition, curvatureBelow } from "./condition.ts";
import { type ModifiedObjective, modifiedObjective } from "./prediction.ts";

/** The expansion is one in the time of an epoch, mη, times the curvature. */
const epochConditions = (stepSize: number, steps: string, isShort: Condition["read"]): readonly Condition[] => [
  { name: "an epoch is a short time", quantity: `${steps}ηλ_max`, limit: 1, read: isShort },
  curvatureBelow("a step is stable in the mean", "ηλ_max", stepSize, 2),
];

/**
 * SGD that visits every example once an epoch, in the mean over all orders (Smith, Dherin, Barrett & De 2021):
 * L̃ = L + (η/4)‖∇L‖² + (η/4) c Γ, Γ = (1/N)Σ‖∇ℓ_i − ∇L‖², c = (N − B)/((N − 1)B),
 * with η the step size of one minibatch step and the flow's time η a step, so that an epoch takes ⌈N/B⌉η. Where B divides N the mean path stays within O(η²) of it at a fixed time.
 * Where it does not, c = (⌈N/B⌉ − 1)/(N − 1) (see `epochVarianceFactor`): an epoch from one place then ends, in the mean, within O(η³) of it all the same, but the sum of an epoch's gradients, in which the last
 * batch weighs more, is spread by a part of order η, and at a fixed time this spread S moves the mean by −½∇³L:S, of order η: the order there is 1. Gradient g + (η/2)[(1 − c)Hg + c(1/N)Σ H_i g_i]: one pass over the data for any B.
 * The expansion's small parameter is ⌈N/B⌉η times the curvature: an epoch must be a short time.
 */
export function minibatch(stepSize: number, batchSize: number): ModifiedObjective {
  return modifiedObjective(
    {
      name: "minibatch",
      order: 2,
      conditions: [
        ...epochConditions(
          stepSize,
          "⌈N/B⌉",
          (point) => Math.ceil(point.objective.examples / batchSize) * stepSize * point.leadingEigenvalue(),
        ),
        equalBatches(batchSize),
      ],
    },
    {
      value: (point) =>
        point.loss +
        (stepSize / 4) * (point.gradientNormSquared + epochVarianceFactor(point.objective.examples, batchSize) * point.noiseTrace),
      gradient(point, out, scale = 1) {
        const share = epochVarianceFactor(point.objective.examples, batchSize);
        const gradient = point.gradient;
        point.objective.mixedHessianVector(point.parameters, gradient, (stepSize / 2) * (1 - share), (stepSize / 2) * share, out);
        for (let i = 0; i < out.length; i++) out[i] = scale * (gradient[i] + out[i]);
      },
    },
  );
}

/**
 * The same for one fixed partition into m batches of equal size, whose order alone is random, anew each epoch (Smith et al. 2021, eq. 1; one order that is kept has a drift of its own beside, see `ownOrder`):
 * L̃ = L + (η/4m)Σ_k‖∇L_k‖², gradient g + (η/2m)Σ_k H_k g_k. One Hessian-vector product a batch.
 */
export function minibatchPartition(stepSize: number, batches: readonly Batch[]): ModifiedObjective {
  let batchGradient = new Float64Array(0);
  let product = new Float64Array(0);
  const fit = (size: number): void => {
    if (product.length === size) return;
    batchGradient = new Float64Array(size);
    product = new Float64Array(size);
  };
  return modifiedObjective(
    {
      name: "minibatch-partition",
      order: 2,
      conditions: epochConditions(stepSize, "m", (point) => batches.length * stepSize * point.leadingEigenvalue()),
    },
    {
      value(point) {
        fit(point.parameters.length);
        let sum = 0;
        for (const batch of batches) {
          point.objective.gradient(point.parameters, batchGradient, batch);
          sum += norm2(batchGradient);
        }
        return point.loss + (stepSize / (4 * batches.length)) * sum;
      },
      gradient(point, out, scale = 1) {
        fit(out.length);
        out.fill(0);
        for (const batch of batches) {
          point.objective.gradient(point.parameters, batchGradient, batch);
          point.objective.hessianVector(point.parameters, batchGradient, product, batch);
          for (let i = 0; i < out.length; i++) out[i] += product[i];
        }
        const weight = stepSize / (2 * batches.length);
        const gradient = point.gradient;
        for (let i = 0; i < out.length; i++) out[i] = scale * (gradient[i] + weight * out[i]);
      },
    },
  );
}
