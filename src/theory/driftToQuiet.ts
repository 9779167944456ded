import { axpy } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import { noiseGradient } from "./noiseGradient.ts";

/** ∇·Σ_B and its two halves; each of length P. */
export interface DriftToQuiet {
  /** (∇·Σ_B)_j = Σ_i ∂_i Σ_ij. */
  readonly divergence: Float64Array;
  /** ½∇tr Σ_B: what shuffled SGD drifts along, −(η/4)∇tr Σ_B = −(η/2) × this (Smith et al. 2021). */
  readonly trace: Float64Array;
  /** Cov_k(tr H_k, g_k)/B: curvature and gradient of the examples together. */
  readonly curvature: Float64Array;
}

/**
 * The drift of the probability current of SGD with independent batches from noisy to quiet regions, −(η/2)∇·Σ_B (Wentworth 2021, "SGD's Bias": with ∂_t p = ∇·(p∇L) + (η/2)Σ_ij ∂_i∂_j(Σ_ij p) the current is
 * (−∇L − (η/2)∇·Σ)p − (η/2)Σ∇p), and the identity, derived here, ∇·Σ = ½∇tr Σ + Cov_k(tr H_k, g_k). In one dimension the halves are equal, hence the factor 2 between this drift and that of
 * shuffling. The *mean* of SGD with independent batches does not feel it over a fixed number of steps (at a fixed time the spread S of the paths moves it by −½∇³L:S). Σ_B has the factor of `noiseGradient`.
 * The exact traces of all examples take N × P Hessian-vector products of one example, as many numbers as P full products.
 */
export function driftToQuiet(point: Point, batchSize: number, withReplacement = false): DriftToQuiet {
  const { objective, parameters } = point;
  const { size, examples } = objective;
  const trace = new Float64Array(size);
  noiseGradient(point, batchSize, trace, withReplacement);
  for (let i = 0; i < size; i++) trace[i] *= 0.5;
  const traces = exampleTraces(point);
  let mean = 0;
  for (const value of traces) mean += value / examples;
  const curvature = new Float64Array(size);
  const gradient = new Float64Array(size);
  const one = new Int32Array(1);
  for (let k = 0; k < examples; k++) {
    one[0] = k;
    objective.gradient(parameters, gradient, one);
    axpy((traces[k] - mean) / examples, gradient, curvature);
  }
  const share = withReplacement || examples === 1 ? 1 / batchSize : (examples - batchSize) / ((examples - 1) * batchSize);
  for (let i = 0; i < size; i++) curvature[i] *= share;
  return { divergence: trace.map((value, i) => value + curvature[i]), trace, curvature };
}

/** tr H_k of every example. */
function exampleTraces({ objective, parameters }: Point): Float64Array {
  const { size, examples } = objective;
  const unit = new Float64Array(size);
  const product = new Float64Array(size);
  const one = new Int32Array(1);
  return Float64Array.from({ length: examples }, (_, k) => {
    one[0] = k;
    let sum = 0;
    for (let i = 0; i < size; i++) {
      unit[i] = 1;
      objective.hessianVector(parameters, unit, product, one);
      unit[i] = 0;
      sum += product[i];
    }
    return sum;
  });
}
