// Matrix products C[i][j] = c(i, j) + Σ_k A(i, k) B[k][j], vectorised across the independent outputs j and never across
// the terms of a sum: every C[i][j] is one accumulator to which the products are added for k = 0, 1, 2, …, multiply and
// add rounded separately. Blocking therefore cannot change a bit. The types R, V and T are compile-time numbers:
// sizeof<R>() rows (4 stands for four), sizeof<V>() vectors of two, and sizeof<T>() > 1 where A stands transposed.

/** The accumulators start at zero. */
export const FROM_ZERO: i32 = 0;
/** The accumulators start at what stands in C. */
export const FROM_RESULT: i32 = 1;
/** The accumulators of row i start at bias[i]. */
export const FROM_BIAS: i32 = 2;

/** How many terms of a sum are worked on before the next block of rows: keeps the panel of B in the first-level cache. */
const PANEL: i32 = 256;

/**
 * A block of C. A(i, k) stands at a + i·aStride + 8k, or, transposed, at a + 8i + k·aStride. More than two vectors go with
 * at most two rows: that is what the sixteen vector registers hold.
 */
@inline
function block<R, V, T>(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  c: usize,
  cStride: usize,
  terms: i32,
  start: i32,
  bias: usize,
): void {
  const c1 = c + cStride;
  const c2 = c1 + cStride;
  const c3 = c2 + cStride;
  let s00 = f64x2.splat(0);
  let s01 = s00, s02 = s00, s03 = s00, s10 = s00, s11 = s00, s12 = s00, s13 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  if (start == FROM_RESULT) {
    s00 = v128.load(c);
    if (sizeof<V>() > 1) s01 = v128.load(c, 16);
    if (sizeof<V>() > 2) { s02 = v128.load(c, 32); s03 = v128.load(c, 48); }
    if (sizeof<R>() > 1) {
      s10 = v128.load(c1);
      if (sizeof<V>() > 1) s11 = v128.load(c1, 16);
      if (sizeof<V>() > 2) { s12 = v128.load(c1, 32); s13 = v128.load(c1, 48); }
    }
    if (sizeof<R>() > 2) {
      s20 = v128.load(c2);
      s30 = v128.load(c3);
      if (sizeof<V>() > 1) { s21 = v128.load(c2, 16); s31 = v128.load(c3, 16); }
    }
  } else if (sizeof<T>() == 1 && start == FROM_BIAS) {
    s00 = v128.load64_splat(bias);
    s01 = s00; s02 = s00; s03 = s00;
    if (sizeof<R>() > 1) { s10 = v128.load64_splat(bias, 8); s11 = s10; s12 = s10; s13 = s10; }
    if (sizeof<R>() > 2) { s20 = v128.load64_splat(bias, 16); s21 = s20; s30 = v128.load64_splat(bias, 24); s31 = s30; }
  }
  let a1 = a + aStride;
  let a2 = a1 + aStride;
  let a3 = a2 + aStride;
  const end = b + bStride * <usize>terms;
  // Two terms a turn: the processor is kept busy by fetching instructions, and a turn costs the loop's own. The way out between them keeps V8 from loading
  // both terms' numbers first, which the registers do not hold.
  while (b < end) {
    let b0 = v128.load(b);
    let b1 = b0, b2 = b0, b3 = b0;
    if (sizeof<V>() > 1) b1 = v128.load(b, 16);
    if (sizeof<V>() > 2) { b2 = v128.load(b, 32); b3 = v128.load(b, 48); }
    let x = v128.load64_splat(a);
    s00 = f64x2.add(s00, f64x2.mul(x, b0));
    if (sizeof<V>() > 1) s01 = f64x2.add(s01, f64x2.mul(x, b1));
    if (sizeof<V>() > 2) { s02 = f64x2.add(s02, f64x2.mul(x, b2)); s03 = f64x2.add(s03, f64x2.mul(x, b3)); }
    if (sizeof<R>() > 1) {
      x = sizeof<T>() > 1 ? v128.load64_splat(a, 8) : v128.load64_splat(a1);
      s10 = f64x2.add(s10, f64x2.mul(x, b0));
      if (sizeof<V>() > 1) s11 = f64x2.add(s11, f64x2.mul(x, b1));
      if (sizeof<V>() > 2) { s12 = f64x2.add(s12, f64x2.mul(x, b2)); s13 = f64x2.add(s13, f64x2.mul(x, b3)); }
    }
    if (sizeof<R>() > 2) {
      x = sizeof<T>() > 1 ? v128.load64_splat(a, 16) : v128.load64_splat(a2);
      s20 = f64x2.add(s20, f64x2.mul(x, b0));
      if (sizeof<V>() > 1) s21 = f64x2.add(s21, f64x2.mul(x, b1));
      x = sizeof<T>() > 1 ? v128.load64_splat(a, 24) : v128.load64_splat(a3);
      s30 = f64x2.add(s30, f64x2.mul(x, b0));
      if (sizeof<V>() > 1) s31 = f64x2.add(s31, f64x2.mul(x, b1));
    }
    b += bStride;
    if (b >= end) break;
    if (sizeof<T>() > 1) a += aStride;
    b0 = v128.load(b);
    if (sizeof<V>() > 1) b1 = v128.load(b, 16);
    if (sizeof<V>() > 2) { b2 = v128.load(b, 32); b3 = v128.load(b, 48); }
    x = sizeof<T>() > 1 ? v128.load64_splat(a) : v128.load64_splat(a, 8);
    s00 = f64x2.add(s00, f64x2.mul(x, b0));
    if (sizeof<V>() > 1) s01 = f64x2.add(s01, f64x2.mul(x, b1));
    if (sizeof<V>() > 2) { s02 = f64x2.add(s02, f64x2.mul(x, b2)); s03 = f64x2.add(s03, f64x2.mul(x, b3)); }
    if (sizeof<R>() > 1) {
      x = sizeof<T>() > 1 ? v128.load64_splat(a, 8) : v128.load64_splat(a1, 8);
      s10 = f64x2.add(s10, f64x2.mul(x, b0));
      if (sizeof<V>() > 1) s11 = f64x2.add(s11, f64x2.mul(x, b1));
      if (sizeof<V>() > 2) { s12 = f64x2.add(s12, f64x2.mul(x, b2)); s13 = f64x2.add(s13, f64x2.mul(x, b3)); }
    }
    if (sizeof<R>() > 2) {
      x = sizeof<T>() > 1 ? v128.load64_splat(a, 16) : v128.load64_splat(a2, 8);
      s20 = f64x2.add(s20, f64x2.mul(x, b0));
      if (sizeof<V>() > 1) s21 = f64x2.add(s21, f64x2.mul(x, b1));
      x = sizeof<T>() > 1 ? v128.load64_splat(a, 24) : v128.load64_splat(a3, 8);
      s30 = f64x2.add(s30, f64x2.mul(x, b0));
      if (sizeof<V>() > 1) s31 = f64x2.add(s31, f64x2.mul(x, b1));
    }
    b += bStride;
    if (sizeof<T>() > 1) a += aStride;
    else { a += 16; a1 += 16; a2 += 16; a3 += 16; }
  }
  v128.store(c, s00);
  if (sizeof<V>() > 1) v128.store(c, s01, 16);
  if (sizeof<V>() > 2) { v128.store(c, s02, 32); v128.store(c, s03, 48); }
  if (sizeof<R>() > 1) {
    v128.store(c1, s10);
    if (sizeof<V>() > 1) v128.store(c1, s11, 16);
    if (sizeof<V>() > 2) { v128.store(c1, s12, 32); v128.store(c1, s13, 48); }
  }
  if (sizeof<R>() > 2) {
    v128.store(c2, s20);
    v128.store(c3, s30);
    if (sizeof<V>() > 1) { v128.store(c2, s21, 16); v128.store(c3, s31, 16); }
  }
}

/** All rows of a strip of sizeof<V>() vectors. */
@inline
function strip<V, T>(rows: i32, a: usize, aStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, terms: i32, start: i32, bias: usize): void {
  const next: usize = sizeof<T>() > 1 ? 8 : aStride;
  let i = 0;
  if (sizeof<V>() <= 2) {
    for (; i <= rows - 4; i += 4) {
      block<u32, V, T>(a, aStride, b, bStride, c, cStride, terms, start, bias);
      a += next << 2;
      c += cStride << 2;
      bias += 32;
    }
  }
  for (; i <= rows - 2; i += 2) {
    block<u16, V, T>(a, aStride, b, bStride, c, cStride, terms, start, bias);
    a += next << 1;
    c += cStride << 1;
    bias += 16;
  }
  if (i < rows) block<u8, V, T>(a, aStride, b, bStride, c, cStride, terms, start, bias);
}

@inline
function product<T>(
  rows: i32,
  terms: i32,
  vectors: i32,
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  c: usize,
  cStride: usize,
  start: i32,
  bias: usize,
): void {
  let done = 0;
  do {
    const now = min(terms - done, PANEL);
    let j = 0;
    let bj = b;
    let cj = c;
    for (; j <= vectors - 4; j += 4) {
      strip<u32, T>(rows, a, aStride, bj, bStride, cj, cStride, now, start, bias);
      bj += 64;
      cj += 64;
    }
    if (j <= vectors - 2) {
      strip<u16, T>(rows, a, aStride, bj, bStride, cj, cStride, now, start, bias);
      bj += 32;
      cj += 32;
      j += 2;
    }
    if (j < vectors) strip<u8, T>(rows, a, aStride, bj, bStride, cj, cStride, now, start, bias);
    done += now;
    a += sizeof<T>() > 1 ? aStride * <usize>now : <usize>now << 3;
    b += bStride * <usize>now;
    start = FROM_RESULT;
  } while (done < terms);
}

/**
 * C = start + A B with A row-major. `rows` × `terms` times `terms` × 2·`vectors`; strides in bytes.
 * `bias` is read only when `start` is FROM_BIAS.
 */
export function multiply(
  rows: i32,
  terms: i32,
  vectors: i32,
  a: usize,
  rowStride: usize,
  b: usize,
  bStride: usize,
  c: usize,
  cStride: usize,
  start: i32,
  bias: usize,
): void {
  product<u8>(rows, terms, vectors, a, rowStride, b, bStride, c, cStride, start, bias);
}

/** C = start + Aᵀ B, where A stands row-major (`terms` × `rows`) with rows `rowStride` bytes apart. `start` is FROM_ZERO or FROM_RESULT. */
export function multiplyTransposed(
  rows: i32,
  terms: i32,
  vectors: i32,
  a: usize,
  rowStride: usize,
  b: usize,
  bStride: usize,
  c: usize,
  cStride: usize,
  start: i32,
): void {
  product<u16>(rows, terms, vectors, a, rowStride, b, bStride, c, cStride, start, 0);
}
