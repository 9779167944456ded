import { member, type OnDemand } from "../spec/member.ts";
import { positive } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

export interface CentralFlowVarianceOptions {
  readonly stepSize?: number | undefined;
}

const behaviour: OnDemand<MeasureBehaviour<CentralFlowVarianceOptions>> = {
  load: async () => (await import("./centralFlowVarianceBehaviour.ts")).behaviour,
};

/**
 * What the central flow of GD with step size η (that of the dynamics unless given) says about the oscillation of GD where it passes: tr Σ, the loss and the squared
 * gradient in the mean over time (Cohen et al. 2025). Throws SpecError for a dynamics that is not plain full-batch descent, nor a flow that stands for it, unless η is given. Meant for runs of `central-flow`; at iterates of GD itself, which oscillate already, it means nothing.
 * Null where no Σ fulfils the conditions. Costs an evaluation of the central flow's right-hand side, and on the first row and rows far from the last (see `sharpness`), where the critical eigenpairs are looked for anew,
 * a run of Lanczos that excludes a missed one (55 products at P = 701).
 */
export const centralFlowVariance = member(
  "central-flow-variance",
  "The variance of GD's oscillation about the central flow, with the loss and the squared gradient in the mean over time that follow from it (Cohen et al. 2025).",
  { stepSize: positive.optional().describe("η; that of the dynamics unless given") },
  behaviour,
);
