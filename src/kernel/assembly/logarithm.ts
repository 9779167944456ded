import { logConstants } from "./elementaryTables";
import { exp } from "./exponential";

/*
 * log x = k ln 2 + log(1 + f), 1 + f in [√½, √2), log(1 + f) = f − f²/2 + s (f²/2 + R(s²)), s = f / (2 + f)
 * (the reduction of Sun's fdlibm; the polynomial R is our own fit).
 */

const sqrtHalfBits: i64 = 0x3fe6a09e00000000;
const roundingBits: i64 = 0x3ff0000000000000 - 0x3fe6a09e00000000;

/** log of (1 + f) 2^k, plus a small `correction`. */
// @ts-ignore: decorator
@inline function logSum(f: v128, k: v128, correction: v128): v128 {
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f));
  const z = f64x2.mul(s, s);
  const z2 = f64x2.mul(z, z);
  const p01 = f64x2.add(v128.load64_splat(logConstants, 16), f64x2.mul(z, v128.load64_splat(logConstants, 24)));
  const p23 = f64x2.add(v128.load64_splat(logConstants, 32), f64x2.mul(z, v128.load64_splat(logConstants, 40)));
  const p45 = f64x2.add(v128.load64_splat(logConstants, 48), f64x2.mul(z, v128.load64_splat(logConstants, 56)));
  const p6 = v128.load64_splat(logConstants, 64);
  const upper = f64x2.add(p23, f64x2.mul(z2, f64x2.add(p45, f64x2.mul(z2, p6))));
  const rest = f64x2.mul(z, f64x2.add(p01, f64x2.mul(z2, upper)));
  const halfSquare = f64x2.mul(f64x2.mul(f64x2.splat(0.5), f), f);
  const low = f64x2.add(f64x2.mul(s, f64x2.add(halfSquare, rest)), f64x2.add(f64x2.mul(k, v128.load64_splat(logConstants, 8)), correction));
  return f64x2.sub(f64x2.mul(k, v128.load64_splat(logConstants, 0)), f64x2.sub(f64x2.sub(halfSquare, low), f));
}

/** The exponent k of a positive normal number, as float64; `moved` holds its bits plus `roundingBits`. */
// @ts-ignore: decorator
@inline function exponentOf(moved: v128): v128 {
  return f64x2.sub(v128.or(i64x2.shr_u(moved, 52), i64x2.splat(0x4330000000000000)), f64x2.splat(4503599627370496.0 + 1023.0));
}

/** The number divided by 2^k. */
// @ts-ignore: decorator
@inline function mantissaOf(moved: v128): v128 {
  return i64x2.add(v128.and(moved, i64x2.splat(0x000fffffffffffff)), i64x2.splat(sqrtHalfBits));
}

/** Puts the results of arguments outside (0, ∞) right; `x` is the logarithm's true argument. */
function logOutside(x: v128, result: v128): v128 {
  const zero = f64x2.splat(0);
  let right = v128.bitselect(f64x2.splat(-Infinity), result, f64x2.eq(x, zero));
  right = v128.bitselect(f64x2.splat(NaN), right, v128.or(f64x2.lt(x, zero), f64x2.ne(x, x)));
  return v128.bitselect(x, right, f64x2.eq(x, f64x2.splat(Infinity)));
}

// @ts-ignore: decorator
@inline function isOutside(x: v128): bool {
  return !i64x2.all_true(v128.and(f64x2.gt(x, f64x2.splat(0)), f64x2.lt(x, f64x2.splat(Infinity))));
}

/** Natural logarithm. */
// @ts-ignore: decorator
@inline export function log(x: v128): v128 {
  const subnormal = f64x2.lt(x, f64x2.splat(2.2250738585072014e-308));
  const lifted = v128.bitselect(f64x2.mul(x, f64x2.splat(18014398509481984.0)), x, subnormal);
  const moved = i64x2.add(lifted, i64x2.splat(roundingBits));
  const k = f64x2.sub(exponentOf(moved), v128.and(f64x2.splat(54), subnormal));
  const result = logSum(f64x2.sub(mantissaOf(moved), f64x2.splat(1)), k, f64x2.splat(0));
  return isOutside(x) ? logOutside(x, result) : result;
}

/** log(1 + x): the rounding error c of u = 1 + x enters as c / u. */
export function log1p(x: v128): v128 {
  const one = f64x2.splat(1);
  const u = f64x2.add(one, x);
  const moved = i64x2.add(u, i64x2.splat(roundingBits));
  const k = exponentOf(moved);
  const near = f64x2.eq(k, f64x2.splat(0));
  const part = f64x2.sub(u, one);
  const error = f64x2.add(f64x2.sub(one, f64x2.sub(u, part)), f64x2.sub(x, part));
  const f = v128.bitselect(x, f64x2.sub(mantissaOf(moved), one), near);
  const result = logSum(f, k, v128.andnot(f64x2.div(error, u), near));
  const signed = v128.or(result, v128.and(x, i64x2.splat(i64.MIN_VALUE)));
  return isOutside(u) ? logOutside(u, signed) : signed;
}

/** log(1 + e^x) = max(x, 0) + log(1 + e^−|x|). */
export function softplus(x: v128): v128 {
  return f64x2.add(f64x2.pmax(x, f64x2.splat(0)), log1p(exp(f64x2.neg(f64x2.abs(x)))));
}
