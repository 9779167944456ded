import { exp, expIsPlain, expPlain, sigmoid, sigmoidFrom, tanh } from "./exponential";

/*
 * Arrays of `count` values, count even; `source` and `target` may be the same. Four independent vectors at a time: while one waits for its
 * division or its table, the others fill the processor.
 */

export function tanhArray(source: usize, target: usize, count: i32): void {
  const end = source + (<usize>count << 3);
  for (const blocksEnd = source + (<usize>(count & ~7) << 3); source < blocksEnd; source += 64, target += 64) {
    const a = tanh(v128.load(source));
    const b = tanh(v128.load(source, 16));
    const c = tanh(v128.load(source, 32));
    const d = tanh(v128.load(source, 48));
    v128.store(target, a);
    v128.store(target, b, 16);
    v128.store(target, c, 32);
    v128.store(target, d, 48);
  }
  for (; source < end; source += 16, target += 16) v128.store(target, tanh(v128.load(source)));
}

// @ts-ignore: decorator
@inline function allPlain(a: v128, b: v128, c: v128, d: v128): bool {
  return i64x2.all_true(v128.and(v128.and(expIsPlain(a), expIsPlain(b)), v128.and(expIsPlain(c), expIsPlain(d))));
}

// @ts-ignore: decorator
@inline function sigmoidPlain(x: v128): v128 {
  return sigmoidFrom(x, expPlain(f64x2.neg(f64x2.abs(x))));
}

/** The type F is a compile-time number: e^x where sizeof<F>() is 1, else the sigmoid. */
// @ts-ignore: decorator
@inline function plain<F>(x: v128): v128 {
  return sizeof<F>() == 1 ? expPlain(x) : sigmoidPlain(x);
}

// @ts-ignore: decorator
@inline function eachOf<F>(source: usize, target: usize, count: i32): void {
  const end = source + (<usize>count << 3);
  while (source < end) {
    if (end - source >= 64) {
      const a = v128.load(source);
      const b = v128.load(source, 16);
      const c = v128.load(source, 32);
      const d = v128.load(source, 48);
      if (allPlain(a, b, c, d)) {
        v128.store(target, plain<F>(a));
        v128.store(target, plain<F>(b), 16);
        v128.store(target, plain<F>(c), 32);
        v128.store(target, plain<F>(d), 48);
        source += 64;
        target += 64;
        continue;
      }
    }
    v128.store(target, sizeof<F>() == 1 ? exp(v128.load(source)) : sigmoid(v128.load(source)));
    source += 16;
    target += 16;
  }
}

export function expArray(source: usize, target: usize, count: i32): void {
  eachOf<u8>(source, target, count);
}

export function sigmoidArray(source: usize, target: usize, count: i32): void {
  eachOf<u16>(source, target, count);
}
