import { count, index, positive } from "../spec/scalars.ts";

/** Options of measures of a matrix's trace and largest eigenvalue. */
export const curvatureShape = {
  samples: count.min(6).optional().describe("products of an estimated trace, by XTrace; 100 unless given"),
  exactBelow: index.optional().describe("up to this many parameters traces are exact; by their cost unless given (see hessian-trace)"),
  tolerance: positive.max(1).optional().describe("relative residual of the eigenvalue; 1e-6 unless given"),
};

/** How the trace and the largest eigenvalue of a matrix are computed. */
export interface CurvatureOptions {
  /** Products of an estimated trace; 100 unless given. */
  readonly samples?: number | undefined;
  /** Up to this many parameters traces are exact, one product each; by their cost unless given, as `hessian-trace` has it. */
  readonly exactBelow?: number | undefined;
  /** Relative residual of the eigenvalue; 1e-6 unless given. */
  readonly tolerance?: number | undefined;
}
