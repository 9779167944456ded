import { member, type OnDemand } from "../spec/member.ts";
import { curvatureShape, type CurvatureOptions } from "./curvatureOptions.ts";
import type { MeasureBehaviour } from "./measure.ts";

const behaviour: OnDemand<MeasureBehaviour<CurvatureOptions>> = {
  load: async () => (await import("./gaussNewtonAt.ts")).behaviour,
};

/** Trace and largest eigenvalue of the Gauss–Newton matrix, which is the Fisher information where the loss is a likelihood, and the trace of the empirical Fisher: see the function `gaussNewtonAt`. */
export const gaussNewton = member(
  "gauss-newton",
  "Trace and largest eigenvalue of the Gauss–Newton (Fisher) matrix, and the empirical Fisher's trace.",
  curvatureShape,
  behaviour,
);
