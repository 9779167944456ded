import { erfConstants, normalConstants } from "./elementary-tables";
import { expSum } from "./exponential";

/** Horner's rule in the coefficients from `table`, `count` of them, lowest power first. */
// @ts-ignore: decorator
@inline function polynomial(table: usize, count: i32, x: v128): v128 {
  let sum = v128.load64_splat(table + <usize>((count - 1) << 3));
  for (let i = count - 2; i >= 0; i--) sum = f64x2.add(v128.load64_splat(table + <usize>(i << 3)), f64x2.mul(sum, x));
  return sum;
}

/** e^(−c x²), c = 1 or ½ (an exact factor): the square as a sum of an exact and a small part. */
// @ts-ignore: decorator
@inline function expMinusSquare(x: v128, c: v128): v128 {
  const bounded = f64x2.pmin(f64x2.abs(x), f64x2.splat(64));
  const high = v128.and(bounded, i64x2.splat(0xfffffffff8000000));
  const low = f64x2.mul(f64x2.sub(bounded, high), f64x2.add(bounded, high));
  return expSum(f64x2.neg(f64x2.mul(c, f64x2.mul(high, high))), f64x2.neg(f64x2.mul(c, low)));
}

/** e^(a²) erfc a for a ≥ 0.4 (Shepherd and Laframboise's form, Math. Comp. 36 (1981) 249; our own fit). */
// @ts-ignore: decorator
@inline function scaledComplement(a: v128): v128 {
  const t = f64x2.div(f64x2.sub(a, f64x2.splat(3.75)), f64x2.add(a, f64x2.splat(3.75)));
  return f64x2.div(polynomial(erfConstants, 23, t), f64x2.add(f64x2.splat(1), f64x2.add(a, a)));
}

/** erf x. */
export function erf(x: v128): v128 {
  const magnitude = f64x2.abs(x);
  const near = f64x2.le(magnitude, f64x2.splat(1));
  const square = f64x2.mul(x, x);
  const inner = f64x2.add(x, f64x2.mul(x, polynomial(erfConstants + 184, 14, square)));
  if (i64x2.all_true(near)) return inner;
  const bounded = f64x2.pmin(magnitude, f64x2.splat(64));
  const outer = f64x2.sub(f64x2.splat(1), f64x2.mul(expMinusSquare(x, f64x2.splat(1)), scaledComplement(bounded)));
  return v128.bitselect(inner, v128.or(outer, v128.and(x, i64x2.splat(i64.MIN_VALUE))), near);
}

/** e^(−x²/2). */
export function gaussian(x: v128): v128 {
  return expMinusSquare(x, f64x2.splat(0.5));
}

/** Density of the standard normal. */
// @ts-ignore: decorator
@inline export function normalDensity(x: v128): v128 {
  return f64x2.mul(gaussian(x), v128.load64_splat(normalConstants, 8));
}

/** Distribution function Φ of the standard normal at x, given `exponential` = gaussian(x). */
export function normalCdfFrom(x: v128, exponential: v128): v128 {
  const half = f64x2.splat(0.5);
  const magnitude = f64x2.abs(x);
  const near = f64x2.le(magnitude, f64x2.splat(0.7));
  const inner = f64x2.add(half, f64x2.mul(x, polynomial(normalConstants + 16, 12, f64x2.mul(x, x))));
  if (i64x2.all_true(near)) return inner;
  const bounded = f64x2.pmin(magnitude, f64x2.splat(64));
  const tail = f64x2.mul(f64x2.mul(half, exponential), scaledComplement(f64x2.mul(bounded, v128.load64_splat(normalConstants, 0))));
  const outer = v128.bitselect(tail, f64x2.sub(f64x2.splat(1), tail), i64x2.shr_s(x, 63));
  return v128.bitselect(inner, outer, near);
}

/** Distribution function Φ of the standard normal. */
// @ts-ignore: decorator
@inline export function normalCdf(x: v128): v128 {
  return normalCdfFrom(x, gaussian(x));
}
