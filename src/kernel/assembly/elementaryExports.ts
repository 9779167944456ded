import { exp as expPair, expm1 as expm1Pair, sigmoid as sigmoidPair, tanh as tanhPair } from "./exponential";
import { log as logPair, log1p as log1pPair, softplus as softplusPair } from "./logarithm";
import { sin as sinPair, cos as cosPair } from "./trigonometric";
import { erf as erfPair, normalDensity as normalDensityPair, normalCdf as normalCdfPair } from "./errorFunction";
export { pow } from "./power";
export { expArray, sigmoidArray, tanhArray } from "./elementaryArrays";

/* Scalars are lane 0 of the vector functions: the same bits by construction. */

// @ts-ignore: decorator
@inline function lane(x: v128): f64 {
  return f64x2.extract_lane(x, 0);
}

export function exp(x: f64): f64 {
  return lane(expPair(f64x2.splat(x)));
}
export function expm1(x: f64): f64 {
  return lane(expm1Pair(f64x2.splat(x)));
}
export function log(x: f64): f64 {
  return lane(logPair(f64x2.splat(x)));
}
export function log1p(x: f64): f64 {
  return lane(log1pPair(f64x2.splat(x)));
}
export function tanh(x: f64): f64 {
  return lane(tanhPair(f64x2.splat(x)));
}
export function sigmoid(x: f64): f64 {
  return lane(sigmoidPair(f64x2.splat(x)));
}
export function softplus(x: f64): f64 {
  return lane(softplusPair(f64x2.splat(x)));
}
export function sin(x: f64): f64 {
  return lane(sinPair(f64x2.splat(x)));
}
export function cos(x: f64): f64 {
  return lane(cosPair(f64x2.splat(x)));
}
export function erf(x: f64): f64 {
  return lane(erfPair(f64x2.splat(x)));
}
export function normalDensity(x: f64): f64 {
  return lane(normalDensityPair(f64x2.splat(x)));
}
export function normalCdf(x: f64): f64 {
  const pair = f64x2.splat(x);
  return lane(normalCdfPair(pair));
}

