import { pairs, solveComplementarity } from "../kernel/semidefinite.ts";
import { dot } from "../kernel/vector.ts";
import type { Objective } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";
import { NumericalError } from "../spec/errors.ts";
import { criticalPairs } from "./criticalPairs.ts";
import { thirdDerivatives } from "./thirdDerivatives.ts";

/** The oscillation of gradient descent about a place, as the central flow has it: Σ = Σ_ij X_ij u_i u_jᵀ. */
export interface EdgeOscillation {
  /** How many eigenvalues are within 2 % of 2/η or above it. */
  readonly critical: number;
  /** tr Σ. */
  readonly variance: number;
  /** ½∇⟨Σ, H⟩ with Σ held fixed, length P: what curvature adds to ∇L. Owned by the reader, valid until the next reading. */
  readonly force: Float64Array;
  /** How well the complementarity conditions hold (see `ComplementaritySolution`). */
  readonly residual: number;
}

/**
 * Opens the reading of the oscillation of GD with step size η at places that lie along a path: Cohen et al. 2025, "Understanding optimization in deep learning
 * with central flows". Σ ⪰ 0 lives on the critical eigenvectors u_i, and X solves
 * 0 ⪯ X ⟂ γ((2/η)I − Λ) − dΛ/dt ⪰ 0, dΛ_ij/dt = −T_ij·(∇L + ½Σ X_kl T_kl), T_ij = ∇³L[u_i, u_j]:
 * no critical eigenvalue passes 2/η, and nothing oscillates without need. γ = 2/η is the rate at which one that has come near settles at 2/η; as γ → ∞ the conditions are
 * those of the paper, which is discretised there in the same way with γ = 1/dt. With a single direction tr Σ = 2 max(0, −∇S·∇L − γ(2/η − S)) / ‖∇S‖².
 * The result is continuous in w and, up to the residual of the eigenpairs (1e-10), a function of w alone: the reader follows the eigenpairs itself,
 * or, with `anew`, looks for them as if it had not been anywhere, with the exclusion of missed ones: for places far from the last.
 * k critical directions cost k(k + 1)/2 third derivatives beside the eigenpairs.
 * Throws NumericalError where an eigenvalue is above 2/η and no motion lowers it (a quadratic): GD diverges there.
 */
export function edgeOscillation({ size, arithmetic }: Objective, stepSize: number): (point: Point, anew?: boolean) => EdgeOscillation {
  const edge = 2 / stepSize;
  const rate = 2 / stepSize;
  const follow = criticalPairs(size, edge, arithmetic?.productError);
  const force = new Float64Array(size);
  const sum = new Float64Array(size);
  const thirds: Float64Array[] = [];

  return (point, anew) => {
    const gradient = point.gradient;
    const { critical, values, vectors } = follow((v, out) => point.hessianVector(v, out), anew);
    force.fill(0);
    if (critical === 0) return { critical, variance: 0, force, residual: 0 };
    const entries = pairs(critical);
    while (thirds.length < entries.length) thirds.push(new Float64Array(size));
    thirdDerivatives(point, vectors, critical, thirds, sum);
    const d = entries.length;
    const constant = Float64Array.from(entries, ([i, j], p) => (i === j ? rate * (edge - values[i]) : 0) + dot(thirds[p], gradient));
    const operator = new Float64Array(d * d);
    for (let p = 0; p < d; p++) for (let q = 0; q <= p; q++) operator[p * d + q] = operator[q * d + p] = 0.5 * dot(thirds[p], thirds[q]);
    const solved = solveComplementarity({ k: critical, constant, operator });
    if (solved === null)
      throw new NumericalError(
        `the sharpness, ${values[0]}, is above 2 / step size = ${edge}, and no motion along the gradient of the curvature lowers it`,
      );
    let variance = 0;
    for (let p = 0; p < d; p++) {
      const [i, j] = entries[p];
      const weight = solved.solution[p];
      if (i === j) variance += weight;
      const share = (i === j ? 0.5 : 1) * weight;
      for (let a = 0; a < size; a++) force[a] += share * thirds[p][a];
    }
    return { critical, variance, force, residual: solved.residual };
  };
}
