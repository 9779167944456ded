import { dot } from "./vector.ts";

/** How the next vector may be told from the last ones q1, q2, q3, q4 (newest first): the coefficients of each, and how many it needs. */
const rules: readonly { readonly needs: number; readonly weights: readonly [number, number, number, number] }[] = [
  { needs: 1, weights: [1, 0, 0, 0] },
  // Steady drift.
  { needs: 2, weights: [2, -1, 0, 0] },
  // A cycle of two, as at the edge of stability, at rest and drifting.
  { needs: 2, weights: [0, 1, 0, 0] },
  { needs: 4, weights: [0, 2, 0, -1] },
  // A cycle of two that fades about a drifting mean.
  { needs: 3, weights: [1, 1, -1, 0] },
];

/**
 * The last few unit eigenvectors of one branch along a path, and a guess of the next: by whichever rule of extrapolation would have
 * guessed the latest best. A guess costs a pass over memory; a better one saves products with the operator.
 */
export class Trail {
  readonly #history: Float64Array[] = [];
  readonly #guess: Float64Array;
  #rule = 0;

  constructor(size: number) {
    this.#guess = new Float64Array(size);
  }

  /** The latest vector. */
  get latest(): Float64Array {
    return this.#history[0];
  }

  /** Takes the next vector (copied, its sign chosen to agree with the last). One nearly orthogonal to the last begins a new branch. */
  push(vector: Float64Array): void {
    const along = this.#history.length === 0 ? 0 : dot(vector, this.latest);
    const sign = along < 0 ? -1 : 1;
    if (Math.abs(along) < 0.7) this.#history.length = 0;
    this.#rule = this.#bestRule(vector, sign);
    const room = this.#history.length === 4 ? this.#history.pop()! : new Float64Array(vector.length);
    for (let i = 0; i < room.length; i++) room[i] = sign * vector[i];
    this.#history.unshift(room);
  }

  /** The guess of the next vector, not quite of unit length; valid until the next call. */
  guess(): Float64Array {
    if (this.#rule === 0) return this.latest;
    const [a, b, c, d] = rules[this.#rule].weights;
    const [q1, q2, q3 = q1, q4 = q1] = this.#history;
    const out = this.#guess;
    for (let i = 0; i < out.length; i++) out[i] = a * q1[i] + b * q2[i] + c * q3[i] + d * q4[i];
    return out;
  }

  /** The rule whose guess from the history comes nearest to sign × vector. */
  #bestRule(vector: Float64Array, sign: number): number {
    const [q1, q2 = q1, q3 = q1, q4 = q1] = this.#history;
    if (q1 === undefined) return 0;
    let e0 = 0;
    let e1 = 0;
    let e2 = 0;
    let e3 = 0;
    let e4 = 0;
    for (let i = 0; i < vector.length; i++) {
      const from1 = sign * vector[i] - q1[i];
      const from2 = sign * vector[i] - q2[i];
      const drift = from1 - q1[i] + q2[i];
      const slow = from2 - q2[i] + q4[i];
      const fading = from1 - q2[i] + q3[i];
      e0 += from1 * from1;
      e1 += drift * drift;
      e2 += from2 * from2;
      e3 += slow * slow;
      e4 += fading * fading;
    }
    const errors = [e0, e1, e2, e3, e4];
    let best = 0;
    for (let rule = 1; rule < rules.length; rule++)
      if (this.#history.length >= rules[rule].needs && errors[rule] < errors[best]) best = rule;
    return best;
  }
}
