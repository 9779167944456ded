import { member, type OnDemand } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

/** How the sharpness's gradient is computed. */
export interface SharpnessGradientOptions {
  /** Relative residual of the top eigenpairs; 1e-8 unless given. */
  readonly tolerance?: number | undefined;
}

const behaviour: OnDemand<MeasureBehaviour<SharpnessGradientOptions>> = {
  load: async () => (await import("./sharpnessGradientAt.ts")).behaviour,
};

/** The gradient of the sharpness and what it says about progressive sharpening and self-stabilisation: see the function `sharpnessGradientAt`. Null where λ_max is not simple within the residual. */
export const sharpnessGradient = member(
  "sharpness-gradient",
  "Norm of the sharpness's gradient, progressive sharpening, and the α and β of self-stabilisation.",
  { tolerance: positive.max(1).optional().describe("relative residual of the top eigenpairs; 1e-8 unless given") },
  behaviour,
);
