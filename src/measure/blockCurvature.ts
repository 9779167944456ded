import { member, type OnDemand } from "../spec/member.ts";
import { curvatureShape, type CurvatureOptions } from "./curvatureOptions.ts";
import type { MeasureBehaviour } from "./measure.ts";

const behaviour: OnDemand<MeasureBehaviour<CurvatureOptions>> = {
  load: async () => (await import("./blockCurvatureAt.ts")).behaviour,
};

/** Curvature and implicit term of each block of parameters (a layer's weights, its biases): see the function `blockCurvatureAt`. Columns are numbered in the order of the blocks, and their meaning names the block. */
export const blockCurvature = member(
  "block-curvature",
  "Trace and largest eigenvalue of the Hessian's diagonal block of each layer, and the layer's share of the implicit term.",
  curvatureShape,
  behaviour,
);
