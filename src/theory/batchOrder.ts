import { axpy, norm } from "../kernel/vector.ts";
import type { BatchFacts, WeightedBatch } from "../measure/dynamicsFacts.ts";
import type { Point } from "../objective/point.ts";
import type { Condition } from "./condition.ts";

/** Weights are counted in whole examples and divided a few times. */
const rounding = 1e-9;
/** What the drift of an order may be beside the effect that it is compared with. */
const negligible = 0.1;
const excess = "the largest weight of an example in an epoch over the mean weight, less 1";

/**
 * That batches which are the same all along weigh every example alike. The loss that is followed is Σ_i ω_i ℓ_i, ω_i the part of Σ_k (weight of batch k)/(its size) that falls to example i; it is L only where all ω_i are 1/N.
 * With a smaller last batch its examples weigh more, dropped examples nothing, repeated ones more. None where the weights are equal: there is nothing to say then.
 */
export function sameWeights(batches: readonly WeightedBatch[], examples: number): Condition[] {
  const weights = new Float64Array(examples);
  for (const { batch, weight } of batches) for (const i of batch) weights[i] += weight / batch.length;
  let [sum, largest] = [0, 0];
  for (const weight of weights) {
    sum += weight;
    largest = Math.max(largest, weight);
  }
  const value = (examples * largest) / sum - 1;
  return value < rounding ? [] : [unequal("every example weighs the same, so that the loss that is followed is L", value)];
}

/**
 * That every epoch in a fresh order weighs every example alike, as it does where B divides N or the last batch is weighted. Elsewhere the mean over orders is L's, but the sum of an epoch is spread by a part of order η,
 * and at a fixed time the mean path is that of the modified loss to order 1 only. None where they do.
 */
export function freshWeights({ batchSize, epoch, lastWeight }: BatchFacts, examples: number): Condition[] {
  const value = freshExcess(batchSize, epoch, lastWeight, examples);
  return value < rounding ? [] : [unequal(equalEpochs, value)];
}

/** The same as a condition of a theory, whose batches are all taken, the last one as it is. It holds nowhere where the numbers are not finite. */
export const equalBatches = (batchSize: number): Condition => ({
  name: equalEpochs,
  quantity: excess,
  limit: rounding,
  read: ({ loss, objective: { examples } }) =>
    Number.isFinite(loss) ? freshExcess(batchSize, Math.ceil(examples / batchSize), 1, examples) : NaN,
});

const equalEpochs = "every example weighs the same in each epoch; else the order at a fixed time is 1";

function freshExcess(batchSize: number, epoch: number, lastWeight: number, examples: number): number {
  const rest = examples % batchSize;
  if (rest === 0 || lastWeight !== 1) return 0;
  return epoch * batchSize < examples ? examples / (epoch * batchSize) - 1 : examples / (epoch * rest) - 1;
}

const unequal = (name: string, value: number): Condition => ({ name, quantity: excess, limit: rounding, read: () => value });

/**
 * That a fixed order of batches has no drift of its own. An epoch in the order 1 … m moves by ½η²Σ_{j<k}(H_k g_j − H_j g_k) beside what the mean over all orders moves by; the modified loss of a partition
 * (Smith, Dherin, Barrett & De 2021, eq. 1) speaks of −½η²Σ_k H_k g_k. Their ratio does not fall with η. None for a single batch. A Hessian-vector product a batch.
 */
export function ownOrder(batches: readonly WeightedBatch[]): Condition[] {
  if (batches.length < 2) return [];
  return [
    {
      name: "the fixed order of the batches has no drift of its own",
      quantity: "‖Σ_{j<k}(H_k g_j − H_j g_k)‖ / ‖Σ_k H_k g_k‖",
      limit: negligible,
      read: (point) => orderDrift(point, batches),
    },
  ];
}

function orderDrift({ objective, parameters }: Point, batches: readonly WeightedBatch[]): number {
  const { size } = objective;
  const vector = (): Float64Array => new Float64Array(size);
  const [own, total, before, direction, product, drift, effect] = Array.from({ length: 7 }, vector);
  for (const { batch, weight } of batches) {
    objective.gradient(parameters, own, batch);
    axpy(weight, own, total);
  }
  for (const { batch, weight } of batches) {
    objective.gradient(parameters, own, batch);
    objective.hessianVector(parameters, own, product, batch);
    axpy(weight * weight, product, effect);
    // Those before less those after: 2 × those before, and this one, less all.
    for (let i = 0; i < size; i++) direction[i] = 2 * before[i] + weight * own[i] - total[i];
    objective.hessianVector(parameters, direction, product, batch);
    axpy(weight, product, drift);
    axpy(weight, own, before);
  }
  const length = norm(drift);
  return length === 0 ? 0 : length / norm(effect);
}
