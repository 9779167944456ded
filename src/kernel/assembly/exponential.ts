import { expConstants, expTable, tanhConstants, tanhTable } from "./elementaryTables";

/*
 * e^x after Tang (ACM TOMS 15 (1989) 144): x = (64 m + j) ln 2 / 64 + r, e^x = 2^m (T_j + T_j (e^r − 1)), T_j = 2^(j/64) kept as
 * a rounded value and what the rounding lost. Adding 1.5·2^52 rounds to the integer 64 m + j and leaves it in the low bits.
 * Constants are read from memory: V8 builds a literal v128 out of scalar moves at every use.
 */

/** The sign bit; the low bits that choose from expTable. */
// @ts-ignore: decorator
@inline const masks: usize = memory.data<u64>([0x8000000000000000, 63], 16);

// @ts-ignore: decorator
@inline function expRounded(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, v128.load64_splat(expConstants, 0)), v128.load64_splat(expConstants, 8));
}

/** r of x + low, |r| ≤ ln 2 / 128. */
// @ts-ignore: decorator
@inline function expReduced(x: v128, low: v128, rounded: v128): v128 {
  const k = f64x2.sub(rounded, v128.load64_splat(expConstants, 8));
  const far = f64x2.sub(x, f64x2.mul(k, v128.load64_splat(expConstants, 16)));
  return f64x2.sub(far, f64x2.sub(f64x2.mul(k, v128.load64_splat(expConstants, 24)), low));
}

/** T_j e^r: a number in [0.99, 2). */
// @ts-ignore: decorator
@inline function expFraction(r: v128, rounded: v128): v128 {
  const p = f64x2.add(r, expRest(r));
  const first = v128.load(expTable + ((<usize>i32x4.extract_lane(rounded, 0) & 63) << 4));
  const second = v128.load(expTable + ((<usize>i32x4.extract_lane(rounded, 2) & 63) << 4));
  const high = v128.shuffle<f64>(first, second, 0, 2);
  const rest = v128.shuffle<f64>(first, second, 1, 3);
  return f64x2.add(high, f64x2.add(rest, f64x2.mul(high, p)));
}

/** e^r − 1 − r, |r| ≤ ln 2 / 128. */
// @ts-ignore: decorator
@inline function expRest(r: v128): v128 {
  const square = f64x2.mul(r, r);
  const low = f64x2.add(v128.load64_splat(expConstants, 32), f64x2.mul(r, v128.load64_splat(expConstants, 40)));
  const high = f64x2.add(v128.load64_splat(expConstants, 48), f64x2.mul(r, v128.load64_splat(expConstants, 56)));
  return f64x2.mul(square, f64x2.add(low, f64x2.mul(square, high)));
}

/** The same to full relative accuracy. */
// @ts-ignore: decorator
@inline function expm1Rest(r: v128): v128 {
  const square = f64x2.mul(r, r);
  const low = f64x2.add(v128.load64_splat(expConstants, 80), f64x2.mul(r, v128.load64_splat(expConstants, 88)));
  const high = f64x2.add(v128.load64_splat(expConstants, 96), f64x2.mul(r, v128.load64_splat(expConstants, 104)));
  return f64x2.mul(square, f64x2.add(low, f64x2.mul(square, f64x2.add(high, f64x2.mul(square, v128.load64_splat(expConstants, 112))))));
}

/** The exponent field of 2^m, to be added to the bits of a number. */
// @ts-ignore: decorator
@inline function expShift(rounded: v128): v128 {
  return i64x2.shl(v128.andnot(rounded, v128.load64_splat(masks, 8)), 46);
}

/** e^(x + low) for any x, NaN and infinities too; the scaling by 2^m is done in two steps, so that subnormal results round once. */
function expAnywhere(x: v128, low: v128): v128 {
  const inside = f64x2.pmax(f64x2.pmin(x, f64x2.splat(720)), f64x2.splat(-760));
  const moved = f64x2.ne(inside, x);
  const rounded = expRounded(inside);
  const fraction = expFraction(expReduced(inside, v128.andnot(low, moved), rounded), rounded);
  const m = i64x2.shr_s(i64x2.sub(rounded, i64x2.splat(0x4338000000000000)), 6);
  const half = i64x2.shr_s(m, 1);
  const one = i64x2.splat(0x3ff0000000000000);
  const scale = i64x2.add(one, i64x2.shl(half, 52));
  const otherScale = i64x2.add(one, i64x2.shl(i64x2.sub(m, half), 52));
  return f64x2.mul(f64x2.mul(fraction, scale), otherScale);
}

/** All ones in the elements within ±708: there 2^m is a normal number, and it is enough to add the exponents. */
// @ts-ignore: decorator
@inline export function expIsPlain(x: v128): v128 {
  return f64x2.le(f64x2.abs(x), v128.load64_splat(expConstants, 64));
}

/** e^x where expIsPlain holds. */
// @ts-ignore: decorator
@inline export function expPlain(x: v128): v128 {
  const rounded = expRounded(x);
  const k = f64x2.sub(rounded, v128.load64_splat(expConstants, 8));
  const far = f64x2.sub(x, f64x2.mul(k, v128.load64_splat(expConstants, 16)));
  const r = f64x2.sub(far, f64x2.mul(k, v128.load64_splat(expConstants, 24)));
  return i64x2.add(expFraction(r, rounded), expShift(rounded));
}

/** e^(x + low), |low| far below |x|: for arguments known beyond float64. */
export function expSum(x: v128, low: v128): v128 {
  if (!i64x2.all_true(expIsPlain(x))) return expAnywhere(x, low);
  const rounded = expRounded(x);
  return i64x2.add(expFraction(expReduced(x, low, rounded), rounded), expShift(rounded));
}

/** e^x. */
// @ts-ignore: decorator
@inline export function exp(x: v128): v128 {
  return i64x2.all_true(expIsPlain(x)) ? expPlain(x) : expAnywhere(x, i64x2.splat(0));
}

/** 1 / (1 + e^−x) given e^−|x|, so that both tails keep their relative accuracy; 1 + e^−|x| carries its rounding error along. */
// @ts-ignore: decorator
@inline export function sigmoidFrom(x: v128, tail: v128): v128 {
  const one = v128.load64_splat(expConstants, 72);
  const sum = f64x2.add(one, tail);
  const lost = f64x2.sub(tail, f64x2.sub(sum, one));
  const quotient = f64x2.div(v128.bitselect(tail, one, f64x2.lt(x, f64x2.splat(0))), sum);
  return f64x2.sub(quotient, f64x2.mul(quotient, lost));
}

/** 1 / (1 + e^−x). */
export function sigmoid(x: v128): v128 {
  return sigmoidFrom(x, exp(f64x2.neg(f64x2.abs(x))));
}

/** e^x − 1 for x ≤ 700: (h − 1) + r + ((h − 1) r + h (e^r − 1 − r) + …), h = 2^m T_j, with the first two sums' errors carried along. */
// @ts-ignore: decorator
@inline function expm1Inside(argument: v128): v128 {
  const x = f64x2.pmax(argument, f64x2.splat(-50));
  const rounded = expRounded(x);
  const k = f64x2.sub(rounded, v128.load64_splat(expConstants, 8));
  const far = f64x2.sub(x, f64x2.mul(k, v128.load64_splat(expConstants, 16)));
  const near = f64x2.mul(k, v128.load64_splat(expConstants, 24));
  const r = f64x2.sub(far, near);
  const lostOfR = f64x2.sub(f64x2.sub(far, r), near);
  const first = v128.load(expTable + ((<usize>i32x4.extract_lane(rounded, 0) & 63) << 4));
  const second = v128.load(expTable + ((<usize>i32x4.extract_lane(rounded, 2) & 63) << 4));
  const shift = expShift(rounded);
  const scale = i64x2.add(shift, v128.load64_splat(expConstants, 72));
  const h = i64x2.add(v128.shuffle<f64>(first, second, 0, 2), shift);
  const lostOfH = f64x2.mul(v128.shuffle<f64>(first, second, 1, 3), scale);
  const a = f64x2.sub(h, v128.load64_splat(expConstants, 72));
  const lostOfA = differenceError(h, v128.load64_splat(expConstants, 72), a);
  const sum = f64x2.add(a, r);
  const lostOfSum = differenceError(a, f64x2.neg(r), sum);
  const small = f64x2.add(f64x2.add(f64x2.add(lostOfA, lostOfH), f64x2.mul(a, r)), f64x2.mul(h, f64x2.add(expm1Rest(r), lostOfR)));
  return f64x2.add(sum, f64x2.add(lostOfSum, small));
}

/** What the rounding of a − b to `difference` lost, exactly (Knuth). */
// @ts-ignore: decorator
@inline function differenceError(a: v128, b: v128, difference: v128): v128 {
  const minusB = f64x2.sub(difference, a);
  return f64x2.sub(f64x2.sub(a, f64x2.sub(difference, minusB)), f64x2.add(b, minusB));
}

/** e^x − 1. */
// @ts-ignore: decorator
@inline export function expm1(x: v128): v128 {
  const result = expm1Inside(x);
  const large = f64x2.gt(x, f64x2.splat(700));
  const signed = v128.or(result, v128.and(x, v128.load64_splat(masks, 0)));
  return v128.any_true(large) ? v128.bitselect(expAnywhere(x, i64x2.splat(0)), signed, large) : signed;
}

/**
 * tanh x = tanh(a + b), a near the multiple of 1/16 nearest to |x|: T + b + (tanh b − b) − w (T + tanh b) / (1 + w), T = tanh a, w = T tanh b.
 * The table's a are such that T is good to about 12 bits more than a float64 number holds; T + b carries its rounding error along.
 */
// @ts-ignore: decorator
@inline export function tanh(x: v128): v128 {
  const magnitude = f64x2.pmin(f64x2.abs(x), v128.load64_splat(tanhConstants, 0));
  const rounded = f64x2.add(magnitude, v128.load64_splat(tanhConstants, 8));
  const first = v128.load(tanhTable + ((<usize>i32x4.extract_lane(rounded, 0) & 511) << 4));
  const second = v128.load(tanhTable + ((<usize>i32x4.extract_lane(rounded, 2) & 511) << 4));
  const t = v128.shuffle<f64>(first, second, 1, 3);
  const b = f64x2.sub(magnitude, v128.shuffle<f64>(first, second, 0, 2));
  const square = f64x2.mul(b, b);
  const low = f64x2.add(v128.load64_splat(tanhConstants, 16), f64x2.mul(square, v128.load64_splat(tanhConstants, 24)));
  const high = f64x2.add(v128.load64_splat(tanhConstants, 32), f64x2.mul(square, v128.load64_splat(tanhConstants, 40)));
  const cubic = f64x2.mul(f64x2.mul(b, square), f64x2.add(low, f64x2.mul(f64x2.mul(square, square), high)));
  const tanhB = f64x2.add(b, cubic);
  const w = f64x2.mul(t, tanhB);
  const bent = f64x2.div(f64x2.mul(w, f64x2.add(t, tanhB)), f64x2.add(v128.load64_splat(expConstants, 72), w));
  const sum = f64x2.add(t, b);
  const lost = f64x2.sub(b, f64x2.sub(sum, t));
  const result = f64x2.add(sum, f64x2.add(lost, f64x2.sub(cubic, bent)));
  return v128.or(result, v128.and(x, v128.load64_splat(masks, 0)));
}
