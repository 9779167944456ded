import { erfConstants, normalConstants } from "./elementaryTables";
import { expSum } from "./exponential";

/** The polynomial whose coefficients stand from `table` on, lowest power first, in `groups` of four: Horner's rule in x⁴. */
// @ts-ignore: decorator
@inline function polynomial(table: usize, groups: i32, x: v128): v128 {
  const x2 = f64x2.mul(x, x);
  const x4 = f64x2.mul(x2, x2);
  let address = table + (<usize>(groups - 1) << 5);
  let sum = cubic(address, x, x2);
  while (address > table) {
    address -= 32;
    sum = f64x2.add(cubic(address, x, x2), f64x2.mul(sum, x4));
  }
  return sum;
}

// @ts-ignore: decorator
@inline function cubic(address: usize, x: v128, x2: v128): v128 {
  const low = f64x2.add(v128.load64_splat(address), f64x2.mul(v128.load64_splat(address, 8), x));
  const high = f64x2.add(v128.load64_splat(address, 16), f64x2.mul(v128.load64_splat(address, 24), x));
  return f64x2.add(low, f64x2.mul(high, x2));
}

/** e^(−c x² + low), c = 1 or ½ (an exact factor): the square as a sum of an exact and a small part. */
// @ts-ignore: decorator
@inline function expMinusSquare(x: v128, c: v128, low: v128): v128 {
  const bounded = f64x2.pmin(f64x2.abs(x), f64x2.splat(64));
  const high = v128.and(bounded, i64x2.splat(0xfffffffff8000000));
  const small = f64x2.mul(f64x2.sub(bounded, high), f64x2.add(bounded, high));
  return expSum(f64x2.neg(f64x2.mul(c, f64x2.mul(high, high))), f64x2.sub(low, f64x2.mul(c, small)));
}

/** e^(a²) erfc a for a ≥ 0.4 (Shepherd and Laframboise's form, Math. Comp. 36 (1981) 249; our own fit). */
// @ts-ignore: decorator
@inline function scaledComplement(a: v128): v128 {
  const t = f64x2.div(f64x2.sub(a, f64x2.splat(3.75)), f64x2.add(a, f64x2.splat(3.75)));
  return f64x2.div(polynomial(erfConstants, 6, t), f64x2.add(f64x2.splat(1), f64x2.add(a, a)));
}

/** erf x. */
export function erf(x: v128): v128 {
  const magnitude = f64x2.abs(x);
  const near = f64x2.le(magnitude, f64x2.splat(1));
  const square = f64x2.mul(x, x);
  const inner = f64x2.add(x, f64x2.mul(x, polynomial(erfConstants + 192, 4, square)));
  if (i64x2.all_true(near)) return inner;
  const bounded = f64x2.pmin(magnitude, f64x2.splat(64));
  const outer = f64x2.sub(f64x2.splat(1), f64x2.mul(expMinusSquare(x, f64x2.splat(1), f64x2.splat(0)), scaledComplement(bounded)));
  return v128.bitselect(inner, v128.or(outer, v128.and(x, i64x2.splat(i64.MIN_VALUE))), near);
}

/** Density e^(−x²/2) / √(2π) of the standard normal; what the rounding of the constant lost goes into the exponent. */
// @ts-ignore: decorator
@inline export function normalDensity(x: v128): v128 {
  return f64x2.mul(v128.load64_splat(normalConstants, 0), expMinusSquare(x, f64x2.splat(0.5), v128.load64_splat(normalConstants, 8)));
}

/** What the rounding of a·b to `product` lost (Dekker, with halves of 26 and 27 bits). */
// @ts-ignore: decorator
@inline function productError(a: v128, b: v128, product: v128): v128 {
  const mask = i64x2.splat(0xfffffffff8000000);
  const a1 = v128.and(a, mask);
  const a2 = f64x2.sub(a, a1);
  const b1 = v128.and(b, mask);
  const b2 = f64x2.sub(b, b1);
  const leading = f64x2.add(f64x2.sub(f64x2.mul(a1, b1), product), f64x2.mul(a1, b2));
  return f64x2.add(f64x2.add(leading, f64x2.mul(a2, b1)), f64x2.mul(a2, b2));
}

/**
 * 1 − Φ(z), z ≥ 0.65, as e^(−z²/2) g / d, d = 1 + z, g a polynomial in (z − 5.25) / (z + 5.25) that hardly varies. What the roundings of g, d and
 * g / d lost, relative to the quotient, goes into the exponent.
 */
// @ts-ignore: decorator
@inline function normalTail(z: v128): v128 {
  const t = f64x2.div(f64x2.sub(z, f64x2.splat(5.25)), f64x2.add(z, f64x2.splat(5.25)));
  const constant = v128.load64_splat(normalConstants, 16);
  const p = f64x2.mul(t, polynomial(normalConstants + 32, 6, t));
  const g = f64x2.add(constant, p);
  const lostOfG = f64x2.add(f64x2.sub(p, f64x2.sub(g, constant)), v128.load64_splat(normalConstants, 24));
  const one = f64x2.splat(1);
  const d = f64x2.add(one, z);
  const part = f64x2.sub(d, one);
  const lostOfD = f64x2.add(f64x2.sub(one, f64x2.sub(d, part)), f64x2.sub(z, part));
  const quotient = f64x2.div(g, d);
  const product = f64x2.mul(quotient, d);
  const remainder = f64x2.sub(f64x2.sub(g, product), productError(quotient, d, product));
  const lost = f64x2.div(f64x2.add(remainder, f64x2.sub(lostOfG, f64x2.mul(quotient, lostOfD))), g);
  return f64x2.mul(quotient, expMinusSquare(z, f64x2.splat(0.5), lost));
}

/** Distribution function Φ of the standard normal. */
export function normalCdf(x: v128): v128 {
  const magnitude = f64x2.abs(x);
  const near = f64x2.le(magnitude, f64x2.splat(0.67));
  const inner = f64x2.add(f64x2.splat(0.5), f64x2.mul(x, polynomial(normalConstants + 224, 3, f64x2.mul(x, x))));
  if (i64x2.all_true(near)) return inner;
  const tail = normalTail(f64x2.pmin(magnitude, f64x2.splat(64)));
  const outer = v128.bitselect(tail, f64x2.sub(f64x2.splat(1), tail), f64x2.lt(x, f64x2.splat(0)));
  return v128.bitselect(inner, outer, near);
}
