import { lanczos } from "./lanczos.ts";
import { subspace, type Operator } from "./subspace.ts";
import { tridiagonalEigenvalues } from "./tridiagonal.ts";

/** A discrete measure Σ weights[i] δ(x − nodes[i]). */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss quadrature of the spectral measure of a symmetric operator seen from `start`: Σ weights·f(nodes) = startᵀ f(A) start,
 * exact for polynomials up to degree 2·steps − 1. Nodes are Ritz values, weights ‖start‖² times the squared first components
 * of T's eigenvectors (Golub & Welsch 1969; Ghorbani, Krishnan & Xiao 2019). Its mean over probes is tr f(A): stochastic Lanczos quadrature.
 */
export function lanczosQuadrature(operator: Operator, size: number, start: Float64Array, steps: number): Quadrature {
  const run = lanczos(operator, subspace(size, Math.min(steps, size), 0), { start, steps });
  const { values, first } = tridiagonalEigenvalues(run.diagonal, run.offDiagonal, run.steps);
  let mass = 0;
  for (let i = 0; i < size; i++) mass += start[i] * start[i];
  return { nodes: values, weights: first.map((component) => mass * component * component) };
}
