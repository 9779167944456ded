// Householder reduction of a symmetric matrix to tridiagonal form (Golub & Van Loan, Matrix Computations, § 8.3.1).
// The matrix is stored in full rows of `stride` numbers (even); only its lower triangle is used. Step i works on the
// leading i × i block and annihilates row i but for its last off-diagonal element. The rank-two update of one step and
// the matrix-vector product of the next are done in one pass over the memory.

/**
 * Subtracts the pending update v wᵀ + w vᵀ from the lower triangle of the leading `size` × `size` block and returns the
 * product of the updated block with u in p. p need not be cleared; its padding up to an even length is touched.
 */
function updateAndMultiply(a: usize, stride: i32, size: i32, v: usize, w: usize, u: usize, p: usize): void {
  const bytes = <usize>stride << 3;
  memory.fill(p, 0, <usize>((size + 1) & ~1) << 3);
  let r = 0;
  for (; r + 2 <= size; r += 2) {
    const first = a + <usize>r * bytes;
    const second = first + bytes;
    const offset = <usize>r << 3;
    const v0 = load<f64>(v + offset);
    const v1 = load<f64>(v + offset, 8);
    const w0 = load<f64>(w + offset);
    const w1 = load<f64>(w + offset, 8);
    const u0 = load<f64>(u + offset);
    const u1 = load<f64>(u + offset, 8);
    const v0s = f64x2.splat(v0);
    const v1s = f64x2.splat(v1);
    const w0s = f64x2.splat(w0);
    const w1s = f64x2.splat(w1);
    const u0s = f64x2.splat(u0);
    const u1s = f64x2.splat(u1);
    let sum0 = f64x2.splat(0);
    let sum1 = f64x2.splat(0);
    for (let c: usize = 0; c < offset; c += 16) {
      const vc = v128.load(v + c);
      const wc = v128.load(w + c);
      const uc = v128.load(u + c);
      const x = f64x2.sub(f64x2.sub(v128.load(first + c), f64x2.mul(v0s, wc)), f64x2.mul(w0s, vc));
      const y = f64x2.sub(f64x2.sub(v128.load(second + c), f64x2.mul(v1s, wc)), f64x2.mul(w1s, vc));
      v128.store(first + c, x);
      v128.store(second + c, y);
      sum0 = f64x2.add(sum0, f64x2.mul(x, uc));
      sum1 = f64x2.add(sum1, f64x2.mul(y, uc));
      v128.store(p + c, f64x2.add(f64x2.add(v128.load(p + c), f64x2.mul(x, u0s)), f64x2.mul(y, u1s)));
    }
    const diagonal0 = load<f64>(first + offset) - v0 * w0 - w0 * v0;
    const between = load<f64>(second + offset) - v1 * w0 - w1 * v0;
    const diagonal1 = load<f64>(second + offset, 8) - v1 * w1 - w1 * v1;
    store<f64>(first + offset, diagonal0);
    store<f64>(second + offset, between);
    store<f64>(second + offset, diagonal1, 8);
    store<f64>(p + offset, f64x2.extract_lane(sum0, 0) + f64x2.extract_lane(sum0, 1) + diagonal0 * u0 + between * u1);
    store<f64>(p + offset, f64x2.extract_lane(sum1, 0) + f64x2.extract_lane(sum1, 1) + between * u0 + diagonal1 * u1, 8);
  }
  if (r < size) {
    const row = a + <usize>r * bytes;
    const offset = <usize>r << 3;
    const vr = load<f64>(v + offset);
    const wr = load<f64>(w + offset);
    const ur = load<f64>(u + offset);
    let sum = 0.0;
    for (let c: usize = 0; c < offset; c += 8) {
      const x = load<f64>(row + c) - vr * load<f64>(w + c) - wr * load<f64>(v + c);
      store<f64>(row + c, x);
      sum += x * load<f64>(u + c);
      store<f64>(p + c, load<f64>(p + c) + x * ur);
    }
    const diagonal = load<f64>(row + offset) - vr * wr - wr * vr;
    store<f64>(row + offset, diagonal);
    store<f64>(p + offset, sum + diagonal * ur);
  }
}

/**
 * Reduces the matrix at `a` to tridiagonal form: the diagonal into d[0 … n), the off-diagonal into e[0 … n − 1)
 * (e[i] couples i and i + 1). Row i of `a` keeps its Householder vector u (length i), and h[i] = uᵀu / 2, or 0 where
 * the reflection is the identity: A = Q T Qᵀ, Q = H(n−1) … H(1), H(i) = I − u uᵀ / h[i].
 * `work` has room for 4 × stride numbers.
 */
export function tridiagonalise(a: usize, n: i32, stride: i32, d: usize, e: usize, h: usize, work: usize): void {
  const bytes = <usize>stride << 3;
  memory.fill(work, 0, bytes << 2);
  let v = work;
  let w = work + bytes;
  let u = w + bytes;
  let p = u + bytes;
  for (let i = n - 1; i > 0; i--) {
    const row = a + <usize>i * bytes;
    const end = <usize>i << 3;
    const vi = load<f64>(v + end);
    const wi = load<f64>(w + end);
    for (let c: usize = 0; c <= end; c += 8) store<f64>(row + c, load<f64>(row + c) - vi * load<f64>(w + c) - wi * load<f64>(v + c));
    store<f64>(d + end, load<f64>(row + end));
    const last = end - 8;
    let tail = 0.0;
    for (let c: usize = 0; c < last; c += 8) tail += load<f64>(row + c) * load<f64>(row + c);
    const corner = load<f64>(row + last);
    let reflection = 0.0;
    if (tail == 0) {
      store<f64>(e + last, corner);
      memory.fill(u, 0, end + 8);
    } else {
      const length = Math.sqrt(corner * corner + tail);
      const target = corner > 0 ? -length : length;
      store<f64>(e + last, target);
      store<f64>(row + last, corner - target);
      reflection = target * target - corner * target;
      memory.copy(u, row, end);
      store<f64>(u + end, 0);
    }
    store<f64>(h + end, reflection);
    updateAndMultiply(a, stride, i, v, w, u, p);
    if (reflection == 0) {
      memory.fill(p, 0, end);
    } else {
      let inner = 0.0;
      for (let c: usize = 0; c < end; c += 8) inner += load<f64>(p + c) * load<f64>(u + c);
      const factor = inner / (reflection + reflection) / reflection;
      for (let c: usize = 0; c < end; c += 8) store<f64>(p + c, load<f64>(p + c) / reflection - factor * load<f64>(u + c));
    }
    const freeV = v;
    const freeW = w;
    v = u;
    w = p;
    u = freeV;
    p = freeW;
  }
  store<f64>(d, load<f64>(a) - 2 * load<f64>(v) * load<f64>(w));
  store<f64>(h, 0);
}

/** Writes Qᵀ of `tridiagonalise` into `q` (rows of `stride` numbers): four rows at a time pass through all reflections. */
export function accumulateReflections(a: usize, n: i32, stride: i32, h: usize, q: usize): void {
  const bytes = <usize>stride << 3;
  memory.fill(q, 0, <usize>n * bytes);
  for (let r = 0; r < n; r++) store<f64>(q + <usize>r * bytes + (<usize>r << 3), 1);
  for (let r = 0; r < n; r += 2) {
    const first = q + <usize>r * bytes;
    const second = r + 1 < n ? first + bytes : first;
    if (second != first) {
      for (let i = r + 1; i < n; i++) {
        const reflection = load<f64>(h + (<usize>i << 3));
        if (reflection != 0) reflectTwo(first, second, a + <usize>i * bytes, i, reflection);
      }
    }
  }
}

/** x ← x − u (x·u) / reflection for two rows x; u has `n` elements. */
function reflectTwo(first: usize, second: usize, u: usize, n: i32, reflection: f64): void {
  const even = <usize>(n & ~1) << 3;
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  for (let c: usize = 0; c < even; c += 16) {
    const uc = v128.load(u + c);
    s0 = f64x2.add(s0, f64x2.mul(v128.load(first + c), uc));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(second + c), uc));
  }
  let t0 = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  let t1 = f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1);
  const odd = (n & 1) != 0;
  if (odd) {
    t0 += load<f64>(first + even) * load<f64>(u + even);
    t1 += load<f64>(second + even) * load<f64>(u + even);
  }
  t0 /= reflection;
  t1 /= reflection;
  const t0s = f64x2.splat(t0);
  const t1s = f64x2.splat(t1);
  for (let c: usize = 0; c < even; c += 16) {
    const uc = v128.load(u + c);
    v128.store(first + c, f64x2.sub(v128.load(first + c), f64x2.mul(t0s, uc)));
    v128.store(second + c, f64x2.sub(v128.load(second + c), f64x2.mul(t1s, uc)));
  }
  if (odd) {
    store<f64>(first + even, load<f64>(first + even) - t0 * load<f64>(u + even));
    store<f64>(second + even, load<f64>(second + even) - t1 * load<f64>(u + even));
  }
}
