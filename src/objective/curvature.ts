import type { Exclusion } from "../kernel/exclusion.ts";
import { LeadingPairs, type RitzPairs } from "../kernel/leadingPairs.ts";
import type { Random } from "../kernel/random.ts";
import type { Operator } from "../kernel/subspace.ts";

/** Which end of the spectrum: eigenpairs are counted from it inwards. */
export type End = "largest" | "smallest";

interface Known {
  readonly pairs: RitzPairs;
  readonly tolerance: number;
}

/**
 * The spectrum of the Hessian at a Point that moves: eigenpairs of either end, warm-started from the place before, and the dense
 * Hessian. Everything is computed at most once a place.
 */
export class Curvature {
  readonly #size: number;
  readonly #product: Operator;
  readonly #random: () => Random;
  readonly #followers: { -readonly [E in End]?: LeadingPairs } = {};
  readonly #known: { [E in End]?: Known | undefined } = {};
  readonly #operators: { readonly [E in End]: Operator };
  #matrix: Float64Array | null = null;
  #matrixKnown = false;

  readonly #productError: number | undefined;

  /** `product` is the Hessian-vector product at the present place, `productError` its error relative to λ_max where it is not float64's; `random` opens the stream of cold starts. */
  constructor(size: number, product: Operator, random: () => Random, productError?: number) {
    this.#size = size;
    this.#productError = productError;
    this.#product = product;
    this.#random = random;
    const negated: Operator = (v, out) => {
      product(v, out);
      for (let i = 0; i < out.length; i++) out[i] = -out[i];
    };
    this.#operators = { largest: product, smallest: negated };
  }

  /** Forgets the values, not the vectors that the next place starts from. */
  moved(): void {
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

  /** See `Point.eigenpairs`. With `exclusion`, from a cold start that excludes a missed eigenvalue with that probability. */
  pairs(end: End, count: number, tolerance: number, exclusion?: Exclusion): RitzPairs {
    const known = this.#known[end];
    if (
      exclusion === undefined &&
      known !== undefined &&
      known.tolerance <= tolerance &&
      known.pairs.values.length >= Math.min(count, this.#size)
    )
      return known.pairs;
    const follower = (this.#followers[end] ??= new LeadingPairs(this.#size, this.#random(), this.#productError));
    const operator = this.#operators[end];
    const found =
      exclusion === undefined ? follower.warm(operator, count, tolerance) : follower.cold(operator, count, tolerance, exclusion);
    const pairs = end === "largest" ? found : { ...found, values: found.values.map((value) => -value) };
    this.#known[end] = { pairs, tolerance };
    return pairs;
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
