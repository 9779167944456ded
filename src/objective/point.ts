import type { Exclusion } from "../kernel/exclusion.ts";
import type { RitzPairs } from "../kernel/leadingPairs.ts";
import { openRandom, type Random } from "../kernel/random.ts";
import { norm2 } from "../kernel/vector.ts";
import { Curvature, type End } from "./curvature.ts";
import type { Objective } from "./objective.ts";

/**
 * A place in parameter space together with everything already known about it. All quantities are lazy and computed
 * at most once; whoever changes `parameters` calls `moved()`, which forgets them. Returned arrays are owned by the
 * Point and valid until it moves.
 */
export class Point {
  readonly objective: Objective;
  /** The live parameter vector, length P. */
  readonly parameters: Float64Array;
  /** Set where the gradient is taken at every place the point comes to: asking for the loss then computes both in one pass. */
  gradientFollows = false;
  #gradient: Float64Array;
  #gradientKnown = false;
  #loss = 0;
  #lossKnown = false;
  #gradientNormSquared = -1;
  #exampleGradientNorms: Float64Array | null = null;
  #exampleGradientNormsKnown = false;
  #hessianDiagonal: Float64Array | null = null;
  #hessianDiagonalKnown = false;

  readonly #random: (() => Random) | undefined;
  #curvature: Curvature | null = null;

  /** `random` opens the stream of random starting vectors for eigenvalues: that of seed 0 for "probes" unless given. */
  constructor(objective: Objective, parameters: Float64Array, random?: () => Random) {
    this.#random = random;
    this.objective = objective;
    this.parameters = Float64Array.from(parameters);
    this.#gradient = new Float64Array(objective.size);
  }

  /** Forgets what was known: call after every change of `parameters`. `moves` is how many steps of a path the change was, which eigenpairs are followed by. */
  moved(moves = 1): void {
    this.#gradientKnown = false;
    this.#lossKnown = false;
    this.#gradientNormSquared = -1;
    this.#exampleGradientNormsKnown = false;
    this.#hessianDiagonalKnown = false;
    this.#curvature?.moved(moves);
  }

  /** Goes to where another Point of the same objective is and takes over what is known there: loss, gradient, curvature. The other one stays as it is. `moves` as in `moved`. */
  follow(other: Point, moves = 1): void {
    this.parameters.set(other.parameters);
    this.moved(moves);
    this.#loss = other.#loss;
    this.#lossKnown = other.#lossKnown;
    this.#gradient.set(other.#gradient);
    this.#gradientKnown = other.#gradientKnown;
    this.#gradientNormSquared = other.#gradientNormSquared;
    if (other.#curvature !== null) this.#spectrum.adopt(other.#curvature);
  }

  /** L(w), the mean over all examples. */
  get loss(): number {
    if (!this.#lossKnown && this.gradientFollows) this.#computeGradient();
    if (!this.#lossKnown) {
      this.#loss = this.objective.loss(this.parameters);
      this.#lossKnown = true;
    }
    return this.#loss;
  }

  /** Whether the gradient has been computed here. */
  get knowsGradient(): boolean {
    return this.#gradientKnown;
  }

  /** ∇L(w) over all examples. */
  get gradient(): Float64Array {
    if (!this.#gradientKnown) this.#computeGradient();
    return this.#gradient;
  }

  #computeGradient(): void {
    this.#loss = this.objective.gradient(this.parameters, this.#gradient);
    this.#gradientKnown = true;
    this.#lossKnown = true;
  }

  /** ‖∇L(w)‖². */
  get gradientNormSquared(): number {
    if (this.#gradientNormSquared < 0) this.#gradientNormSquared = norm2(this.gradient);
    return this.#gradientNormSquared;
  }

  /** ‖∇ℓ_i(w)‖² for each example. */
  get exampleGradientNorms(): Float64Array {
    this.#exampleGradientNorms ??= new Float64Array(this.objective.examples);
    if (!this.#exampleGradientNormsKnown) {
      this.objective.exampleGradientNorms(this.parameters, this.#exampleGradientNorms);
      this.#exampleGradientNormsKnown = true;
    }
    return this.#exampleGradientNorms;
  }

  /** Γ = tr Σ at batch size 1: (1/N) Σ ‖∇ℓ_i‖² − ‖∇L‖² (population covariance, no N − 1). */
  get noiseTrace(): number {
    let sum = 0;
    const norms = this.exampleGradientNorms;
    for (let i = 0; i < norms.length; i++) sum += norms[i];
    return Math.max(0, sum / norms.length - this.gradientNormSquared);
  }

  /** ∇²L(w)·v into `out`. */
  hessianVector(v: Float64Array, out: Float64Array): void {
    this.objective.hessianVector(this.parameters, v, out);
  }

  /** diag ∇²L(w), exact; null where the objective does not have it at once. */
  get hessianDiagonal(): Float64Array | null {
    const { hessianDiagonal } = this.objective;
    if (hessianDiagonal === undefined) return null;
    this.#hessianDiagonal ??= new Float64Array(this.objective.size);
    if (!this.#hessianDiagonalKnown) hessianDiagonal(this.parameters, this.#hessianDiagonal);
    this.#hessianDiagonalKnown = true;
    return this.#hessianDiagonal;
  }

  get #spectrum(): Curvature {
    this.#curvature ??= new Curvature(
      this.parameters,
      (v, out) => this.hessianVector(v, out),
      this.#random ?? (() => openRandom(0, "probes")),
      this.objective.arithmetic?.productError,
    );
    return this.#curvature;
  }

  /**
   * At least `count` eigenpairs of the Hessian from the largest eigenvalue down, each to a residual of `tolerance` × |eigenvalue|,
   * warm-started from the place before (about two products at 1e-3 along a path) where that is one move away, or fewer than 50 and no further than 1 % of ‖w‖; from places further
   * away they are looked for anew, from a random start that misses a larger one by more than 5 % of the spectrum's width with probability at most 0.001 (about thirty products at a thousand parameters); `missProbability` is of the fraction of `exclusion`. Where a branch crossed from far below between
   * neighbouring places, a warm start may miss it; then `missProbability` is null.
   */
  eigenpairs(count = 1, tolerance = 1e-6, exclusion?: Exclusion): RitzPairs {
    return this.#spectrum.pairs("largest", count, tolerance, exclusion);
  }

  /** The same from the smallest eigenvalue up: here values[i] is never below the i-th smallest. */
  smallestEigenpairs(count = 1, tolerance = 1e-6, exclusion?: Exclusion): RitzPairs {
    return this.#spectrum.pairs("smallest", count, tolerance, exclusion);
  }

  /** As `eigenpairs`, or from the other end, from a random start and with a bound on the probability of having missed an eigenvalue further out. */
  excludedEigenpairs(end: End, count: number, tolerance: number, exclusion: Exclusion): RitzPairs {
    return this.#spectrum.pairs(end, count, tolerance, exclusion, true);
  }

  /** λ_max of the Hessian to a relative residual of `tolerance`, warm-started: what a step size or a spectral radius needs. */
  leadingEigenvalue(tolerance = 1e-3): number {
    return this.eigenpairs(1, tolerance).values[0];
  }

  /** ∇²L(w), P × P row-major, from P Hessian-vector products. */
  hessian(): Float64Array {
    return this.#spectrum.matrix();
  }
}
