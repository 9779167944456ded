import { member, type OnDemand } from "../spec/member.ts";
import { count, positive } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

const shape = {
  epsilon: positive.optional().describe("ε: the box is |z_i| ≤ ε(|w_i| + 1); 1e-3 unless given"),
  iterations: count.max(1_000_000).optional().describe("iterations of the ascent; 10 unless given"),
  dimension: count.optional().describe("of a random subspace to stay in; the whole space unless given"),
};

/** The box of Keskar et al.'s sharpness, and how its maximum is looked for. */
export interface BoxSharpnessOptions {
  /** ε: the box is |z_i| ≤ ε(|w_i| + 1); 1e-3 unless given. */
  readonly epsilon?: number | undefined;
  /** Iterations of the ascent; 10 unless given. */
  readonly iterations?: number | undefined;
  /** Dimension of a random subspace to stay in; the whole space unless given. */
  readonly dimension?: number | undefined;
}

const behaviour: OnDemand<MeasureBehaviour<BoxSharpnessOptions>> = {
  load: async () => (await import("./boxSharpnessAt.ts")).behaviour,
};

/** Keskar et al.'s 2017 sharpness in a box: see the function `boxSharpnessAt`. */
export const boxSharpness = member(
  "box-sharpness",
  "The largest rise of the loss in a small box, in per cent of 1 + loss (Keskar et al. 2017), in the whole space or a random subspace.",
  shape,
  behaviour,
);
