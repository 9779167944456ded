import { machineEpsilon } from "./denseKernel.ts";
import type { Random } from "./random.ts";
import type { Operator, Subspace } from "./subspace.ts";

/** What the Lanczos process leaves: the tridiagonal matrix T = V A Vᵀ; the basis V stays in the Subspace. */
export interface LanczosRun {
  /** The diagonal of T, `steps` numbers. */
  readonly diagonal: Float64Array;
  /** The off-diagonal of T; the last of its `steps` numbers is the norm of what the next vector would be. */
  readonly offDiagonal: Float64Array;
  readonly steps: number;
}

export interface LanczosOptions {
  /** The first vector, of any length but 0. */
  readonly start: Float64Array;
  /** At most this many products, and no more than the size of the operator. */
  readonly steps: number;
  /** Asked after each step; true ends the run early. */
  readonly enough?: (run: LanczosRun) => boolean;
  /** Where the Krylov space is exhausted, a fresh random vector from here goes on with what is left of ℝⁿ; without it the run ends. */
  readonly random?: Random;
}

/**
 * The Lanczos process with full reorthogonalisation (Lanczos 1950; Golub & Van Loan § 10.3): one product with the operator a
 * step, and one pass of Gram–Schmidt against all earlier vectors (a second where the first takes away most of the vector).
 * The eigenvalues of T are Ritz values; a Ritz pair's residual is |last offDiagonal| × |last component of T's eigenvector|.
 */
export function lanczos(operator: Operator, space: Subspace, options: LanczosOptions): LanczosRun {
  const limit = Math.min(options.steps, space.size, space.capacity);
  const diagonal = new Float64Array(limit);
  const offDiagonal = new Float64Array(limit);
  let scale = 0;
  space.residual.set(options.start);
  space.append(0);
  for (let k = 0; k < limit; k++) {
    operator(space.vector(k), space.residual);
    const before = space.residualNorm();
    if (k > 0) space.subtractFromResidual(k - 1, offDiagonal[k - 1]);
    diagonal[k] = space.removeFromResidual(k);
    const local = space.residualNorm();
    let norm = space.orthogonaliseResidual(k + 1);
    if (norm < 0.7 * local) norm = space.orthogonaliseResidual(k + 1);
    scale = Math.max(scale, before);
    const exhausted = norm <= 16 * machineEpsilon * Math.sqrt(space.size) * scale;
    offDiagonal[k] = exhausted ? 0 : norm;
    const run = { diagonal, offDiagonal, steps: k + 1 };
    if (k + 1 === limit || options.enough?.(run)) return run;
    if (!exhausted) space.adoptResidual(k + 1, norm);
    else if (options.random === undefined || !appendRandom(space, k + 1, options.random)) return run;
  }
  return { diagonal, offDiagonal, steps: limit };
}

/** Appends a random direction orthogonal to the first `count` rows. */
export function appendRandom(space: Subspace, count: number, random: Random): boolean {
  random.normals(space.residual);
  return space.append(count);
}
