// Activations φ and their derivatives on arrays [unit][example], two examples a vector.
import { exp, normalCdf, sigmoid, softplus, sigmoidArray, tanhArray } from "./elementary";

export const TANH: i32 = 0;
export const RELU: i32 = 1;
export const GELU: i32 = 2;
export const SOFTPLUS: i32 = 3;
export const SIGMOID: i32 = 4;
export const IDENTITY: i32 = 5;

/** 1/√(2π), 2, 1, 3, 4, −½ : read from memory, which costs less than rebuilding a constant vector. */
const CONSTANTS: usize = memory.data<f64>([0.3989422804014327, 2.0, 1.0, 4.0, -0.5], 16);

@inline
function one(): v128 {
  return v128.load64_splat(CONSTANTS, 16);
}
@inline
function two(): v128 {
  return v128.load64_splat(CONSTANTS, 8);
}

/** a = φ(z) in place of z, and φ'(z) beside it where it is not a function of a alone; z is kept for gelu. `count` is even. */
export function activate(kind: i32, a: usize, slope: usize, z: usize, count: i32, withSlope: i32): void {
  if (kind == TANH) tanhArray(a, a, count);
  else if (kind == SIGMOID) sigmoidArray(a, a, count);
  else if (kind == RELU) rectify(a, count);
  else if (kind == SOFTPLUS) softplusWithSlope(a, slope, count, withSlope);
  else if (kind == GELU) geluWithSlope(a, slope, z, count, withSlope);
}

function rectify(a: usize, count: i32): void {
  const end = a + (<usize>count << 3);
  const zero = f64x2.splat(0);
  // pmax keeps NaN (0 < NaN is false, so the first operand stands), so a diverged run shows itself.
  for (; a < end; a += 16) v128.store(a, f64x2.pmax(v128.load(a), zero));
}

function softplusWithSlope(a: usize, slope: usize, count: i32, withSlope: i32): void {
  const end = a + (<usize>count << 3);
  for (; a < end; a += 16, slope += 16) {
    const z = v128.load(a);
    if (withSlope) v128.store(slope, sigmoid(z));
    v128.store(a, softplus(z));
  }
}

@inline
function normalDensity(z: v128): v128 {
  return f64x2.mul(v128.load64_splat(CONSTANTS), exp(f64x2.mul(v128.load64_splat(CONSTANTS, 32), f64x2.mul(z, z))));
}

function geluWithSlope(a: usize, slope: usize, z: usize, count: i32, withSlope: i32): void {
  const end = a + (<usize>count << 3);
  for (; a < end; a += 16, slope += 16, z += 16) {
    const x = v128.load(a);
    const below = normalCdf(x);
    if (withSlope) {
      v128.store(z, x);
      v128.store(slope, f64x2.add(below, f64x2.mul(x, normalDensity(x))));
    }
    v128.store(a, f64x2.mul(x, below));
  }
}

/** φ'(z) as a function of a = φ(z); softplus and gelu have stored it already. */
@inline
function slopeOf(kind: i32, a: v128, stored: usize): v128 {
  if (kind == TANH) return f64x2.sub(one(), f64x2.mul(a, a));
  if (kind == SIGMOID) return f64x2.mul(a, f64x2.sub(one(), a));
  if (kind == RELU) return v128.and(f64x2.gt(a, f64x2.splat(0)), one());
  if (kind == IDENTITY) return one();
  return v128.load(stored);
}

@inline
function slopesAndTransposeOf(kind: i32, a: usize, slope: usize, transposed: usize, row: usize, units: i32, vectors: i32, bytes: usize): void {
  let k = 0;
  for (; k <= units - 2; k += 2) {
    let t = transposed + (<usize>k << 3);
    for (let j = 0; j < vectors; j++) {
      const upper = v128.load(a);
      const lower = v128.load(a + bytes);
      v128.store(slope, slopeOf(kind, upper, slope));
      v128.store(slope + bytes, slopeOf(kind, lower, slope + bytes));
      v128.store(t, v128.shuffle<f64>(upper, lower, 0, 2));
      v128.store(t + row, v128.shuffle<f64>(upper, lower, 1, 3));
      t += row << 1;
      a += 16;
      slope += 16;
    }
    a += bytes;
    slope += bytes;
  }
  if (k < units) {
    let t = transposed + (<usize>k << 3);
    for (let j = 0; j < vectors; j++) {
      const upper = v128.load(a);
      v128.store(slope, slopeOf(kind, upper, slope));
      v128.store64_lane(t, upper, 0);
      v128.store64_lane(t + row, upper, 1);
      t += row << 1;
      a += 16;
      slope += 16;
    }
  }
}

/** φ' of every unit, and the activations transposed to [example][unit] with rows `row` bytes long. */
export function slopesAndTranspose(kind: i32, a: usize, slope: usize, transposed: usize, row: usize, units: i32, vectors: i32, bytes: usize): void {
  if (kind == TANH) slopesAndTransposeOf(TANH, a, slope, transposed, row, units, vectors, bytes);
  else if (kind == SIGMOID) slopesAndTransposeOf(SIGMOID, a, slope, transposed, row, units, vectors, bytes);
  else if (kind == RELU) slopesAndTransposeOf(RELU, a, slope, transposed, row, units, vectors, bytes);
  else if (kind == IDENTITY) slopesAndTransposeOf(IDENTITY, a, slope, transposed, row, units, vectors, bytes);
  else slopesAndTransposeOf(GELU, a, slope, transposed, row, units, vectors, bytes);
}

/** Transposes [unit][example] to [example][unit]; the columns beyond `units` are left as they are. */
export function transpose(a: usize, transposed: usize, row: usize, units: i32, vectors: i32, bytes: usize): void {
  let k = 0;
  for (; k <= units - 2; k += 2) {
    let t = transposed + (<usize>k << 3);
    for (let j = 0; j < vectors; j++) {
      const upper = v128.load(a);
      const lower = v128.load(a + bytes);
      v128.store(t, v128.shuffle<f64>(upper, lower, 0, 2));
      v128.store(t + row, v128.shuffle<f64>(upper, lower, 1, 3));
      t += row << 1;
      a += 16;
    }
    a += bytes;
  }
  if (k < units) {
    let t = transposed + (<usize>k << 3);
    for (let j = 0; j < vectors; j++) {
      const upper = v128.load(a);
      v128.store64_lane(t, upper, 0);
      v128.store64_lane(t + row, upper, 1);
      t += row << 1;
      a += 16;
    }
  }
}

/** φ''(z). The argument `p` is φ'(z). */
@inline
function second(kind: i32, a: v128, p: v128, z: v128): v128 {
  if (kind == TANH) return f64x2.neg(f64x2.mul(two(), f64x2.mul(a, p)));
  if (kind == SIGMOID) return f64x2.mul(p, f64x2.sub(one(), f64x2.mul(two(), a)));
  if (kind == SOFTPLUS) return f64x2.mul(p, f64x2.sub(one(), p));
  if (kind == GELU) return f64x2.mul(normalDensity(z), f64x2.sub(two(), f64x2.mul(z, z)));
  return f64x2.splat(0);
}

/** φ'''(z). The argument `q` is φ''(z). */
@inline
function third(kind: i32, a: v128, p: v128, q: v128, z: v128): v128 {
  if (kind == TANH) return f64x2.neg(f64x2.mul(two(), f64x2.add(f64x2.mul(p, p), f64x2.mul(a, q))));
  if (kind == SIGMOID) return f64x2.sub(f64x2.mul(q, f64x2.sub(one(), f64x2.mul(two(), a))), f64x2.mul(two(), f64x2.mul(p, p)));
  if (kind == SOFTPLUS) return f64x2.mul(q, f64x2.sub(one(), f64x2.mul(two(), p)));
  if (kind == GELU) return f64x2.mul(normalDensity(z), f64x2.mul(z, f64x2.sub(f64x2.mul(z, z), v128.load64_splat(CONSTANTS, 24))));
  return f64x2.splat(0);
}

@inline
function tangentOf(kind: i32, a: usize, slope: usize, z: usize, z1: usize, a1: usize, end: usize): void {
  for (; a < end; a += 16, slope += 16, z += 16, z1 += 16, a1 += 16) {
    const p = v128.load(slope);
    const dz = v128.load(z1);
    v128.store(a1, f64x2.mul(p, dz));
    const x = kind == GELU ? v128.load(z) : p;
    v128.store(z1, f64x2.mul(second(kind, v128.load(a), p, x), dz));
  }
}

/** First Taylor coefficients: a1 = φ'(z) z1, and φ''(z) z1 (the change of the slope) in place of z1. */
export function tangent(kind: i32, a: usize, slope: usize, z: usize, z1: usize, a1: usize, count: i32): void {
  const end = a + (<usize>count << 3);
  if (kind == TANH) tangentOf(TANH, a, slope, z, z1, a1, end);
  else if (kind == SIGMOID) tangentOf(SIGMOID, a, slope, z, z1, a1, end);
  else if (kind == SOFTPLUS) tangentOf(SOFTPLUS, a, slope, z, z1, a1, end);
  else if (kind == GELU) tangentOf(GELU, a, slope, z, z1, a1, end);
  else tangentOf(RELU, a, slope, z, z1, a1, end);
}

/**
 * First and second Taylor coefficients. In: z1, z2. Out: a1 = φ'z1, a2 = φ''z1² + φ'z2, and the slope's own
 * coefficients φ''z1 in place of z1 and φ'''z1² + φ''z2 in place of z2.
 */
export function jet(kind: i32, a: usize, slope: usize, z: usize, z1: usize, a1: usize, z2: usize, a2: usize, count: i32): void {
  const end = a + (<usize>count << 3);
  for (; a < end; a += 16, slope += 16, z += 16, z1 += 16, a1 += 16, z2 += 16, a2 += 16) {
    const p = v128.load(slope);
    const dz = v128.load(z1);
    const ddz = v128.load(z2);
    const x = v128.load(a);
    const unbounded = kind == GELU ? v128.load(z) : p;
    const q = second(kind, x, p, unbounded);
    const r = third(kind, x, p, q, unbounded);
    const square = f64x2.mul(dz, dz);
    v128.store(a1, f64x2.mul(p, dz));
    v128.store(a2, f64x2.add(f64x2.mul(q, square), f64x2.mul(p, ddz)));
    v128.store(z1, f64x2.mul(q, dz));
    v128.store(z2, f64x2.add(f64x2.mul(r, square), f64x2.mul(q, ddz)));
  }
}
