import type { Block } from "../objective.ts";

/** Derivatives of w = z/‖z‖, row by row, at a place; parameters outside the rows are w = z. All write `out`, which may not alias an input. */
export interface NormalizedRows {
  /** Goes to z; true where it was somewhere else before. */
  enter(z: Float64Array): boolean;
  /** w(z). */
  readonly value: Float64Array;
  /** J v = (v − n⟨n, v⟩)/r in each row, n = z/r, r = ‖z‖; J is symmetric, so this is Jᵀ v as well. */
  first(v: Float64Array, out: Float64Array): void;
  /** B(x, u) = −[Pu⟨n, x⟩ + n⟨Px, Pu⟩ + Px⟨n, u⟩]/r², P = I − nnᵀ: the derivative of Jx along u, symmetric in x and u. */
  second(x: Float64Array, u: Float64Array, out: Float64Array): void;
  /** The second derivative of Jx along u. */
  third(x: Float64Array, u: Float64Array, out: Float64Array): void;
}

/** The normalization of the rows of some blocks of `size` parameters. */
export function normalizedRows(size: number, blocks: readonly Block[]): NormalizedRows {
  const rows = blocks.flatMap(({ start, rows: count, columns }) =>
    Array.from({ length: count }, (_, i) => ({ from: start + i * columns, to: start + (i + 1) * columns })),
  );
  const place = new Float64Array(size).fill(NaN);
  const value = new Float64Array(size);
  const lengths = new Float64Array(rows.length);
  const along = (k: number, v: Float64Array): number => {
    let sum = 0;
    for (let i = rows[k].from; i < rows[k].to; i++) sum += value[i] * v[i];
    return sum;
  };
  const product = (k: number, u: Float64Array, v: Float64Array): number => {
    let sum = 0;
    for (let i = rows[k].from; i < rows[k].to; i++) sum += u[i] * v[i];
    return sum;
  };

  return {
    value,
    enter(z) {
      let moved = false;
      for (let i = 0; i < size && !moved; i++) moved = z[i] !== place[i];
      if (!moved) return false;
      place.set(z);
      value.set(z);
      for (let k = 0; k < rows.length; k++) {
        const length = (lengths[k] = Math.sqrt(product(k, z, z)));
        for (let i = rows[k].from; i < rows[k].to; i++) value[i] = z[i] / length;
      }
      return true;
    },
    first(v, out) {
      out.set(v);
      for (let k = 0; k < rows.length; k++) {
        const radial = along(k, v);
        for (let i = rows[k].from; i < rows[k].to; i++) out[i] = (v[i] - value[i] * radial) / lengths[k];
      }
    },
    second(x, u, out) {
      out.fill(0);
      for (let k = 0; k < rows.length; k++) {
        const [p, a] = [along(k, x), along(k, u)];
        const across = product(k, x, u) - p * a;
        const square = lengths[k] * lengths[k];
        for (let i = rows[k].from; i < rows[k].to; i++) {
          const n = value[i];
          out[i] = -((u[i] - n * a) * p + n * across + (x[i] - n * p) * a) / square;
        }
      }
    },
    /** With M = x − n⟨n, x⟩ and Jx = M/r: M''/r + 2M'(1/r)' + M(1/r)'', from r' = a, n' = Pu/r, n'' = −(2aPu + ns)/r², a = ⟨n, u⟩, s = ‖Pu‖². */
    third(x, u, out) {
      out.fill(0);
      for (let k = 0; k < rows.length; k++) {
        const r = lengths[k];
        const [p, a] = [along(k, x), along(k, u)];
        const s = product(k, u, u) - a * a;
        const across = product(k, x, u) - p * a;
        const pRate = across / r;
        const pAcceleration = -(2 * a * across + s * p) / (r * r);
        const inverseRate = -a / (r * r);
        const inverseAcceleration = (2 * a * a - s) / (r * r * r);
        for (let i = rows[k].from; i < rows[k].to; i++) {
          const n = value[i];
          const tangential = u[i] - n * a;
          const nRate = tangential / r;
          const nAcceleration = -(2 * a * tangential + n * s) / (r * r);
          const m = x[i] - n * p;
          const mRate = -nRate * p - n * pRate;
          const mAcceleration = -nAcceleration * p - 2 * nRate * pRate - n * pAcceleration;
          out[i] = mAcceleration / r + 2 * mRate * inverseRate + m * inverseAcceleration;
        }
      }
    },
  };
}
