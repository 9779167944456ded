/**
 * Operations on parameter vectors. Sums run in four accumulators, element i into accumulator i mod 4, joined as
 * (s0 + s1) + (s2 + s3): the order is part of the numeric version.
 */

/** xᵀy. */
export function dot(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  const whole = n & ~3;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < whole; i += 4) {
    s0 += x[i] * y[i];
    s1 += x[i + 1] * y[i + 1];
    s2 += x[i + 2] * y[i + 2];
    s3 += x[i + 3] * y[i + 3];
  }
  if (whole < n) s0 += x[whole] * y[whole];
  if (whole + 1 < n) s1 += x[whole + 1] * y[whole + 1];
  if (whole + 2 < n) s2 += x[whole + 2] * y[whole + 2];
  return s0 + s1 + (s2 + s3);
}

/** ‖x‖². */
export function norm2(x: Float64Array): number {
  return dot(x, x);
}

/** ‖x‖. */
export function norm(x: Float64Array): number {
  return Math.sqrt(dot(x, x));
}

/** y ← y + a x. Four a turn, as in `negate`. */
export function axpy(a: number, x: Float64Array, y: Float64Array): void {
  const n = x.length;
  const whole = n & ~3;
  for (let i = 0; i < whole; i += 4) {
    y[i] += a * x[i];
    y[i + 1] += a * x[i + 1];
    y[i + 2] += a * x[i + 2];
    y[i + 3] += a * x[i + 3];
  }
  for (let i = whole; i < n; i++) y[i] += a * x[i];
}

/** out ← −x. Four a turn: V8's plain loop takes three times as long. */
export function negate(x: Float64Array, out: Float64Array): void {
  const n = x.length;
  const whole = n & ~3;
  for (let i = 0; i < whole; i += 4) {
    out[i] = -x[i];
    out[i + 1] = -x[i + 1];
    out[i + 2] = -x[i + 2];
    out[i + 3] = -x[i + 3];
  }
  for (let i = whole; i < n; i++) out[i] = -x[i];
}

/** ‖x − y‖. */
export function distance(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - y[i]) * (x[i] - y[i]);
  return Math.sqrt(sum);
}

/** True when every element is finite. */
export function isFiniteVector(x: Float64Array): boolean {
  for (let i = 0; i < x.length; i++) if (!Number.isFinite(x[i])) return false;
  return true;
}
