// Products of a tall basis (rows of length n, `stride` numbers apart) with vectors. `n` is even and `stride` ≥ n;
// padding holds zeros. Each dot product runs in two v128 accumulators: element i into lane i mod 4, joined as
// (s0 + s1) + (s2 + s3), whatever the number of rows taken together.

// @ts-ignore: decorator
@inline
function join(low: v128, high: v128): f64 {
  return f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1) + (f64x2.extract_lane(high, 0) + f64x2.extract_lane(high, 1));
}

/** xᵀy over n numbers, n a multiple of 4. */
export function dotProduct(x: usize, y: usize, n: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const end = x + (<usize>n << 3);
  while (x < end) {
    low = f64x2.add(low, f64x2.mul(v128.load(x), v128.load(y)));
    high = f64x2.add(high, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
    x += 32;
    y += 32;
  }
  return join(low, high);
}

/** out[r] = row r · x for `rows` rows, n a multiple of 4. */
export function rowsTimes(rows: usize, stride: i32, count: i32, n: i32, x: usize, out: usize): void {
  const bytes = <usize>stride << 3;
  const length = <usize>n << 3;
  let r = 0;
  for (; r + 2 <= count; r += 2) {
    const a = rows + <usize>r * bytes;
    const b = a + bytes;
    let a0 = f64x2.splat(0);
    let a1 = f64x2.splat(0);
    let b0 = f64x2.splat(0);
    let b1 = f64x2.splat(0);
    for (let i: usize = 0; i < length; i += 32) {
      const x0 = v128.load(x + i);
      const x1 = v128.load(x + i, 16);
      a0 = f64x2.add(a0, f64x2.mul(v128.load(a + i), x0));
      a1 = f64x2.add(a1, f64x2.mul(v128.load(a + i, 16), x1));
      b0 = f64x2.add(b0, f64x2.mul(v128.load(b + i), x0));
      b1 = f64x2.add(b1, f64x2.mul(v128.load(b + i, 16), x1));
    }
    store<f64>(out + (<usize>r << 3), join(a0, a1));
    store<f64>(out + (<usize>r << 3), join(b0, b1), 8);
  }
  if (r < count) store<f64>(out + (<usize>r << 3), dotProduct(rows + <usize>r * bytes, x, n));
}

/** x ← x + sign Σ_r c[r] row r, the rows in order for each element; n a multiple of 4. */
export function addRows(rows: usize, stride: i32, count: i32, n: i32, coefficients: usize, sign: f64, x: usize): void {
  const bytes = <usize>stride << 3;
  const length = <usize>n << 3;
  let r = 0;
  for (; r + 4 <= count; r += 4) {
    const a = rows + <usize>r * bytes;
    const b = a + bytes;
    const c = b + bytes;
    const d = c + bytes;
    const at = coefficients + (<usize>r << 3);
    const ca = f64x2.splat(sign * load<f64>(at));
    const cb = f64x2.splat(sign * load<f64>(at, 8));
    const cc = f64x2.splat(sign * load<f64>(at, 16));
    const cd = f64x2.splat(sign * load<f64>(at, 24));
    for (let i: usize = 0; i < length; i += 16) {
      let value = f64x2.add(v128.load(x + i), f64x2.mul(ca, v128.load(a + i)));
      value = f64x2.add(value, f64x2.mul(cb, v128.load(b + i)));
      value = f64x2.add(value, f64x2.mul(cc, v128.load(c + i)));
      value = f64x2.add(value, f64x2.mul(cd, v128.load(d + i)));
      v128.store(x + i, value);
    }
  }
  for (; r < count; r++) {
    const a = rows + <usize>r * bytes;
    const ca = f64x2.splat(sign * load<f64>(coefficients + (<usize>r << 3)));
    for (let i: usize = 0; i < length; i += 16) v128.store(x + i, f64x2.add(v128.load(x + i), f64x2.mul(ca, v128.load(a + i))));
  }
}

/** x ← a x. */
export function scaleVector(a: f64, x: usize, n: i32): void {
  const factor = f64x2.splat(a);
  const end = x + (<usize>n << 3);
  for (; x < end; x += 16) v128.store(x, f64x2.mul(factor, v128.load(x)));
}
