// Inertia of a symmetric matrix by blocked LDLᵀ with Bunch–Kaufman pivoting (Bunch & Kaufman 1977; the panel scheme is
// that of LAPACK's dlasyf). Element (i, j), i ≥ j, stands at row j, column i: columns of the lower triangle are
// contiguous. L is not kept beyond its panel, since only the signs of D are wanted.

/** (1 + √17) / 8, which minimises the bound on element growth. */
const ALPHA: f64 = 0.6403882032022076;
const PANEL: i32 = 48;
const TILE: i32 = 64;

let positive: i32 = 0;
let negative: i32 = 0;
let zero: i32 = 0;

// @ts-ignore: decorator
@inline
function cell(a: usize, stride: i32, i: i32, j: i32): usize {
  return a + ((<usize>j * <usize>stride + <usize>i) << 3);
}

/**
 * Returns the number of positive eigenvalues; `inertiaNegative` and `inertiaZero` tell the others. Destroys the matrix
 * at `a` (stride even, padding zero). A 1 × 1 pivot of modulus ≤ threshold counts as zero; a 2 × 2 pivot of this pivoting
 * always has one eigenvalue of each sign. `work` has room for 2 · 48 · stride numbers.
 */
export function inertia(a: usize, n: i32, stride: i32, threshold: f64, work: usize): i32 {
  positive = 0;
  negative = 0;
  zero = 0;
  const l = work;
  const w = work + ((<usize>PANEL * <usize>stride) << 3);
  let start = 0;
  while (start < n) {
    const done = panel(a, n, stride, start, threshold, l, w);
    updateTrailing(a, n, stride, start + done, done, l, w);
    start += done;
  }
  return positive;
}

/** Negative eigenvalues found by the last `inertia`. */
export function inertiaNegative(): i32 {
  return negative;
}

/** Pivots within the threshold of zero found by the last `inertia`. */
export function inertiaZero(): i32 {
  return zero;
}

function count(pivot: f64, threshold: f64): void {
  if (Math.abs(pivot) <= threshold) zero++;
  else if (pivot > 0) positive++;
  else negative++;
}

/** Column `column` of the matrix, brought up to date with the panel's first `done` columns, into `out`[k … n). */
function freshColumn(a: usize, n: i32, stride: i32, column: i32, k: i32, done: i32, l: usize, w: usize, out: usize): void {
  for (let i = k; i < column; i++) store<f64>(out + (<usize>i << 3), load<f64>(cell(a, stride, column, i)));
  memory.copy(out + (<usize>column << 3), cell(a, stride, column, column), <usize>(n - column) << 3);
  const begin = <usize>(k & ~1) << 3;
  const end = <usize>stride << 3;
  for (let p = 0; p < done; p++) {
    const factor = f64x2.splat(load<f64>(cell(w, stride, column, p)));
    const lp = cell(l, stride, 0, p);
    for (let i = begin; i < end; i += 16) v128.store(out + i, f64x2.sub(v128.load(out + i), f64x2.mul(factor, v128.load(lp + i))));
  }
}

/** Row of the largest modulus in x[from … to), or −1 when the range is empty. */
function largest(x: usize, from: i32, to: i32): i32 {
  let best = -1;
  let size = -1.0;
  for (let i = from; i < to; i++) {
    const value = Math.abs(load<f64>(x + (<usize>i << 3)));
    if (value > size) {
      size = value;
      best = i;
    }
  }
  return best;
}

// @ts-ignore: decorator
@inline
function modulus(x: usize, i: i32): f64 {
  return i < 0 ? 0 : Math.abs(load<f64>(x + (<usize>i << 3)));
}

/** Factors up to PANEL columns from `start`; returns how many. */
function panel(a: usize, n: i32, stride: i32, start: i32, threshold: f64, l: usize, w: usize): i32 {
  const bytes = <usize>stride << 3;
  memory.fill(l, 0, <usize>PANEL * bytes);
  memory.fill(w, 0, <usize>PANEL * bytes);
  let done = 0;
  // A pivot may take two columns; the panel's last place is used only by the matrix's last column.
  while (start + done < n && (done < PANEL - 1 || (done == PANEL - 1 && start + PANEL == n))) {
    const k = start + done;
    const wk = w + <usize>done * bytes;
    const next = wk + bytes;
    freshColumn(a, n, stride, k, k, done, l, w, wk);
    const pivot = modulus(wk, k);
    const below = largest(wk, k + 1, n);
    const columnMax = modulus(wk, below);
    let target = k;
    let step = 1;
    if (pivot < ALPHA * columnMax) {
      freshColumn(a, n, stride, below, k, done, l, w, next);
      const rowMax = Math.max(modulus(next, largest(next, k, below)), modulus(next, largest(next, below + 1, n)));
      if (pivot * rowMax < ALPHA * columnMax * columnMax) {
        target = below;
        if (modulus(next, below) >= ALPHA * rowMax) memory.copy(wk, next, bytes);
        else step = 2;
      }
    }
    const last = k + step - 1;
    if (target != last) exchange(a, n, stride, last, target, done, done + step, l, w);
    if (step == 1) {
      const d = load<f64>(wk + (<usize>k << 3));
      count(d, threshold);
      if (d != 0) {
        for (let i = k + 1; i < n; i++) store<f64>(cell(l, stride, i, done), load<f64>(wk + (<usize>i << 3)) / d);
      }
    } else {
      positive++;
      negative++;
      const d21 = load<f64>(wk + (<usize>k << 3), 8);
      const d11 = load<f64>(next + (<usize>k << 3), 8) / d21;
      const d22 = load<f64>(wk + (<usize>k << 3)) / d21;
      const scale = 1 / (d11 * d22 - 1) / d21;
      for (let i = k + 2; i < n; i++) {
        const x = load<f64>(wk + (<usize>i << 3));
        const y = load<f64>(next + (<usize>i << 3));
        store<f64>(cell(l, stride, i, done), scale * (d11 * x - y));
        store<f64>(cell(l, stride, i, done + 1), scale * (d22 * y - x));
      }
    }
    done += step;
  }
  return done;
}

/** Exchanges rows and columns `from` < `to` in what is still needed: the untouched part of a, and the panels' rows. */
function exchange(a: usize, n: i32, stride: i32, from: i32, to: i32, inL: i32, inW: i32, l: usize, w: usize): void {
  store<f64>(cell(a, stride, to, to), load<f64>(cell(a, stride, from, from)));
  for (let i = from + 1; i < to; i++) store<f64>(cell(a, stride, to, i), load<f64>(cell(a, stride, i, from)));
  if (to + 1 < n) memory.copy(cell(a, stride, to + 1, to), cell(a, stride, to + 1, from), <usize>(n - to - 1) << 3);
  for (let p = 0; p < inL; p++) swap(cell(l, stride, from, p), cell(l, stride, to, p));
  for (let p = 0; p < inW; p++) swap(cell(w, stride, from, p), cell(w, stride, to, p));
}

// @ts-ignore: decorator
@inline
function swap(x: usize, y: usize): void {
  const value = load<f64>(x);
  store<f64>(x, load<f64>(y));
  store<f64>(y, value);
}

/** Subtracts L Wᵀ of `done` columns from the trailing matrix (rows from `first`), in tiles of columns that stay in cache. */
function updateTrailing(a: usize, n: i32, stride: i32, first: i32, done: i32, l: usize, w: usize): void {
  for (let tile = first & ~1; tile < n; tile += TILE) {
    const end = min(tile + TILE, stride);
    for (let i = first; i < n && i < end; i += 2) updateRows(a, stride, i, i + 1 < n, max(tile, i & ~1), end, done, l, w);
  }
}

/** Rows i and, with `two`, i + 1; columns from … to (both even). */
function updateRows(a: usize, stride: i32, i: i32, two: bool, from: i32, to: i32, done: i32, l: usize, w: usize): void {
  const bytes = <usize>stride << 3;
  const factors = w + (<usize>i << 3);
  const row = a + <usize>i * bytes;
  const other = two ? row + bytes : row;
  let j = <usize>from << 3;
  const end = <usize>to << 3;
  for (; j + 64 <= end; j += 64) {
    let a0 = v128.load(row + j);
    let a1 = v128.load(row + j, 16);
    let a2 = v128.load(row + j, 32);
    let a3 = v128.load(row + j, 48);
    let b0 = v128.load(other + j);
    let b1 = v128.load(other + j, 16);
    let b2 = v128.load(other + j, 32);
    let b3 = v128.load(other + j, 48);
    let lp = l + j;
    let wp = factors;
    for (let p = 0; p < done; p++) {
      const x = v128.load64_splat(wp);
      const y = v128.load64_splat(wp, 8);
      const l0 = v128.load(lp);
      const l1 = v128.load(lp, 16);
      a0 = f64x2.sub(a0, f64x2.mul(x, l0));
      b0 = f64x2.sub(b0, f64x2.mul(y, l0));
      a1 = f64x2.sub(a1, f64x2.mul(x, l1));
      b1 = f64x2.sub(b1, f64x2.mul(y, l1));
      const l2 = v128.load(lp, 32);
      const l3 = v128.load(lp, 48);
      a2 = f64x2.sub(a2, f64x2.mul(x, l2));
      b2 = f64x2.sub(b2, f64x2.mul(y, l2));
      a3 = f64x2.sub(a3, f64x2.mul(x, l3));
      b3 = f64x2.sub(b3, f64x2.mul(y, l3));
      lp += bytes;
      wp += bytes;
    }
    if (two) {
      v128.store(other + j, b0);
      v128.store(other + j, b1, 16);
      v128.store(other + j, b2, 32);
      v128.store(other + j, b3, 48);
    }
    v128.store(row + j, a0);
    v128.store(row + j, a1, 16);
    v128.store(row + j, a2, 32);
    v128.store(row + j, a3, 48);
  }
  for (; j < end; j += 16) {
    let x = v128.load(row + j);
    let y = v128.load(other + j);
    for (let p = 0; p < done; p++) {
      const lp = v128.load(l + <usize>p * bytes + j);
      x = f64x2.sub(x, f64x2.mul(v128.load64_splat(factors + <usize>p * bytes), lp));
      y = f64x2.sub(y, f64x2.mul(v128.load64_splat(factors + <usize>p * bytes, 8), lp));
    }
    if (two) v128.store(other + j, y);
    v128.store(row + j, x);
  }
}
