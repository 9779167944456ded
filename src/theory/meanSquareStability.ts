import { machineEpsilon } from "../kernel/denseKernel.ts";
import { eigenSystem, eigenvalues } from "../kernel/symmetric.ts";
import { subsetVarianceFactor } from "../measure/batchVariance.ts";
import type { Point } from "../objective/point.ts";
import { SpecError } from "../spec/errors.ts";

/** The Hessians of the examples' losses at a minimum, P × P row-major each. */
export interface ExampleCurvatures {
  readonly size: number;
  readonly hessians: readonly Float64Array[];
}

/** How a batch is drawn. */
export interface BatchDraw {
  readonly batchSize: number;
  /** Whether an example may stand in a batch more than once; not unless given. */
  readonly withReplacement?: boolean | undefined;
}

/** The mean-square stability of SGD near a minimum that all examples share. */
export interface MeanSquareStability {
  /** η* = 2/λ_max(C⁺D): above it E‖w‖² grows without bound. Infinity where there is no curvature, NaN where all of it is downwards. */
  readonly threshold: number;
  /** The factor by which a step multiplies E[wwᵀ] in the end, in the directions with curvature: λ_max(I − 2ηC + η²D). Stable where it is at most 1. */
  growth(stepSize: number): number;
}

/**
 * Beyond this many directions with curvature the dense eigenvalue problem, in d(d + 1)/2 dimensions, is refused. For the Hessians of all examples N × P² numbers are kept.
 */
const mostDirections = 40;

/**
 * The exact threshold of linear stability in mean square of SGD at a minimum where every example's gradient vanishes (Mulayoff & Michaeli 2024, "Exact mean square linear stability analysis for SGD"): E[wwᵀ] is mapped by
 * X ↦ X − η(HX + XH) + η²D(X), D(X) = (1 − p) HXH + p (1/N) Σ H_i X H_i, and with C(X) = ½(HX + XH) the step is stable exactly when η ≤ 2/λ_max(C⁺D). p = (N − B)/(B(N − 1)) for batches drawn without
 * replacement, afresh at each step, 1/B with: the chance with which a step of one example, mixed with steps of all, has the same stability. The full batch gives 2/λ_max(H), and smaller batches less. Directions without curvature
 * (eigenvalues of H below N P ulp(λ_max)) do not move and are left out. Hessians are taken to be positive semidefinite.
 * Throws SpecError where there are more than 40 directions with curvature, or B is not from 1 to N (without replacement).
 */
export function meanSquareStability(
  { size, hessians }: ExampleCurvatures,
  { batchSize, withReplacement = false }: BatchDraw,
): MeanSquareStability {
  const examples = hessians.length;
  if (!(batchSize >= 1 && (withReplacement || batchSize <= examples)))
    throw new SpecError("batchSize", `is ${batchSize}; a batch of ${examples} examples has 1 to ${examples}`);
  const share = withReplacement ? 1 / batchSize : subsetVarianceFactor(examples, batchSize);
  const { values, turned, falls } = inEigenbasis(size, hessians);
  const d = values.length;
  if (d > mostDirections)
    throw new SpecError("", `the minimum has curvature in ${d} directions; the exact threshold is computed for up to ${mostDirections}`);
  const second = secondMoment(values, turned, share);
  const pairs = pairsOf(d);
  const halves = pairs.map(([i, j]) => (values[i] + values[j]) / 2);
  const n = pairs.length;
  const scaled = second.map((value, k) => value / Math.sqrt(halves[Math.floor(k / n)] * halves[k % n]));
  return {
    threshold: n === 0 ? (falls ? NaN : Infinity) : 2 / eigenvalues(scaled, n)[0],
    growth(stepSize) {
      if (n === 0) return falls ? NaN : 1;
      const map = second.map((value) => stepSize * stepSize * value);
      for (let k = 0; k < n; k++) map[k * n + k] += 1 - 2 * stepSize * halves[k];
      return eigenvalues(map, n)[0];
    },
  };
}

/** Positive eigenvalues of the mean that are not rounding, and the Hessians in its eigenbasis, d × d each; whether any of its eigenvalues `falls` below 0. */
function inEigenbasis(size: number, hessians: readonly Float64Array[]): { values: Float64Array; turned: Float64Array[]; falls: boolean } {
  const mean = new Float64Array(size * size);
  for (const hessian of hessians) for (let k = 0; k < mean.length; k++) mean[k] += hessian[k] / hessians.length;
  const { values, vectors } = eigenSystem(mean, size);
  const d = values.filter((value) => value > size * hessians.length * machineEpsilon * Math.max(0, values[0])).length;
  const turned = hessians.map((hessian) => {
    const half = new Float64Array(d * size);
    const out = new Float64Array(d * d);
    for (let a = 0; a < d; a++)
      for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) half[a * size + j] += vectors[a * size + i] * hessian[i * size + j];
    for (let a = 0; a < d; a++)
      for (let b = 0; b < d; b++) for (let j = 0; j < size; j++) out[a * d + b] += half[a * size + j] * vectors[b * size + j];
    return out;
  });
  return { values: values.slice(0, d), turned, falls: values[size - 1] < 0 };
}

/** (i, j) with i ≤ j: the orthonormal basis e_i e_iᵀ, (e_i e_jᵀ + e_j e_iᵀ)/√2 of the symmetric matrices. The largest eigenvalue belongs to one of them, as D keeps positive matrices positive. */
function pairsOf(d: number): (readonly [number, number])[] {
  return Array.from({ length: d }, (_, i) => i).flatMap((i) => Array.from({ length: d - i }, (_, k) => [i, i + k] as const));
}

/** D in that basis, where the mean Hessian is diagonal. */
function secondMoment(values: Float64Array, turned: readonly Float64Array[], share: number): Float64Array {
  const d = values.length;
  const pairs = pairsOf(d);
  const n = pairs.length;
  const out = new Float64Array(n * n);
  for (let s = 0; s < n; s++) {
    const [i, j] = pairs[s];
    for (let t = 0; t <= s; t++) {
      const [k, l] = pairs[t];
      const weight = (i === j ? 1 : Math.SQRT2) * (k === l ? 1 : Math.SQRT2) * (share / (2 * turned.length));
      let sum = 0;
      for (const h of turned) sum += h[i * d + k] * h[j * d + l] + h[i * d + l] * h[j * d + k];
      out[s * n + t] = out[t * n + s] = weight * sum;
    }
    out[s * n + s] += (1 - share) * values[i] * values[j];
  }
  return out;
}

/** The Hessians of all examples at a point: N × P products of single examples. */
export function exampleCurvaturesAt(point: Point): ExampleCurvatures {
  const { size, examples } = point.objective;
  return { size, hessians: Array.from({ length: examples }, (_, k) => exampleHessian(point, k)) };
}

/** H_k: P products. */
function exampleHessian({ objective, parameters }: Point, k: number): Float64Array {
  const { size } = objective;
  const one = Int32Array.of(k);
  const unit = new Float64Array(size);
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    unit[i] = 1;
    objective.hessianVector(parameters, unit, out.subarray(i * size, (i + 1) * size), one);
    unit[i] = 0;
  }
  return out;
}
