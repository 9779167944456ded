// Losses per example and their derivatives with respect to the outputs f, arrays [output][example].
import { exp, log, sigmoid, softplus } from "./elementary";

export const SQUARED_ERROR: i32 = 0;
export const CROSS_ENTROPY: i32 = 1;
export const LOGISTIC: i32 = 2;

/**
 * Loss of each example into `losses`; with `delta` its gradient ∂ℓ/∂f, and in `curvature` what its further derivatives
 * need: softmax probabilities (cross-entropy) or σ(−yf) (logistic).
 * squared error: factor Σ (f − y)²; cross-entropy: −Σ y log softmax(f); logistic: Σ log(1 + exp(−y f)), y = ±1.
 */
export function lossOf(kind: i32, factor: f64, outputs: i32, f: usize, y: usize, bytes: usize, losses: usize, delta: usize, curvature: usize): void {
  if (kind == SQUARED_ERROR) squaredError(factor, outputs, f, y, bytes, losses, delta);
  else if (kind == CROSS_ENTROPY) crossEntropy(outputs, f, y, bytes, losses, delta, curvature);
  else logistic(outputs, f, y, bytes, losses, delta, curvature);
}

function squaredError(factor: f64, outputs: i32, f: usize, y: usize, bytes: usize, losses: usize, delta: usize): void {
  const half = f64x2.splat(factor);
  const twice = f64x2.splat(2 * factor);
  for (let j: usize = 0; j < bytes; j += 16) {
    let sum = f64x2.splat(0);
    for (let o = 0, at = j; o < outputs; o++, at += bytes) {
      const r = f64x2.sub(v128.load(f + at), v128.load(y + at));
      v128.store(delta + at, f64x2.mul(twice, r));
      sum = f64x2.add(sum, f64x2.mul(r, r));
    }
    v128.store(losses + j, f64x2.mul(half, sum));
  }
}

function crossEntropy(outputs: i32, f: usize, y: usize, bytes: usize, losses: usize, delta: usize, curvature: usize): void {
  for (let j: usize = 0; j < bytes; j += 16) {
    let top = v128.load(f + j);
    for (let o = 1, at = j + bytes; o < outputs; o++, at += bytes) top = f64x2.max(top, v128.load(f + at));
    let sum = f64x2.splat(0);
    let weight = f64x2.splat(0);
    let inner = f64x2.splat(0);
    for (let o = 0, at = j; o < outputs; o++, at += bytes) {
      const shifted = f64x2.sub(v128.load(f + at), top);
      const power = exp(shifted);
      const target = v128.load(y + at);
      v128.store(curvature + at, power);
      sum = f64x2.add(sum, power);
      weight = f64x2.add(weight, target);
      inner = f64x2.add(inner, f64x2.mul(target, shifted));
    }
    v128.store(losses + j, f64x2.sub(f64x2.mul(weight, log(sum)), inner));
    for (let o = 0, at = j; o < outputs; o++, at += bytes) {
      const p = f64x2.div(v128.load(curvature + at), sum);
      v128.store(curvature + at, p);
      v128.store(delta + at, f64x2.sub(f64x2.mul(weight, p), v128.load(y + at)));
    }
  }
}

function logistic(outputs: i32, f: usize, y: usize, bytes: usize, losses: usize, delta: usize, curvature: usize): void {
  for (let j: usize = 0; j < bytes; j += 16) {
    let sum = f64x2.splat(0);
    for (let o = 0, at = j; o < outputs; o++, at += bytes) {
      const target = v128.load(y + at);
      const against = f64x2.neg(f64x2.mul(target, v128.load(f + at)));
      const s = sigmoid(against);
      sum = f64x2.add(sum, softplus(against));
      v128.store(curvature + at, s);
      v128.store(delta + at, f64x2.neg(f64x2.mul(target, s)));
    }
    v128.store(losses + j, sum);
  }
}

/** First Taylor coefficient of ∂ℓ/∂f along f1: the loss's Hessian times f1. */
export function lossTangent(kind: i32, factor: f64, outputs: i32, y: usize, bytes: usize, curvature: usize, f1: usize, delta1: usize): void {
  if (kind == SQUARED_ERROR) {
    const twice = f64x2.splat(2 * factor);
    const end = <usize>outputs * bytes;
    for (let at: usize = 0; at < end; at += 16) v128.store(delta1 + at, f64x2.mul(twice, v128.load(f1 + at)));
  } else if (kind == CROSS_ENTROPY) {
    for (let j: usize = 0; j < bytes; j += 16) softmaxTangent(outputs, y, bytes, j, curvature, f1, delta1);
  } else {
    const unit = f64x2.splat(1);
    const end = <usize>outputs * bytes;
    for (let at: usize = 0; at < end; at += 16) {
      const s = v128.load(curvature + at);
      v128.store(delta1 + at, f64x2.mul(f64x2.mul(s, f64x2.sub(unit, s)), v128.load(f1 + at)));
    }
  }
}

/**
 * The loss's Hessian in the outputs as a sum of squares, Σ_o d_o u_o u_oᵀ with u_o = e_o, for cross-entropy e_o − p: d into `weights`, and its diagonal into
 * `diagonal`. 2·factor; (Σy) p; s(1 − s) with s = σ(−yf).
 */
export function lossSquares(kind: i32, factor: f64, outputs: i32, y: usize, bytes: usize, curvature: usize, weights: usize, diagonal: usize): void {
  const unit = f64x2.splat(1);
  for (let j: usize = 0; j < bytes; j += 16) {
    let d = f64x2.splat(2 * factor);
    let h = d;
    const total = kind == CROSS_ENTROPY ? columnSum(outputs, bytes, j, y) : unit;
    for (let o = 0, at = j; o < outputs; o++, at += bytes) {
      if (kind != SQUARED_ERROR) {
        const s = v128.load(curvature + at);
        d = f64x2.mul(total, s);
        h = f64x2.mul(d, f64x2.sub(unit, s));
      }
      v128.store(weights + at, kind == LOGISTIC ? h : d);
      v128.store(diagonal + at, h);
    }
  }
}

@inline
function columnSum(outputs: i32, bytes: usize, at: usize, x: usize): v128 {
  let sum = f64x2.splat(0);
  for (let o = 0; o < outputs; o++, at += bytes) sum = f64x2.add(sum, v128.load(x + at));
  return sum;
}

@inline
function columnProduct(outputs: i32, bytes: usize, at: usize, x: usize, y: usize): v128 {
  let sum = f64x2.splat(0);
  for (let o = 0; o < outputs; o++, at += bytes) sum = f64x2.add(sum, f64x2.mul(v128.load(x + at), v128.load(y + at)));
  return sum;
}

/** δ1 = (Σy) p ∘ (f1 − pᵀf1). */
function softmaxTangent(outputs: i32, y: usize, bytes: usize, j: usize, p: usize, f1: usize, delta1: usize): void {
  const weight = columnSum(outputs, bytes, j, y);
  const mean = columnProduct(outputs, bytes, j, p, f1);
  for (let o = 0, at = j; o < outputs; o++, at += bytes) {
    v128.store(delta1 + at, f64x2.mul(weight, f64x2.mul(v128.load(p + at), f64x2.sub(v128.load(f1 + at), mean))));
  }
}

/** Second Taylor coefficient (times 2!) of ∂ℓ/∂f along f1, f2. */
export function lossJet(kind: i32, factor: f64, outputs: i32, y: usize, bytes: usize, curvature: usize, f1: usize, f2: usize, delta2: usize): void {
  if (kind == SQUARED_ERROR) {
    lossTangent(kind, factor, outputs, y, bytes, curvature, f2, delta2);
  } else if (kind == CROSS_ENTROPY) {
    for (let j: usize = 0; j < bytes; j += 16) softmaxJet(outputs, y, bytes, j, curvature, f1, f2, delta2);
  } else {
    const unit = f64x2.splat(1);
    const end = <usize>outputs * bytes;
    for (let at: usize = 0; at < end; at += 16) {
      // ℓ'' = s(1 − s) with s = σ(−yf), ds/df = −y s(1 − s), so ℓ''' = −y s(1 − s)(1 − 2s).
      const s = v128.load(curvature + at);
      const bend = f64x2.mul(s, f64x2.sub(unit, s));
      const slope = f64x2.mul(v128.load(y + at), f64x2.sub(f64x2.add(s, s), unit));
      const first = v128.load(f1 + at);
      const square = f64x2.mul(first, first);
      v128.store(delta2 + at, f64x2.mul(bend, f64x2.add(f64x2.mul(slope, square), v128.load(f2 + at))));
    }
  }
}

/** With c = f1 − pᵀf1: p1 = p∘c, and δ2 = (Σy) p ∘ (c² + f2 − pᵀ(c² + f2)), for pᵀc = 0. */
function softmaxJet(outputs: i32, y: usize, bytes: usize, j: usize, p: usize, f1: usize, f2: usize, delta2: usize): void {
  const weight = columnSum(outputs, bytes, j, y);
  const mean = columnProduct(outputs, bytes, j, p, f1);
  let level = f64x2.splat(0);
  for (let o = 0, at = j; o < outputs; o++, at += bytes) {
    const c = f64x2.sub(v128.load(f1 + at), mean);
    const term = f64x2.add(f64x2.mul(c, c), v128.load(f2 + at));
    v128.store(delta2 + at, term);
    level = f64x2.add(level, f64x2.mul(v128.load(p + at), term));
  }
  for (let o = 0, at = j; o < outputs; o++, at += bytes) {
    v128.store(delta2 + at, f64x2.mul(weight, f64x2.mul(v128.load(p + at), f64x2.sub(v128.load(delta2 + at), level))));
  }
}
