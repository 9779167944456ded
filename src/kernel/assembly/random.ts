import { log } from "./logarithm";
import { byQuadrant, cosKernel, sinKernel } from "./trigonometric";

/** Words 0 and 1 of four consecutive Threefry blocks. */
// @ts-ignore: decorator
@inline const blocks: usize = memory.data(32, 16);

// @ts-ignore: decorator
@inline function mix(x0: v128, x1: v128, rotation: i32): v128 {
  return v128.xor(x0, v128.or(i32x4.shl(x1, rotation), i32x4.shr_u(x1, 32 - rotation)));
}

/**
 * Threefry2x32-20 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3, SC 2011) of the counters
 * position … position + 3, into `blocks`.
 */
// @ts-ignore: decorator
@inline function threefryFour(key0: u32, key1: u32, position: u64): void {
  const key2 = 0x1bd11bda ^ key0 ^ key1;
  const k0 = i32x4.splat(key0);
  const k1 = i32x4.splat(key1);
  const k2 = i32x4.splat(key2);
  const base = i32x4.splat(<i32>position);
  const low = i32x4.add(base, i32x4(0, 1, 2, 3));
  const high = i32x4.sub(i32x4.splat(<i32>(position >> 32)), i32x4.lt_u(low, base));
  let x0 = i32x4.add(low, k0);
  let x1 = i32x4.add(high, k1);
  // five groups of four rounds, the key injected after each
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 13); x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 15);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 26); x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 6);
  x0 = i32x4.add(x0, k1); x1 = i32x4.add(x1, i32x4.add(k2, i32x4.splat(1)));
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 17); x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 29);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 16); x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 24);
  x0 = i32x4.add(x0, k2); x1 = i32x4.add(x1, i32x4.add(k0, i32x4.splat(2)));
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 13); x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 15);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 26); x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 6);
  x0 = i32x4.add(x0, k0); x1 = i32x4.add(x1, i32x4.add(k1, i32x4.splat(3)));
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 17); x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 29);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 16); x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 24);
  x0 = i32x4.add(x0, k1); x1 = i32x4.add(x1, i32x4.add(k2, i32x4.splat(4)));
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 13); x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 15);
  x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 26); x0 = i32x4.add(x0, x1); x1 = mix(x0, x1, 6);
  x0 = i32x4.add(x0, k2); x1 = i32x4.add(x1, i32x4.add(k0, i32x4.splat(5)));
  v128.store(blocks, x0);
  v128.store(blocks, x1, 16);
}

/** Writes the two words of each of `count` blocks (a multiple of 4), one block after the other; the first block's counter is (low, high). */
export function threefryBlocks(key0: u32, key1: u32, low: u32, high: u32, target: usize, count: i32): void {
  const start = (<u64>high << 32) | <u64>low;
  for (let i = 0; i < count; i += 4, target += 32) {
    threefryFour(key0, key1, start + <u64>i);
    const x0 = v128.load(blocks);
    const x1 = v128.load(blocks, 16);
    v128.store(target, v128.shuffle<i32>(x0, x1, 0, 4, 1, 5));
    v128.store(target, v128.shuffle<i32>(x0, x1, 2, 6, 3, 7), 16);
  }
}

/**
 * Writes `count` standard normals (a multiple of 4). Box and Muller (Ann. Math. Statist. 29 (1958) 610): blocks 2p and 2p + 1 give the radius
 * √(−2 log u), u a 64-bit fraction in (0, 1], so that the tails reach to 9.4, and the angle, whose quadrant is the two leading bits.
 */
export function normalBlocks(key0: u32, key1: u32, low: u32, high: u32, target: usize, count: i32): void {
  const start = (<u64>high << 32) | <u64>low;
  const half = f64x2.splat(0.5);
  const word = f64x2.splat(4294967296.0);
  for (let i = 0; i < count; i += 4, target += 32) {
    threefryFour(key0, key1, start + <u64>i);
    const x0 = v128.load(blocks);
    const x1 = v128.load(blocks, 16);
    const u0 = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(x0, x0, 0, 2, 0, 2));
    const u1 = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(x1, x1, 0, 2, 0, 2));
    const u = f64x2.mul(f64x2.add(f64x2.mul(u0, word), f64x2.add(u1, half)), f64x2.splat(5.421010862427522e-20));
    const radius = f64x2.sqrt(f64x2.mul(f64x2.splat(-2), log(u)));
    const a0 = v128.shuffle<i32>(x0, x0, 1, 3, 1, 3);
    const t0 = f64x2.convert_low_i32x4_s(i32x4.shl(a0, 2));
    const t1 = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(x1, x1, 1, 3, 1, 3));
    const turn = f64x2.add(f64x2.mul(t0, word), f64x2.mul(f64x2.splat(4), f64x2.add(t1, half)));
    const angle = f64x2.mul(turn, f64x2.splat(1.5707963267948966 * 5.421010862427522e-20));
    const quadrant = i64x2.extend_low_i32x4_u(i32x4.shr_u(a0, 30));
    const zero = f64x2.splat(0);
    const sine = sinKernel(angle, zero);
    const cosine = cosKernel(angle, zero);
    const first = f64x2.mul(radius, byQuadrant(cosine, f64x2.neg(sine), quadrant));
    const second = f64x2.mul(radius, byQuadrant(sine, cosine, quadrant));
    v128.store(target, v128.shuffle<f64>(first, second, 0, 2));
    v128.store(target, v128.shuffle<f64>(first, second, 1, 3), 16);
  }
}
