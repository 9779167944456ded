import { dot } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import { SpecError } from "../spec/errors.ts";
import { type Direction, directionAt } from "./direction.ts";

/** Equidistant offsets, both ends among them. */
export interface SliceRange {
  /** −1 unless given. */
  readonly from?: number;
  /** 1 unless given. */
  readonly to?: number;
  /** At least 2; 51 unless given. */
  readonly count?: number;
}

/** The loss along a line. */
export interface LossSlice {
  /** d, as it was used. */
  readonly direction: Float64Array;
  /** t, in units of ‖d‖. */
  readonly offsets: Float64Array;
  /** L(w + t d); what is not finite is kept as it came. */
  readonly losses: Float64Array;
  /** gᵀd: the derivative in t at t = 0, exact. */
  readonly slope: number;
  /** dᵀHd: the second derivative in t at t = 0, exact. */
  readonly curvature: number;
}

/**
 * The loss L(w + t d) along a line through a point, with its exact slope and curvature there (Goodfellow, Vinyals & Saxe 2015; Li et al. 2018, § 3 and 4).
 * Throws SpecError for a range or a direction that makes no sense.
 */
export function lossSlice(point: Point, direction: Direction, range: SliceRange = {}): LossSlice {
  const offsets = offsetsOf(range, "range");
  const d = directionAt(point, direction);
  const product = new Float64Array(d.length);
  point.hessianVector(d, product);
  return {
    direction: d,
    offsets,
    losses: offsets.map((t) => point.objective.loss(shifted(point.parameters, [d], [t]))),
    slope: dot(point.gradient, d),
    curvature: dot(d, product),
  };
}

/** The loss over a plane. */
export interface LossSurface {
  /** d₁ and d₂, as they were used: neither of unit length nor orthogonal unless they came so. */
  readonly directions: readonly [Float64Array, Float64Array];
  /** Offsets along d₁, in units of ‖d₁‖. */
  readonly x: Float64Array;
  /** Offsets along d₂, in units of ‖d₂‖. */
  readonly y: Float64Array;
  /** losses[j][i] = L(w + x[i] d₁ + y[j] d₂); what is not finite is kept as it came. */
  readonly losses: readonly Float64Array[];
  /** gᵀd₁ and gᵀd₂. */
  readonly slopes: readonly [number, number];
  /** d₁ᵀHd₁, d₁ᵀHd₂ and d₂ᵀHd₂. */
  readonly curvatures: readonly [number, number, number];
}

/**
 * The loss L(w + x d₁ + y d₂) over a plane through a point, with its exact slopes and curvatures there (Li et al. 2018, § 3 and 4).
 * Random directions of different seeds are independent, and nearly orthogonal where P is large.
 * Throws SpecError for a range or a direction that makes no sense.
 */
export function lossSurface(
  point: Point,
  [first, second]: readonly [Direction, Direction],
  { x = {}, y = {} }: { readonly x?: SliceRange; readonly y?: SliceRange } = {},
): LossSurface {
  const [along, up] = [offsetsOf(x, "x"), offsetsOf(y, "y")];
  const directions = [directionAt(point, first, "directions.0"), directionAt(point, second, "directions.1")] as const;
  const [hx, hy] = directions.map((d) => {
    const product = new Float64Array(d.length);
    point.hessianVector(d, product);
    return product;
  });
  return {
    directions,
    x: along,
    y: up,
    losses: Array.from(up, (v) => along.map((u) => point.objective.loss(shifted(point.parameters, directions, [u, v])))),
    slopes: [dot(point.gradient, directions[0]), dot(point.gradient, directions[1])],
    curvatures: [dot(directions[0], hx), dot(directions[1], hx), dot(directions[1], hy)],
  };
}

/** w + Σ t_k d_k. */
export function shifted(w: Float64Array, directions: readonly Float64Array[], offsets: ArrayLike<number>): Float64Array {
  return w.map((value, p) => directions.reduce((sum, d, k) => sum + offsets[k] * d[p], value));
}

/** Equidistant; exactly 0 in the middle of a symmetric range. */
function offsetsOf({ from = -1, to = 1, count = 51 }: SliceRange, path: string): Float64Array {
  if (!(Number.isFinite(from) && Number.isFinite(to) && from < to))
    throw new SpecError(path, `goes from ${from} to ${to}; "from" must be below "to", and both finite`);
  if (!Number.isInteger(count) || count < 2) throw new SpecError(`${path}.count`, `is ${count}; it must be a whole number, at least 2`);
  return Float64Array.from({ length: count }, (_, i) => (from * (count - 1 - i) + to * i) / (count - 1));
}
