// Matrix products C[i][j] = c(i, j) + Σ_k A(i, k) B[k][j], vectorised across the independent outputs j and never across
// the terms of a sum: every C[i][j] is one accumulator to which the products are added for k = 0, 1, 2, …, multiply and
// add rounded separately. Blocking therefore cannot change a bit. The types R and V are compile-time block sizes:
// sizeof<R>() rows and sizeof<V>() vectors of two.

/** The accumulators start at zero. */
export const FROM_ZERO: i32 = 0;
/** The accumulators start at what stands in C. */
export const FROM_RESULT: i32 = 1;
/** The accumulators of row i start at bias[i]. */
export const FROM_BIAS: i32 = 2;

/** How many terms of a sum are worked on before the next block of rows: keeps the panel of B in the first-level cache. */
const PANEL: i32 = 256;

/** A block of rows where A is row-major: A(i, k) at a + i·rowStride + 8k. */
@inline
function rowMajorBlock<R, V>(a: usize, rowStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, terms: i32, start: i32, bias: usize): void {
  let p0 = a;
  let p1 = a + rowStride;
  let p2 = p1 + rowStride;
  let p3 = p2 + rowStride;
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
  } else if (start == FROM_BIAS) {
    s00 = v128.load64_splat(bias);
    if (sizeof<V>() > 1) s01 = s00;
    if (sizeof<V>() > 2) { s02 = s00; s03 = s00; }
    if (sizeof<R>() > 1) {
      s10 = v128.load64_splat(bias, 8);
      if (sizeof<V>() > 1) s11 = s10;
      if (sizeof<V>() > 2) { s12 = s10; s13 = s10; }
    }
    if (sizeof<R>() > 2) {
      s20 = v128.load64_splat(bias, 16);
      s30 = v128.load64_splat(bias, 24);
      if (sizeof<V>() > 1) { s21 = s20; s31 = s30; }
    }
  }
  const end = a + (<usize>terms << 3);
  while (p0 < end) {
    const b0 = v128.load(b);
    let b1 = b0, b2 = b0, b3 = b0;
    if (sizeof<V>() > 1) b1 = v128.load(b, 16);
    if (sizeof<V>() > 2) { b2 = v128.load(b, 32); b3 = v128.load(b, 48); }
    let x = v128.load64_splat(p0);
    s00 = f64x2.add(s00, f64x2.mul(x, b0));
    if (sizeof<V>() > 1) s01 = f64x2.add(s01, f64x2.mul(x, b1));
    if (sizeof<V>() > 2) { s02 = f64x2.add(s02, f64x2.mul(x, b2)); s03 = f64x2.add(s03, f64x2.mul(x, b3)); }
    p0 += 8;
    if (sizeof<R>() > 1) {
      x = v128.load64_splat(p1);
      s10 = f64x2.add(s10, f64x2.mul(x, b0));
      if (sizeof<V>() > 1) s11 = f64x2.add(s11, f64x2.mul(x, b1));
      if (sizeof<V>() > 2) { s12 = f64x2.add(s12, f64x2.mul(x, b2)); s13 = f64x2.add(s13, f64x2.mul(x, b3)); }
      p1 += 8;
    }
    if (sizeof<R>() > 2) {
      x = v128.load64_splat(p2);
      s20 = f64x2.add(s20, f64x2.mul(x, b0));
      if (sizeof<V>() > 1) s21 = f64x2.add(s21, f64x2.mul(x, b1));
      p2 += 8;
      x = v128.load64_splat(p3);
      s30 = f64x2.add(s30, f64x2.mul(x, b0));
      if (sizeof<V>() > 1) s31 = f64x2.add(s31, f64x2.mul(x, b1));
      p3 += 8;
    }
    b += bStride;
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

/** A block of rows where A is column-major (a transposed matrix): A(i, k) at a + 8i + k·columnStride. */
@inline
function columnMajorBlock<R, V>(a: usize, columnStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, terms: i32, start: i32): void {
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
  }
  for (let k = 0; k < terms; k++) {
    const b0 = v128.load(b);
    let b1 = b0, b2 = b0, b3 = b0;
    if (sizeof<V>() > 1) b1 = v128.load(b, 16);
    if (sizeof<V>() > 2) { b2 = v128.load(b, 32); b3 = v128.load(b, 48); }
    let x = v128.load64_splat(a);
    s00 = f64x2.add(s00, f64x2.mul(x, b0));
    if (sizeof<V>() > 1) s01 = f64x2.add(s01, f64x2.mul(x, b1));
    if (sizeof<V>() > 2) { s02 = f64x2.add(s02, f64x2.mul(x, b2)); s03 = f64x2.add(s03, f64x2.mul(x, b3)); }
    if (sizeof<R>() > 1) {
      x = v128.load64_splat(a, 8);
      s10 = f64x2.add(s10, f64x2.mul(x, b0));
      if (sizeof<V>() > 1) s11 = f64x2.add(s11, f64x2.mul(x, b1));
      if (sizeof<V>() > 2) { s12 = f64x2.add(s12, f64x2.mul(x, b2)); s13 = f64x2.add(s13, f64x2.mul(x, b3)); }
    }
    if (sizeof<R>() > 2) {
      x = v128.load64_splat(a, 16);
      s20 = f64x2.add(s20, f64x2.mul(x, b0));
      if (sizeof<V>() > 1) s21 = f64x2.add(s21, f64x2.mul(x, b1));
      x = v128.load64_splat(a, 24);
      s30 = f64x2.add(s30, f64x2.mul(x, b0));
      if (sizeof<V>() > 1) s31 = f64x2.add(s31, f64x2.mul(x, b1));
    }
    a += columnStride;
    b += bStride;
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
function rowMajorStrip<V>(rows: i32, a: usize, rowStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, terms: i32, start: i32, bias: usize): void {
  let i = 0;
  if (sizeof<V>() <= 2) {
    for (; i <= rows - 4; i += 4) {
      rowMajorBlock<u32, V>(a, rowStride, b, bStride, c, cStride, terms, start, bias);
      a += rowStride << 2;
      c += cStride << 2;
      bias += 32;
    }
  }
  for (; i <= rows - 2; i += 2) {
    rowMajorBlock<u16, V>(a, rowStride, b, bStride, c, cStride, terms, start, bias);
    a += rowStride << 1;
    c += cStride << 1;
    bias += 16;
  }
  if (i < rows) rowMajorBlock<u8, V>(a, rowStride, b, bStride, c, cStride, terms, start, bias);
}

@inline
function columnMajorStrip<V>(rows: i32, a: usize, columnStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, terms: i32, start: i32): void {
  let i = 0;
  if (sizeof<V>() <= 2) {
    for (; i <= rows - 4; i += 4) {
      columnMajorBlock<u32, V>(a, columnStride, b, bStride, c, cStride, terms, start);
      a += 32;
      c += cStride << 2;
    }
  }
  for (; i <= rows - 2; i += 2) {
    columnMajorBlock<u16, V>(a, columnStride, b, bStride, c, cStride, terms, start);
    a += 16;
    c += cStride << 1;
  }
  if (i < rows) columnMajorBlock<u8, V>(a, columnStride, b, bStride, c, cStride, terms, start);
}

/**
 * C = start + A B with A row-major. `rows` × `terms` times `terms` × 2·`vectors`; strides in bytes.
 * `bias` is read only when `start` is FROM_BIAS.
 */
export function multiply(rows: i32, terms: i32, vectors: i32, a: usize, rowStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, start: i32, bias: usize): void {
  let done = 0;
  do {
    const now = min(terms - done, PANEL);
    let j = 0;
    let bj = b;
    let cj = c;
    for (; j <= vectors - 4; j += 4) {
      rowMajorStrip<u32>(rows, a, rowStride, bj, bStride, cj, cStride, now, start, bias);
      bj += 64;
      cj += 64;
    }
    if (j <= vectors - 2) {
      rowMajorStrip<u16>(rows, a, rowStride, bj, bStride, cj, cStride, now, start, bias);
      bj += 32;
      cj += 32;
      j += 2;
    }
    if (j < vectors) rowMajorStrip<u8>(rows, a, rowStride, bj, bStride, cj, cStride, now, start, bias);
    done += now;
    a += <usize>now << 3;
    b += bStride * <usize>now;
    start = FROM_RESULT;
  } while (done < terms);
}

/** C = start + Aᵀ B, where A stands row-major (`terms` × `rows`) with rows `columnStride` bytes apart. `start` is FROM_ZERO or FROM_RESULT. */
export function multiplyTransposed(rows: i32, terms: i32, vectors: i32, a: usize, columnStride: usize, b: usize, bStride: usize, c: usize, cStride: usize, start: i32): void {
  let done = 0;
  do {
    const now = min(terms - done, PANEL);
    let j = 0;
    let bj = b;
    let cj = c;
    for (; j <= vectors - 4; j += 4) {
      columnMajorStrip<u32>(rows, a, columnStride, bj, bStride, cj, cStride, now, start);
      bj += 64;
      cj += 64;
    }
    if (j <= vectors - 2) {
      columnMajorStrip<u16>(rows, a, columnStride, bj, bStride, cj, cStride, now, start);
      bj += 32;
      cj += 32;
      j += 2;
    }
    if (j < vectors) columnMajorStrip<u8>(rows, a, columnStride, bj, bStride, cj, cStride, now, start);
    done += now;
    a += columnStride * <usize>now;
    b += bStride * <usize>now;
    start = FROM_RESULT;
  } while (done < terms);
}
