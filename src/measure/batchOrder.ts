import { axpy, norm } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import { equalEpochs, freshExcess, unequal, weightRounding } from "./batchWeights.ts";
import type { BatchFacts, WeightedBatch } from "./dynamicsFacts.ts";
import type { StatedCondition } from "./measure.ts";

/** What the drift of an order may be beside the effect that it is compared with. */
const negligible = 0.1;

/** The conditions of the modified loss that batches do not meet by themselves. */
export function orderConditions({ fixed, order, ...batches }: BatchFacts, examples: number): StatedCondition[] {
  if (order === "fresh") return freshWeights(batches, examples);
  return order === "fixed" && fixed !== null ? ownOrder(fixed) : [];
}

/**
 * That every epoch in a fresh order weighs every example alike, as it does where B divides N or the last batch is weighted. Elsewhere the mean over orders is L's, but the sum of an epoch is spread by a part of order η,
 * and at a fixed time the mean path is that of the modified loss to order 1 only. None where they do.
 */
function freshWeights(batches: Omit<BatchFacts, "fixed" | "order">, examples: number): StatedCondition[] {
  const value = freshExcess(batches, examples);
  return value < weightRounding ? [] : [unequal(equalEpochs, value)];
}

/**
 * That a fixed order of batches has no drift of its own. An epoch in the order 1 … m moves by ½η²Σ_{j<k}(H_k g_j − H_j g_k) beside what the mean over all orders moves by; the modified loss of a partition
 * (Smith, Dherin, Barrett & De 2021, eq. 1) speaks of −½η²Σ_k H_k g_k. Their ratio does not fall with η. None for a single batch. A Hessian-vector product a batch.
 */
function ownOrder(batches: readonly WeightedBatch[]): StatedCondition[] {
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
