import { trigonometricConstants, twoOverPi } from "./elementaryTables";

/** Room for one reduced argument: r, what its rounding lost, the quadrant. */
// @ts-ignore: decorator
@inline const reduced: usize = memory.data(48, 16);

/** sin(r + low), |r| ≤ π/4. */
// @ts-ignore: decorator
@inline export function sinKernel(r: v128, low: v128): v128 {
  const z = f64x2.mul(r, r);
  const z2 = f64x2.mul(z, z);
  const cube = f64x2.mul(z, r);
  const p12 = f64x2.add(v128.load64_splat(trigonometricConstants, 40), f64x2.mul(z, v128.load64_splat(trigonometricConstants, 48)));
  const p34 = f64x2.add(v128.load64_splat(trigonometricConstants, 56), f64x2.mul(z, v128.load64_splat(trigonometricConstants, 64)));
  const p = f64x2.add(p12, f64x2.mul(z2, f64x2.add(p34, f64x2.mul(z2, v128.load64_splat(trigonometricConstants, 72)))));
  const inner = f64x2.sub(f64x2.mul(z, f64x2.sub(f64x2.mul(f64x2.splat(0.5), low), f64x2.mul(cube, p))), low);
  return f64x2.sub(r, f64x2.sub(inner, f64x2.mul(cube, v128.load64_splat(trigonometricConstants, 32))));
}

/** cos(r + low), |r| ≤ π/4. */
// @ts-ignore: decorator
@inline export function cosKernel(r: v128, low: v128): v128 {
  const z = f64x2.mul(r, r);
  const z2 = f64x2.mul(z, z);
  const p01 = f64x2.add(v128.load64_splat(trigonometricConstants, 80), f64x2.mul(z, v128.load64_splat(trigonometricConstants, 88)));
  const p23 = f64x2.add(v128.load64_splat(trigonometricConstants, 96), f64x2.mul(z, v128.load64_splat(trigonometricConstants, 104)));
  const p45 = f64x2.add(v128.load64_splat(trigonometricConstants, 112), f64x2.mul(z, v128.load64_splat(trigonometricConstants, 120)));
  const p = f64x2.mul(z, f64x2.add(p01, f64x2.mul(z2, f64x2.add(p23, f64x2.mul(z2, p45)))));
  const half = f64x2.mul(f64x2.splat(0.5), z);
  const one = f64x2.splat(1);
  const w = f64x2.sub(one, half);
  return f64x2.add(w, f64x2.add(f64x2.sub(f64x2.sub(one, w), half), f64x2.sub(f64x2.mul(z, p), f64x2.mul(r, low))));
}

/** Chooses and signs by the quadrant (an integer in the low bits of each lane). */
// @ts-ignore: decorator
@inline export function byQuadrant(evenValue: v128, oddValue: v128, quadrant: v128): v128 {
  const odd = i64x2.neg(v128.and(quadrant, i64x2.splat(1)));
  const sign = i64x2.shl(i64x2.shr_u(quadrant, 1), 63);
  return v128.xor(v128.bitselect(oddValue, evenValue, odd), sign);
}

/** x = k π/2 + r + low into `reduced`: Cody and Waite's three parts up to 2^20, Payne and Hanek's product beyond. */
function reduce(x: v128): void {
  const magic = f64x2.splat(6755399441055744.0);
  const rounded = f64x2.add(f64x2.mul(x, v128.load64_splat(trigonometricConstants, 0)), magic);
  const k = f64x2.sub(rounded, magic);
  const t = f64x2.sub(x, f64x2.mul(k, v128.load64_splat(trigonometricConstants, 8)));
  const w = f64x2.mul(k, v128.load64_splat(trigonometricConstants, 16));
  const u = f64x2.sub(t, w);
  const part = f64x2.sub(u, t);
  const lost = f64x2.sub(f64x2.sub(t, f64x2.sub(u, part)), f64x2.add(w, part));
  const rest = f64x2.sub(lost, f64x2.mul(k, v128.load64_splat(trigonometricConstants, 24)));
  const r = f64x2.add(u, rest);
  v128.store(reduced, r);
  v128.store(reduced, f64x2.add(f64x2.sub(u, r), rest), 16);
  v128.store(reduced, rounded, 32);
  const small = f64x2.le(f64x2.abs(x), v128.load64_splat(trigonometricConstants, 128));
  if (i64x2.all_true(small)) return;
  if (i64x2.extract_lane(small, 0) == 0) reduceLarge(f64x2.extract_lane(x, 0), reduced);
  if (i64x2.extract_lane(small, 1) == 0) reduceLarge(f64x2.extract_lane(x, 1), reduced + 8);
}

/** The upper half of a 128-bit product. */
function multiplyHigh(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff;
  const a1 = a >> 32;
  const b0 = b & 0xffffffff;
  const b1 = b >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32);
  return a1 * b1 + (middle >> 32) + ((a0 * b1 + (middle & 0xffffffff)) >> 32);
}

/** 64 bits of 2/π from a bit position on. */
function bitsOfTwoOverPi(position: i32): u64 {
  const address = twoOverPi + (<usize>(position >> 6) << 3);
  const shift = <u64>(position & 63);
  const word = load<u64>(address);
  return shift == 0 ? word : (word << shift) | (load<u64>(address, 8) >> (64 - shift));
}

/**
 * Payne and Hanek (SIGNUM 18 (1983) 19): x = M 2^e, and of 2/π only the 192 bits that matter to x · 2/π mod 4 are multiplied by M.
 */
function reduceLarge(x: f64, target: usize): void {
  const bits = reinterpret<u64>(x);
  const field = <i32>((bits >> 52) & 0x7ff);
  if (field == 0x7ff) {
    store<f64>(target, NaN);
    store<f64>(target, NaN, 16);
    store<u64>(target, 0, 32);
    return;
  }
  const m = (bits & 0x000fffffffffffff) | 0x0010000000000000;
  const position = field - 1075 - 2 + 64;
  const w1 = bitsOfTwoOverPi(position + 64);
  const w2 = bitsOfTwoOverPi(position + 128);
  const middle = m * w1;
  const p1 = middle + multiplyHigh(m, w2);
  const p2 = m * bitsOfTwoOverPi(position) + multiplyHigh(m, w1) + <u64>(p1 < middle);
  const negative = bits >> 63 != 0;
  let quadrant = (p2 >> 62) + ((p2 >> 61) & 1);
  let high = (p2 << 2) | (p1 >> 62);
  let low = p1 << 2;
  const below = high >> 63 != 0;
  if (below) {
    low = ~low + 1;
    high = ~high + <u64>(low == 0);
  }
  const zeros = clz(high);
  if (zeros > 0) {
    high = (high << zeros) | (low >> (64 - zeros));
    low <<= zeros;
  }
  const scale = reinterpret<f64>((1023 - 53 - zeros) << 52);
  const f = <f64>(high >> 11) * scale;
  const fLow = <f64>(((high & 0x7ff) << 42) | (low >> 22)) * scale * 1.1102230246251565e-16;
  // (f + fLow) π/2 with the product's rounding error (Dekker): halves of 26 bits
  const piHalf = 1.5707963267948966;
  const piHalfLow = 6.123233995736766e-17;
  const product = f * piHalf;
  const f1 = reinterpret<f64>(reinterpret<u64>(f) & 0xfffffffff8000000);
  const f2 = f - f1;
  const h1 = reinterpret<f64>(reinterpret<u64>(piHalf) & 0xfffffffff8000000);
  const h2 = piHalf - h1;
  const lost = f1 * h1 - product + f1 * h2 + f2 * h1 + f2 * h2;
  const rest = lost + (f * piHalfLow + fLow * piHalf);
  let r = product + rest;
  let rLow = product - r + rest;
  if (below != negative) {
    r = -r;
    rLow = -rLow;
  }
  if (negative) quadrant = 0 - quadrant;
  store<f64>(target, r);
  store<f64>(target, rLow, 16);
  store<u64>(target, quadrant, 32);
}

/** sin x. */
export function sin(x: v128): v128 {
  reduce(x);
  const r = v128.load(reduced);
  const low = v128.load(reduced, 16);
  const quadrant = v128.load(reduced, 32);
  const result = byQuadrant(sinKernel(r, low), cosKernel(r, low), quadrant);
  return v128.bitselect(x, result, f64x2.eq(x, f64x2.splat(0)));
}

/** cos x. */
export function cos(x: v128): v128 {
  reduce(x);
  const r = v128.load(reduced);
  const low = v128.load(reduced, 16);
  const quadrant = i64x2.add(v128.load(reduced, 32), i64x2.splat(1));
  return byQuadrant(sinKernel(r, low), cosKernel(r, low), quadrant);
}
