import * as z from "zod";
import { member, type OnDemand } from "../spec/member.ts";
import { count, finite, index } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";

const shape = {
  probes: z.int().min(2).optional().describe("random vectors; 10 unless given"),
  steps: count.max(10_000).optional().describe("Lanczos steps from each; 60 unless given"),
  exactBelow: index.optional().describe("up to this many parameters all eigenvalues are computed; 256 unless given"),
  above: z.array(finite).optional().describe("thresholds: the fraction of the eigenvalues above each is recorded"),
  grid: z
    .strictObject({ from: finite, to: finite, count: z.int().min(2) })
    .optional()
    .describe("where the density, blurred by the grid's spacing, is recorded"),
};

export interface SpectralDensityMeasureOptions {
  readonly probes?: number | undefined;
  readonly steps?: number | undefined;
  readonly exactBelow?: number | undefined;
  readonly above?: readonly number[] | undefined;
  readonly grid?: { readonly from: number; readonly to: number; readonly count: number } | undefined;
}

const behaviour: OnDemand<MeasureBehaviour<SpectralDensityMeasureOptions>> = {
  load: async () => (await import("./spectralDensityBehaviour.ts")).behaviour,
};

/**
 * How the Hessian's eigenvalues are distributed, by stochastic Lanczos quadrature (see the function `spectralDensityAt`): their mean and standard deviation, the negative
 * curvature (1/P)Σ max(−λ_i, 0), the outermost Ritz values, and, where asked for, the fractions above thresholds and the density on a grid that all rows share,
 * blurred by a normal density whose standard deviation is the grid's spacing. Errors are those over the probes (0 where exact; how often they cover the truth: see the function `spectralDensityAt`); mean and deviation have no other. Those of
 * the fractions contain what the quadrature may misplace. The *number* of negative eigenvalues is not to be had from probes where many lie near 0.
 * The probes are the same at every row of a run.
 */
export const spectralDensity = member("spectral-density", "The distribution of the Hessian's eigenvalues.", shape, behaviour);
