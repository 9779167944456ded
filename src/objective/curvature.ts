import { stepsToExclude, type Exclusion } from "../kernel/exclusion.ts";
import { LeadingPairs, type RitzPairs } from "../kernel/leadingPairs.ts";
import type { Random } from "../kernel/random.ts";
import type { Operator } from "../kernel/subspace.ts";
import { distance, norm } from "../kernel/vector.ts";

/** Which end of the spectrum: eigenpairs are counted from it inwards. */
export type End = "largest" | "smallest";

interface Known {
  readonly pairs: RitzPairs;
  readonly tolerance: number;
  /** What its `missProbability` is of; null where nothing was excluded. */
  readonly fraction: number | null;
}

/** Where pairs of one end were computed last, and how many moves ago. */
interface Last {
  readonly place: Float64Array;
  moves: number;
}

/**
 * What is excluded where pairs cannot be followed, unless less was asked for: missing by more than 5 % of the spectrum's width, with probability 0.001. Half the products of 1 %
 * (25 for 55 at a thousand parameters), and the last vectors go on from there.
 */
const anew: Exclusion = { fraction: 0.05, probability: 1e-3 };
/** What a miss is reported of unless something else was asked for. */
const usual: Exclusion = { fraction: 0.01, probability: 1e-3 };
/** After so many moves pairs are never followed; one move away they always are. */
const mostMoves = 50;
/** Between those, they are followed over this distance, relative to the parameters' norm. */
const farthest = 0.01;

/** Whether pairs cannot be followed from a place that was so many moves ago. */
export function isFar(place: Float64Array, last: Float64Array, moves: number): boolean {
  return moves > 1 && (moves >= mostMoves || !(distance(place, last) <= farthest * norm(last)));
}

/**
 * The spectrum of the Hessian at a Point that moves: eigenpairs of either end, warm-started from the place before, and the dense
 * Hessian. Everything is computed at most once a place.
 *
 * Pairs are followed from a place one move away, as in dense rows; from one that is further away, in moves or in distance, another branch may have overtaken the followed one without
 * its vector having been met, so from there they are looked for anew, from a random start beside the last vectors; it excludes a missed one as `excludedEigenpairs` does, but to 5 % of the spectrum's width only.
 */
export class Curvature {
  readonly #size: number;
  readonly #product: Operator;
  readonly #random: () => Random;
  readonly #followers: { -readonly [E in End]?: LeadingPairs } = {};
  readonly #known: { [E in End]?: Known | undefined } = {};
  readonly #last: { [E in End]?: Last } = {};
  readonly #place: Float64Array;
  readonly #operators: { readonly [E in End]: Operator };
  #matrix: Float64Array | null = null;
  #matrixKnown = false;

  readonly #productError: number | undefined;

  /** `place` holds the parameters, which move; `product` is the Hessian-vector product there, `productError` its error relative to λ_max where it is not float64's; `random` opens the stream of cold starts. */
  constructor(place: Float64Array, product: Operator, random: () => Random, productError?: number) {
    this.#place = place;
    this.#size = place.length;
    this.#productError = productError;
    this.#product = product;
    this.#random = random;
    const negated: Operator = (v, out) => {
      product(v, out);
      for (let i = 0; i < out.length; i++) out[i] = -out[i];
    };
    this.#operators = { largest: product, smallest: negated };
  }

  /** Forgets the values, not the vectors that the next place starts from. `moves` is how many steps of a path that was. */
  moved(moves = 1): void {
    for (const last of [this.#last.largest, this.#last.smallest]) if (last !== undefined) last.moves += moves;
    this.#known.largest = undefined;
    this.#known.smallest = undefined;
    this.#matrixKnown = false;
  }

  /** Takes over what another one knows of the same place; its vectors are valid until it computes again. */
  adopt(other: Curvature): void {
    this.#known.largest = other.#known.largest;
    this.#known.smallest = other.#known.smallest;
    if (!other.#matrixKnown) return;
    this.#matrix = Float64Array.from(other.#matrix!);
    this.#matrixKnown = true;
  }

  /**
   * See `Point.eigenpairs`. With `always`, from a cold start that excludes a missed eigenvalue with the probability of the exclusion; without, where they cannot be followed from the
   * last place, from a random start that excludes less. `missProbability` is of the exclusion's fraction, null where nothing was excluded of that.
   */
  pairs(end: End, count: number, tolerance: number, exclusion: Exclusion = usual, always = false): RitzPairs {
    const known = this.#known[end];
    if (!always && known !== undefined && known.tolerance <= tolerance && known.pairs.values.length >= Math.min(count, this.#size))
      return known.fraction === exclusion.fraction ? known.pairs : { ...known.pairs, missProbability: null };
    const follower = (this.#followers[end] ??= new LeadingPairs(this.#size, this.#random(), this.#productError));
    const operator = this.#operators[end];
    const found = always
      ? follower.cold(operator, count, tolerance, exclusion)
      : this.#isFar(end)
        ? follower.afresh(operator, count, tolerance, this.#atMost(exclusion), exclusion.fraction)
        : follower.warm(operator, count, tolerance);
    const pairs = end === "largest" ? found : { ...found, values: found.values.map((value) => -value) };
    this.#known[end] = { pairs, tolerance, fraction: found.missProbability === null ? null : exclusion.fraction };
    this.#stay(end);
    return pairs;
  }

  #atMost(exclusion: Exclusion): Exclusion {
    return stepsToExclude(this.#size, exclusion) < stepsToExclude(this.#size, anew) ? exclusion : anew;
  }

  /** Whether the pairs of an end were computed last at a place that they cannot be followed from. */
  #isFar(end: End): boolean {
    const last = this.#last[end];
    return last !== undefined && isFar(this.#place, last.place, last.moves);
  }

  #stay(end: End): void {
    const last = (this.#last[end] ??= { place: new Float64Array(this.#size), moves: 0 });
    last.place.set(this.#place);
    last.moves = 0;
  }

  /** ∇²L, P × P row-major, by one product a column, made symmetric. */
  matrix(): Float64Array {
    const n = this.#size;
    if (this.#matrix !== null && this.#matrixKnown) return this.#matrix;
    const matrix = (this.#matrix ??= new Float64Array(n * n));
    const unit = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      unit[i] = 1;
      this.#product(unit, matrix.subarray(i * n, (i + 1) * n));
      unit[i] = 0;
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        const mean = (matrix[i * n + j] + matrix[j * n + i]) / 2;
        matrix[i * n + j] = mean;
        matrix[j * n + i] = mean;
      }
    }
    this.#matrixKnown = true;
    return matrix;
  }
}
