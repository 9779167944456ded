// The symmetric tridiagonal eigenproblem by implicit QL with Wilkinson's shift (Martin & Wilkinson 1968; Golub & Van Loan § 8.3).

const MACHINE: f64 = 2.220446049250313e-16;

/**
 * Eigenvalues of the tridiagonal matrix (d, e) into d, unordered. An off-diagonal element is negligible beside its neighbours on
 * the diagonal at 1 ulp, or beside the largest element of the matrix at ½ ulp: without the latter a large block that is all
 * rounding noise (the null space of a Hessian) need not converge.  With `z` ≠ 0, rotates the rows of z (n rows of
 * `columns` numbers, a multiple of 4, `stride` apart) along: starting from Qᵀ, row k becomes the eigenvector of d[k].
 * `work` has room for 2n numbers. Returns 0, or 1 + the index of an eigenvalue that did not converge in 60 sweeps.
 */
export function tridiagonalEigen(d: usize, e: usize, n: i32, z: usize, stride: i32, columns: i32, work: usize): i32 {
  const cosines = work;
  const sines = work + (<usize>n << 3);
  store<f64>(e + (<usize>(n - 1) << 3), 0);
  const negligible = 0.5 * MACHINE * largestElement(d, e, n);
  for (let l = 0; l < n; l++) {
    let sweeps = 0;
    while (true) {
      let m = l;
      for (; m < n - 1; m++) {
        const off = Math.abs(load<f64>(e + (<usize>m << 3)));
        const scale = Math.abs(load<f64>(d + (<usize>m << 3))) + Math.abs(load<f64>(d + (<usize>m << 3), 8));
        if (off <= MACHINE * scale || off <= negligible) break;
      }
      if (m == l) break;
      if (sweeps++ == 60) return l + 1;
      const reached = sweep(d, e, l, m, cosines, sines);
      if (z != 0) applySweep(z, stride, columns, reached, m, cosines, sines);
    }
  }
  return 0;
}

function largestElement(d: usize, e: usize, n: i32): f64 {
  let largest = 0.0;
  for (let at: usize = 0; at < <usize>n << 3; at += 8) largest = Math.max(largest, Math.max(Math.abs(load<f64>(d + at)), Math.abs(load<f64>(e + at))));
  return largest;
}

/** One implicit QL sweep on the unreduced block l … m; keeps the rotations and returns the lowest index reached. */
function sweep(d: usize, e: usize, l: i32, m: i32, cosines: usize, sines: usize): i32 {
  const atL = <usize>l << 3;
  const atM = <usize>m << 3;
  const el = load<f64>(e + atL);
  const dl = load<f64>(d + atL);
  let g = (load<f64>(d + atL, 8) - dl) / (2 * el);
  let r = Math.sqrt(g * g + 1);
  g = load<f64>(d + atM) - dl + el / (g + (g < 0 ? -r : r));
  let s = 1.0;
  let c = 1.0;
  let p = 0.0;
  for (let i = m - 1; i >= l; i--) {
    const at = <usize>i << 3;
    const f = s * load<f64>(e + at);
    const b = c * load<f64>(e + at);
    r = Math.sqrt(f * f + g * g);
    store<f64>(e + at, r, 8);
    if (r == 0) {
      store<f64>(d + at, load<f64>(d + at, 8) - p, 8);
      store<f64>(e + atM, 0);
      return i + 1;
    }
    s = f / r;
    c = g / r;
    g = load<f64>(d + at, 8) - p;
    r = (load<f64>(d + at) - g) * s + 2 * c * b;
    p = s * r;
    store<f64>(d + at, g + p, 8);
    g = c * r - b;
    store<f64>(cosines + at, c);
    store<f64>(sines + at, s);
  }
  store<f64>(d + atL, load<f64>(d + atL) - p);
  store<f64>(e + atL, g);
  store<f64>(e + atM, 0);
  return l;
}

/** Rotates rows low … m of z by the kept rotations, eight columns at a time, so that each row is read and written once. */
function applySweep(z: usize, stride: i32, columns: i32, low: i32, m: i32, cosines: usize, sines: usize): void {
  const bytes = <usize>stride << 3;
  const width = <usize>columns << 3;
  let c: usize = 0;
  for (; c + 64 <= width; c += 64) {
    let row = z + <usize>m * bytes + c;
    let f0 = v128.load(row);
    let f1 = v128.load(row, 16);
    let f2 = v128.load(row, 32);
    let f3 = v128.load(row, 48);
    for (let i = m - 1; i >= low; i--) {
      const cosine = v128.load64_splat(cosines + (<usize>i << 3));
      const sine = v128.load64_splat(sines + (<usize>i << 3));
      const above = row - bytes;
      const z0 = v128.load(above);
      const z1 = v128.load(above, 16);
      const z2 = v128.load(above, 32);
      const z3 = v128.load(above, 48);
      v128.store(row, f64x2.add(f64x2.mul(sine, z0), f64x2.mul(cosine, f0)));
      v128.store(row, f64x2.add(f64x2.mul(sine, z1), f64x2.mul(cosine, f1)), 16);
      v128.store(row, f64x2.add(f64x2.mul(sine, z2), f64x2.mul(cosine, f2)), 32);
      v128.store(row, f64x2.add(f64x2.mul(sine, z3), f64x2.mul(cosine, f3)), 48);
      f0 = f64x2.sub(f64x2.mul(cosine, z0), f64x2.mul(sine, f0));
      f1 = f64x2.sub(f64x2.mul(cosine, z1), f64x2.mul(sine, f1));
      f2 = f64x2.sub(f64x2.mul(cosine, z2), f64x2.mul(sine, f2));
      f3 = f64x2.sub(f64x2.mul(cosine, z3), f64x2.mul(sine, f3));
      row = above;
    }
    v128.store(row, f0);
    v128.store(row, f1, 16);
    v128.store(row, f2, 32);
    v128.store(row, f3, 48);
  }
  for (; c < width; c += 16) {
    let row = z + <usize>m * bytes + c;
    let f = v128.load(row);
    for (let i = m - 1; i >= low; i--) {
      const cosine = v128.load64_splat(cosines + (<usize>i << 3));
      const sine = v128.load64_splat(sines + (<usize>i << 3));
      const above = v128.load(row - bytes);
      v128.store(row, f64x2.add(f64x2.mul(sine, above), f64x2.mul(cosine, f)));
      f = f64x2.sub(f64x2.mul(cosine, above), f64x2.mul(sine, f));
      row -= bytes;
    }
    v128.store(row, f);
  }
}
