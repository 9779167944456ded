import { missProbability, stepsToExclude, type Exclusion } from "./exclusion.ts";
import { lanczos, type LanczosRun } from "./lanczos.ts";
import type { Random } from "./random.ts";
import { refine, type Refined, type RefineOptions } from "./rayleighRitz.ts";
import { subspace, type Operator, type Subspace } from "./subspace.ts";
import { Trail } from "./trail.ts";
import { tridiagonalEigenSystem, tridiagonalEigenvalues } from "./tridiagonal.ts";

/**
 * Leading Ritz pairs of a symmetric operator, largest first: values[i] ≤ the i-th largest eigenvalue, and an eigenvalue lies
 * within residuals[i] = ‖A q − θ q‖ of θ = values[i] (both up to the rounding of the products).
 */
export interface RitzPairs {
  readonly values: Float64Array;
  readonly residuals: Float64Array;
  /** Orthonormal; owned by whoever computed them and valid until it computes again. */
  readonly vectors: readonly Float64Array[];
  /** Products with the operator that this took. */
  readonly products: number;
  /** Bound on the probability that a larger eigenvalue was missed by more than the asked-for fraction; null where nothing excludes one. */
  readonly missProbability: number | null;
}

interface RandomStart {
  /** Lanczos steps, at least and at most. */
  readonly least: number;
  readonly most: number;
  /** What else the subspace starts from; outlives the Lanczos run. */
  readonly known: readonly Float64Array[];
  /** What a miss is reported of, as a fraction of the spectrum's width; null where nothing is excluded. */
  readonly fraction: number | null;
}

/** Rows beyond the wanted pairs before a restart. */
const roomToGrow = 24;
/** The most products a single request may take, of exact ones and of others: what these have not shown then is below their errors. */
const mostProducts = { exact: 2000, inexact: 200 };
/** Size of the random part of the companion vector, beside 1. */
const randomPart = 0.01;

/**
 * Follows the leading eigenpairs of an operator that changes little from one request to the next (a Hessian along a path).
 *
 * `cold` starts from a random vector by Lanczos and can exclude, with a known probability, that a larger eigenvalue was missed.
 * `warm` starts from what the last pairs' trails let expect and one companion: the next Ritz vector, which between requests takes steps of the power iteration
 * (one product each, none of them extra), with a small random part, so that a branch that crosses the leading ones is usually met by a
 * vector that is already there. Usually: a warm start excludes nothing.
 */
export class LeadingPairs {
  readonly #size: number;
  readonly #random: Random;
  readonly #productError: number;
  readonly #maximumProducts: number;
  /** Wanted Ritz vectors of the last request, and of earlier requests for more. */
  readonly #trails: Trail[] = [];
  readonly #companion: Float64Array;
  #hasCompanion = false;
  #noise: Float64Array | null = null;
  #turn = 0;
  /** A lower bound of the spectrum, roughly, and at most 0: what the power iteration is shifted by. */
  #lowest = 0;

  /** `productError` is the error of the operator's products relative to its norm, where that is more than float64's rounding. */
  constructor(size: number, random: Random, productError = 0) {
    this.#size = size;
    this.#productError = productError;
    this.#maximumProducts = productError > 0 ? mostProducts.inexact : mostProducts.exact;
    this.#random = random;
    this.#companion = new Float64Array(size);
  }

  /** Whether a warm start for this many pairs is there. */
  knows(count: number): boolean {
    return this.#trails.length >= Math.min(count, this.#size);
  }

  /** The leading `count` pairs from the last ones, to a relative residual; cold where there are none. */
  warm(operator: Operator, count: number, tolerance: number): RitzPairs {
    if (!this.knows(count)) return this.cold(operator, count, tolerance);
    const room = count + 1 + roomToGrow;
    const space = subspace(this.#size, 0, room);
    const starts = this.#trails.slice(0, count).map((trail) => trail.guess());
    if (this.#hasCompanion) starts.push(this.#companion);
    const refined = this.#refine(operator, space, { starts, count, tolerance, room });
    return this.#keep(space, refined, 0, null);
  }

  /** The leading `count` pairs from a random start, to a relative residual; with `exclusion`, in as many steps at least as it needs. */
  cold(operator: Operator, count: number, tolerance: number, exclusion?: Exclusion): RitzPairs {
    const wanted = Math.min(count, this.#size);
    const least = exclusion === undefined ? 0 : Math.min(this.#size, stepsToExclude(this.#size, exclusion));
    const most = Math.min(this.#size, Math.max(least, 60 + 4 * wanted));
    const known = this.#trails.slice(0, 1).map((trail) => trail.latest);
    return this.#fromRandom(operator, count, tolerance, { least, most, known, fraction: exclusion?.fraction ?? null });
  }

  /**
   * The leading `count` pairs far from where they were last: from the last ones, and from a random start that goes as many steps as `exclusion` needs and leaves it to the last ones to converge;
   * where there are none, cold. `fraction` is what `missProbability` is of; where it is smaller than the exclusion's, it is larger than the exclusion's probability.
   */
  afresh(operator: Operator, count: number, tolerance: number, exclusion: Exclusion, fraction: number): RitzPairs {
    if (!this.knows(count)) return this.cold(operator, count, tolerance, { ...exclusion, fraction });
    const steps = Math.min(this.#size, stepsToExclude(this.#size, exclusion));
    const known = this.#trails.slice(0, count).map((trail) => trail.latest);
    return this.#fromRandom(operator, count, tolerance, { least: steps, most: steps, known, fraction });
  }

  #fromRandom(operator: Operator, count: number, tolerance: number, { least, most, known, fraction }: RandomStart): RitzPairs {
    const wanted = Math.min(count, this.#size);
    const room = count + 2 + roomToGrow;
    const space = subspace(this.#size, most, room);
    this.#noise ??= new Float64Array(this.#size);
    this.#random.normals(this.#noise);
    const run = lanczos(operator, space, {
      start: this.#noise,
      steps: most,
      random: this.#random,
      enough: converged(wanted, least, tolerance),
    });
    const starts = [...this.#ritzVectors(space, run, wanted + 1), ...known];
    const refined = this.#refine(operator, space, { starts, count, tolerance, room });
    return this.#keep(space, refined, run.steps, fraction === null ? null : missProbability(this.#size, run.steps, fraction));
  }

  #refine(operator: Operator, space: Subspace, options: Pick<RefineOptions, "starts" | "count" | "tolerance" | "room">): Refined {
    return refine(operator, space, {
      ...options,
      maximumProducts: this.#maximumProducts,
      productError: this.#productError,
      random: this.#random,
    });
  }

  /** The leading Ritz vectors of a Lanczos run, and the lower end of its spectrum. */
  #ritzVectors(space: Subspace, run: LanczosRun, count: number): Float64Array[] {
    const { values, vectors } = tridiagonalEigenSystem(run.diagonal, run.offDiagonal, run.steps);
    this.#lowest = Math.min(0, ...values);
    const order = Array.from(values, (_, i) => i).sort((i, j) => values[j] - values[i] || i - j);
    return order.slice(0, count).map((k) => Float64Array.from(space.combine(vectors.subarray(k * run.steps, (k + 1) * run.steps))));
  }

  /** Keeps the wanted Ritz vectors and the companion for the next warm start. */
  #keep(space: Subspace, refined: Refined, earlier: number, miss: number | null): RitzPairs {
    const { rows, order, residuals } = refined;
    const count = residuals.length;
    this.#noise ??= new Float64Array(this.#size);
    while (this.#trails.length < count) this.#trails.push(new Trail(this.#size));
    for (let i = 0; i < count; i++) this.#trails[i].push(space.ritzVector(rows, order[i]));
    this.#hasCompanion = order.length > count;
    if (this.#hasCompanion) this.#accompany(space, rows, order[count], count);
    return {
      values: Float64Array.from(residuals, (_, i) => space.ritz[order[i]]),
      residuals,
      vectors: this.#trails.slice(0, count).map((trail) => trail.latest),
      products: earlier + refined.products,
      missProbability: miss,
    };
  }

  /** companion ← the k-th Ritz vector, after a step of the power iteration where it is the last of the basis and has not improved otherwise, plus a random part. */
  #accompany(space: Subspace, rows: number, k: number, count: number): void {
    const vector = rows > count + 1 ? space.ritzVector(rows, k) : space.shiftedImage(rows, k, this.#lowest);
    const norm = space.residualNorm();
    const companion = this.#companion;
    const noise = this.#noise!;
    const size = this.#size;
    const factor = norm > 0 ? 1 / norm : 0;
    const small = randomPart / Math.sqrt(size);
    this.#turn = (this.#turn + 1) % size;
    for (let i = 0, j = this.#turn; i < size; i++) {
      companion[i] = factor * vector[i] + small * noise[j];
      if (++j === size) j = 0;
    }
  }
}

/** Says when a Lanczos run has gone at least `least` steps and its leading `count` pairs have residuals below tolerance × |θ|; looks now and then only. */
function converged(count: number, least: number, tolerance: number): (run: LanczosRun) => boolean {
  let next = Math.max(least, count + 3);
  return ({ diagonal, offDiagonal, steps }) => {
    if (steps < next) return false;
    next = steps + Math.max(2, steps >> 3);
    const { values, last } = tridiagonalEigenvalues(diagonal, offDiagonal, steps);
    const order = Array.from(values, (_, i) => i).sort((i, j) => values[j] - values[i]);
    const rest = offDiagonal[steps - 1];
    return order.slice(0, count).every((k) => rest * Math.abs(last[k]) <= tolerance * Math.abs(values[k]));
  };
}
