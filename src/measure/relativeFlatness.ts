import { member, type OnDemand } from "../spec/member.ts";
import { count, index } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

const shape = {
  layer: count.optional().describe("the layer, counted from 1; the last one unless given"),
  samples: count.min(6).optional().describe("products of an estimate; 100 unless given"),
  exactBelow: index.optional().describe("up to this many weights in the layer it is exact; by its cost unless given (see hessian-trace)"),
};

/** How the relative flatness is computed. */
export interface RelativeFlatnessOptions {
  /** The layer, counted from 1; the last one unless given. */
  readonly layer?: number | undefined;
  /** Hessian-vector products of an estimate; 100 unless given. */
  readonly samples?: number | undefined;
  /** Up to this many weights in the layer it is exact, one product each; by its cost unless given, as `hessian-trace` has it. */
  readonly exactBelow?: number | undefined;
}

const behaviour: OnDemand<MeasureBehaviour<RelativeFlatnessOptions>> = {
  load: async () => (await import("./relativeFlatnessAt.ts")).behaviour,
};

/** Petzka et al.'s 2021 relative flatness of a layer: see the function `relativeFlatnessAt`. */
export const relativeFlatness = member(
  "relative-flatness",
  "Relative flatness of a layer (Petzka et al. 2021), which rescaling layers against each other does not change.",
  shape,
  behaviour,
);
