import type { Targets } from "../family.ts";

/** Behaviour of a member of the family `loss`: the arithmetic is the model's (the network kernel fuses it), the demands on the targets are here. */
export interface LossBehaviour {
  /** What is wrong with the targets for this loss and what would be right, or null. */
  complaint(targets: Targets): string | null;
}
