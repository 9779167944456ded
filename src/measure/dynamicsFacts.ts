import type { Batch } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";

/** A batch, and what its gradient is multiplied with. */
export interface WeightedBatch {
  readonly batch: Batch;
  readonly weight: number;
}

/** How the minibatches of a dynamics are drawn. */
export interface BatchFacts {
  /** B; of batches of several sizes the largest. */
  readonly batchSize: number;
  /** Steps of an epoch: what goes through the data once; for independent draws ⌈N/B⌉. */
  readonly epoch: number;
  /** What the gradient of the last batch of an epoch is multiplied with; 1 unless the batch is smaller and weighted. */
  readonly lastWeight: number;
  /** "fresh": all examples once an epoch, in a new random order each time; "independent": each batch by itself; "fixed": the same batches in the same order. */
  readonly order: "fresh" | "independent" | "fixed";
  /** Whether an example may be drawn twice into a batch. */
  readonly withReplacement: boolean;
  /** The batches where these are the same all along; null where each is a random draw. */
  readonly fixed: readonly WeightedBatch[] | null;
}

/** What a dynamics declares of itself to measures that speak of it: plain facts. A flow declares those of the discrete dynamics that it stands for. */
export interface DynamicsFacts {
  /** Its kind, for sentences. */
  readonly kind: string;
  /** η of the step after `step` steps; null for a dynamics without a step size. */
  readonly stepSize: ((step: number) => number) | null;
  /** Whether η is one number for the whole run. */
  readonly constant: boolean;
  /** Whether a step goes by −η along (through momentum) the gradient, or a batch's, at the present place. */
  readonly descends: boolean;
  /** β of momentum in PyTorch's form; 0 without. */
  readonly momentum: number;
  readonly nesterov: boolean;
  /** μ of a penalty μ‖∇L‖²; 0 without. */
  readonly penalty: number;
  /** What else theory says is added to the loss that is minimised, whatever the step size: that of a climb. */
  readonly added: ((point: Point) => number) | null;
  /** null for the full batch. */
  readonly batches: BatchFacts | null;
  /** Why L and its terms in the step size are not what it minimises, as the beginning of a sentence; null where they are. */
  readonly noModifiedLoss: string | null;
}

/** The facts of what has no step size and no batches, such as gradient flow; and what other dynamics' facts start from. */
export const noDynamics: DynamicsFacts = {
  kind: "this dynamics",
  stepSize: null,
  constant: true,
  descends: true,
  momentum: 0,
  nesterov: false,
  penalty: 0,
  added: null,
  batches: null,
  noModifiedLoss: null,
};

/** Plain full-batch gradient descent with one step size, or a flow that stands for it. */
export function isPlainDescent(facts: DynamicsFacts): boolean {
  const { constant, descends, momentum, penalty, added, batches, noModifiedLoss } = facts;
  return constant && descends && momentum === 0 && penalty === 0 && added === null && batches === null && noModifiedLoss === null;
}
