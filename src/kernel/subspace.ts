import { NumericalError } from "../spec/errors.ts";
import { machineEpsilon, type DenseInstance, type DenseKernel } from "./denseKernel.ts";
import { Arena, instantiate } from "./instance.ts";

/** Writes A v into `out`, for a symmetric A. */
export type Operator = (v: Float64Array, out: Float64Array) => void;

/**
 * Room for an orthonormal basis V of a subspace of ℝⁿ, its images W = A V, and the small dense problems that come of it,
 * all in the memory of one kernel instance. Rows are vectors. Made once and used by every eigenvalue computation of that size.
 */
export class Subspace {
  readonly size: number;
  /** How many rows V and W can hold. */
  readonly capacity: number;
  readonly images: number;
  /** A vector outside the basis: the residual under work. */
  readonly residual: Float64Array;
  readonly #dense: DenseInstance;
  readonly #stride: number;
  readonly #vectors: readonly Float64Array[];
  readonly #images: readonly Float64Array[];
  readonly #at: {
    readonly vectors: number;
    readonly images: number;
    readonly residual: number;
    readonly coefficients: number;
    readonly small: number;
    readonly rotated: number;
    readonly diagonal: number;
    readonly off: number;
    readonly reflections: number;
    readonly work: number;
  };
  /** What fills the rows up to whole lanes: zeros, so that sums may run over it. */
  readonly #padding: readonly Float64Array[];
  readonly #coefficients: Float64Array;
  readonly #small: Float64Array;
  /** The lower triangle of T = V A Vᵀ. */
  readonly #projected: Float64Array;
  /** Ritz values of the last `solve`, unordered. */
  readonly ritz: Float64Array;
  readonly #smallStride: number;

  constructor(size: number, capacity: number, images: number) {
    const dense = instantiate<DenseKernel>();
    const arena = new Arena(dense.memory, dense.heapBase());
    const stride = (size + 3) & ~3;
    const small = (images + 3) & ~3;
    this.size = size;
    this.capacity = capacity;
    this.images = images;
    this.#dense = dense;
    this.#stride = stride;
    this.#smallStride = small;
    this.#at = {
      vectors: arena.reserve(capacity * stride),
      images: arena.reserve(images * stride),
      residual: arena.reserve(stride),
      coefficients: arena.reserve(Math.max(capacity, small)),
      small: arena.reserve(small * small),
      rotated: arena.reserve(small * small),
      diagonal: arena.reserve(small),
      off: arena.reserve(small),
      reflections: arena.reserve(small),
      work: arena.reserve(4 * small),
    };
    const rows = (address: number, count: number): Float64Array[] =>
      Array.from({ length: count }, (_, i) => arena.view(address + i * stride * 8, size));
    this.#vectors = rows(this.#at.vectors, capacity);
    this.#images = rows(this.#at.images, images);
    this.residual = arena.view(this.#at.residual, size);
    const padded = [...this.#vectors, ...this.#images, this.residual];
    this.#padding = stride === size ? [] : padded.map((row) => arena.view(row.byteOffset + size * 8, stride - size));
    this.#coefficients = arena.view(this.#at.coefficients, Math.max(capacity, small));
    this.#small = arena.view(this.#at.small, small * small);
    this.#projected = new Float64Array(small * small);
    this.ritz = arena.view(this.#at.diagonal, small);
  }

  /** Puts back the zeros beside the rows: numbers that are not finite leave none (0 × ∞), and the next computation would read them. */
  cleanse(): void {
    for (const beside of this.#padding) beside.fill(0);
  }

  /** Row i of V. */
  vector(i: number): Float64Array {
    return this.#vectors[i];
  }

  /** Row i of W = A V. */
  image(i: number): Float64Array {
    return this.#images[i];
  }

  /** ‖x‖ of the residual vector. */
  residualNorm(): number {
    return Math.sqrt(this.#dense.dotProduct(this.#at.residual, this.#at.residual, this.#stride));
  }

  /** residual ← residual − (residual · row i of V) row i; returns the coefficient. */
  removeFromResidual(i: number): number {
    const { residual, coefficients } = this.#at;
    this.#dense.rowsTimes(this.#row(i), this.#stride, 1, this.#stride, residual, coefficients);
    this.#dense.addRows(this.#row(i), this.#stride, 1, this.#stride, coefficients, -1, residual);
    return this.#coefficients[0];
  }

  /** residual ← residual − factor × row i of V. */
  subtractFromResidual(i: number, factor: number): void {
    this.#coefficients[0] = factor;
    this.#dense.addRows(this.#row(i), this.#stride, 1, this.#stride, this.#at.coefficients, -1, this.#at.residual);
  }

  /** Makes the residual orthogonal to the first `count` rows of V (classical Gram–Schmidt, one pass) and returns its norm. */
  orthogonaliseResidual(count: number): number {
    const { vectors, residual, coefficients } = this.#at;
    this.#dense.rowsTimes(vectors, this.#stride, count, this.#stride, residual, coefficients);
    this.#dense.addRows(vectors, this.#stride, count, this.#stride, coefficients, -1, residual);
    return this.residualNorm();
  }

  /** Row i of V ← residual / norm. */
  adoptResidual(i: number, norm: number): void {
    this.#vectors[i].set(this.residual);
    this.#dense.scaleVector(1 / norm, this.#row(i), this.#stride);
  }

  /**
   * Appends the residual vector, made orthonormal to the first `count` rows of V, as row `count`. False, with nothing
   * appended, where it lies in their span to rounding.
   */
  append(count: number): boolean {
    const before = this.residualNorm();
    if (!(before > 0)) return false;
    let norm = before;
    for (let pass = 0; pass < 3; pass++) {
      const last = norm;
      norm = this.orthogonaliseResidual(count);
      if (norm > 0.7 * last) break;
    }
    if (!(norm > 64 * machineEpsilon * before)) return false;
    this.adoptResidual(count, norm);
    return true;
  }

  /** Row `i` of the projected matrix T = V A Vᵀ, from row i of W. */
  project(i: number): void {
    const { vectors, images, coefficients } = this.#at;
    this.#dense.rowsTimes(vectors, this.#stride, i + 1, this.#stride, images + i * this.#stride * 8, coefficients);
    this.#projected.set(this.#coefficients.subarray(0, i + 1), i * this.#smallStride);
  }

  /** Makes T diagonal: after a restart the basis consists of Ritz vectors. */
  projectDiagonal(values: readonly number[]): void {
    this.#projected.fill(0);
    values.forEach((value, i) => (this.#projected[i * this.#smallStride + i] = value));
  }

  /** Rayleigh–Ritz on the first m rows: Ritz values into `ritz`, unordered. */
  solve(m: number): void {
    const at = this.#at;
    const stride = this.#smallStride;
    this.#small.set(this.#projected.subarray(0, m * stride));
    this.#dense.tridiagonalise(at.small, m, stride, at.diagonal, at.off, at.reflections, at.work);
    this.#dense.accumulateReflections(at.small, m, stride, at.reflections, at.rotated);
    if (this.#dense.tridiagonalEigen(at.diagonal, at.off, m, at.rotated, stride, (m + 3) & ~3, at.work) > 0)
      throw new NumericalError("the Rayleigh–Ritz problem did not converge: the operator gave numbers that are not finite");
  }

  /** residual ← W y − θ V y for the k-th Ritz pair of the last `solve` (m rows); returns its norm. */
  ritzResidual(m: number, k: number): number {
    this.shiftedImage(m, k, this.ritz[k]);
    return this.residualNorm();
  }

  /** residual ← (A − shift) q = W y − shift V y for the k-th Ritz vector q = V y of the last `solve`. */
  shiftedImage(m: number, k: number, shift: number): Float64Array {
    const { vectors, images, rotated, residual } = this.#at;
    const y = rotated + k * this.#smallStride * 8;
    this.residual.fill(0);
    this.#dense.addRows(images, this.#stride, m, this.#stride, y, 1, residual);
    if (shift !== 0) this.#dense.addRows(vectors, this.#stride, m, this.#stride, y, -shift, residual);
    return this.residual;
  }

  /** residual ← q = V y, the k-th Ritz vector of the last `solve`. */
  ritzVector(m: number, k: number): Float64Array {
    this.residual.fill(0);
    this.#dense.addRows(
      this.#at.vectors,
      this.#stride,
      m,
      this.#stride,
      this.#at.rotated + k * this.#smallStride * 8,
      1,
      this.#at.residual,
    );
    return this.residual;
  }

  /** residual ← Σ coefficients[i] · row i of V. */
  combine(coefficients: Float64Array): Float64Array {
    this.#coefficients.set(coefficients);
    this.residual.fill(0);
    this.#dense.addRows(this.#at.vectors, this.#stride, coefficients.length, this.#stride, this.#at.coefficients, 1, this.#at.residual);
    return this.residual;
  }

  #row(i: number): number {
    return this.#at.vectors + i * this.#stride * 8;
  }
}

let shared: Subspace | undefined;

/** A Subspace of this size with at least this room; the last one is used again. Its contents do not outlive a synchronous computation. */
export function subspace(size: number, capacity: number, images: number): Subspace {
  const basis = Math.max(capacity, images);
  if (shared === undefined || shared.size !== size || shared.capacity < basis || shared.images < images) {
    const same = shared?.size === size ? shared : undefined;
    shared = new Subspace(size, Math.max(basis, same?.capacity ?? 0), Math.max(images, same?.images ?? 0));
  } else shared.cleanse();
  return shared;
}
