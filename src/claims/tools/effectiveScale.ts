import type { Mover } from "../../dynamics/dynamics.ts";
import { betaOf, outsideRowSpace, sparseProblem } from "./diagonal.ts";
import { steps } from "./movers.ts";

/** Runs to interpolation and tells how far the end is from optimal for the α of the start, and for the effective α_j² = u_j v_j there. */
export function optimality(mover: Mover, alpha: number): { readonly start: number; readonly effective: number } {
  const { x } = sparseProblem();
  while (mover.point.loss > 1e-24) steps(mover, 200);
  const w = mover.point.parameters;
  const dimension = w.length / 2;
  const beta = betaOf(w);
  return {
    start: outsideRowSpace(x, beta, () => alpha * alpha),
    effective: outsideRowSpace(x, beta, (j) => Math.abs(w[j] * w[dimension + j])),
  };
}
