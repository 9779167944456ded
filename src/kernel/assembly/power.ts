import { logConstants } from "./elementaryTables";
import { expSum } from "./exponential";

const splitMask: u64 = 0xfffffffff8000000;

// @ts-ignore: decorator
@inline function upper(x: f64): f64 {
  return reinterpret<f64>(reinterpret<u64>(x) & splitMask);
}

/** What the rounding of a·b to `product` lost (Dekker, with halves of 26 and 27 bits). */
// @ts-ignore: decorator
@inline function productError(a: f64, b: f64, product: f64): f64 {
  const a1 = upper(a);
  const a2 = a - a1;
  const b1 = upper(b);
  const b2 = b - b1;
  return a1 * b1 - product + a1 * b2 + a2 * b1 + a2 * b2;
}

/**
 * |x|^y for finite x ≠ 0 and finite y: e^(y log x) with the logarithm to about 66 bits, log(1 + f) = 2s + 2s³/3 + …, s = f / (2 + f), its first
 * terms in double-double arithmetic.
 */
function powerPositive(x: f64, y: f64): f64 {
  let shift: f64 = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984.0;
    shift = 54;
  }
  const moved = reinterpret<u64>(x) + (0x3ff0000000000000 - 0x3fe6a09e00000000);
  const k = <f64>(<i64>(moved >> 52) - 1023) - shift;
  const f = reinterpret<f64>((moved & 0x000fffffffffffff) + 0x3fe6a09e00000000) - 1;
  // s + sLow = f / (2 + f)
  const d = 2 + f;
  const dLow = f - (d - 2);
  const s = f / d;
  const back = s * d;
  const sLow = (f - back - productError(s, d, back) - s * dLow) / d;
  // z + zLow = s²
  const z = s * s;
  const zLow = productError(s, s, z) + 2 * s * sLow;
  // q + qLow = z (1/3 + z (1/5 + …))
  const tail = z * (0.2 + z * (1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11 + z * (1.0 / 13 + z * (1.0 / 15 + z * (1.0 / 17 + z * (1.0 / 19 + z * (1.0 / 21 + z * (1.0 / 23 + z * (1.0 / 25)))))))))));
  const third: f64 = 1.0 / 3;
  const c = third + tail;
  const cLow = third - c + tail + 1.850371707708594e-17;
  const q = z * c;
  const qLow = productError(z, c, q) + z * cLow + zLow * c;
  // log(1 + f) = 2s (1 + q)
  const sq = s * q;
  const sqLow = productError(s, q, sq) + s * qLow + sLow * q;
  const half = s + sq;
  const halfLow = s - half + sq + (sqLow + sLow);
  // + k ln 2
  const kHigh = k * load<f64>(logConstants, 0);
  const sum = kHigh + 2 * half;
  const part = sum - kHigh;
  const sumLow = kHigh - (sum - part) + (2 * half - part) + (2 * halfLow + k * load<f64>(logConstants, 8));
  const l = sum + sumLow;
  const lLow = sum - l + sumLow;
  // y log x; beyond ±800 the result is 0 or ∞ whatever the low part
  const exponent = y * l;
  if (!(abs(exponent) <= 800)) return exponent > 0 ? Infinity : 0;
  const low = productError(y, l, exponent) + y * lLow;
  return f64x2.extract_lane(expSum(f64x2.splat(exponent), f64x2.splat(low)), 0);
}

/** x^y with ECMAScript's special cases: x^±0 = 1, and NaN for (±1)^±∞. */
export function pow(x: f64, y: f64): f64 {
  if (y == 0) return 1;
  if (isNaN(x) || isNaN(y)) return NaN;
  const magnitude = abs(x);
  if (abs(y) == Infinity) {
    if (magnitude == 1) return NaN;
    return magnitude > 1 == y > 0 ? Infinity : 0;
  }
  const whole = trunc(y) == y;
  const odd = whole && abs(y) < 9007199254740992 && trunc(y * 0.5) * 2 != y;
  const negative = reinterpret<u64>(x) >> 63 != 0;
  if (magnitude == 0 || magnitude == Infinity) {
    const size: f64 = (magnitude == 0) == y > 0 ? 0 : Infinity;
    return negative && odd ? -size : size;
  }
  if (negative && !whole) return NaN;
  if (y == 1) return x;
  const result = powerPositive(magnitude, y);
  return negative && odd ? -result : result;
}
