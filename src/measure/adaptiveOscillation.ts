import { pairs, solveComplementarity } from "../kernel/semidefinite.ts";
import type { Objective } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";
import { NumericalError } from "../spec/errors.ts";
import { criticalPairs } from "./criticalPairs.ts";
import { thirdDerivatives } from "./thirdDerivatives.ts";

/** RMSProp as its central flow sees it. */
export interface AdaptiveRule {
  readonly stepSize: number;
  readonly alpha: number;
  readonly epsilon: number;
}

/** The oscillation of RMSProp about a place and its mean squares. */
export interface AdaptiveOscillation {
  /** How many effective eigenvalues are within 2 % of 2 or above it. */
  readonly critical: number;
  /** tr Σ. */
  readonly variance: number;
  /** ½∇⟨Σ, H⟩, length P. Owned by the reader, valid until the next reading. */
  readonly force: Float64Array;
  /** What the oscillation adds to the mean of the squared gradient, diag(HΣH), or its sum where there is one mean for all. */
  readonly square: Float64Array;
  /** How well the complementarity conditions hold (see `ComplementaritySolution`). */
  readonly residual: number;
}

/**
 * Opens the reading of the oscillation of RMSProp at places (w, ν) along a path (Cohen et al. 2025, section 5 and its appendix for RMSProp). With M = diag((√ν + ε)/η), the
 * effective sharpness is the largest λ of Hv = λMv, and the edge is at 2. Σ = Σ_ij X_ij v_i v_jᵀ over the critical v_i, vᵀMv = 1, where HΣH = 4MΣM, and X solves
 * 0 ⪯ X ⟂ γ(2 − Λ) − dΛ/dt ⪰ 0 with dΛ_ij/dt = v_iᵀ(Ḣ − 2Ṁ)v_j along ẇ = −(g + ½∇⟨Σ, H⟩)/(√ν + ε),
 * ν̇ = (1 − α)/(αη) · [g² + diag(4MΣM) − ν]: the sharpness may fall, or ν may rise. γ = 2/η as in `edgeOscillation`.
 * Mean squares have length P, or 1 for one mean of ‖g‖² for all parameters (then diag becomes the trace). With one parameter and curvature s,
 * at rest, ν = (ηs/2)² and tr Σ = η²/4. Throws NumericalError where no X fulfils the conditions.
 */
export function adaptiveOscillation(
  { size, arithmetic }: Objective,
  { stepSize, alpha, epsilon }: AdaptiveRule,
): (point: Point, meanSquare: Float64Array) => AdaptiveOscillation {
  const rate = 2 / stepSize;
  const memory = (1 - alpha) / (alpha * stepSize * stepSize);
  const follow = criticalPairs(size, 2, arithmetic?.productError);
  const mass = new Float64Array(size);
  const scaled = new Float64Array(size);
  const force = new Float64Array(size);
  const sum = new Float64Array(size);
  const thirds: Float64Array[] = [];

  /** M^{-1/2} H M^{-1/2}. */
  const operatorAt =
    (point: Point) =>
    (v: Float64Array, out: Float64Array): void => {
      for (let a = 0; a < size; a++) scaled[a] = v[a] / Math.sqrt(mass[a]);
      point.hessianVector(scaled, out);
      for (let a = 0; a < size; a++) out[a] /= Math.sqrt(mass[a]);
    };

  return (point, meanSquare) => {
    const means = meanSquare.length;
    const square = new Float64Array(means);
    const { gradient } = point;
    for (let a = 0; a < size; a++) mass[a] = (Math.sqrt(meanSquare[means === 1 ? 0 : a]) + epsilon) / stepSize;
    const { critical, values, vectors } = follow(operatorAt(point));
    force.fill(0);
    if (critical === 0) return { critical, variance: 0, force, square, residual: 0 };
    const directions = vectors.map((q) => q.map((value, a) => value / Math.sqrt(mass[a])));
    const entries = pairs(critical);
    while (thirds.length < entries.length) thirds.push(new Float64Array(size));
    thirdDerivatives(point, directions, critical, thirds, sum);
    // For each entry, what X_ij = 1 adds to diag Σ, or to its trace.
    const overlaps = entries.map(([i, j]) => perMean(means, (a) => directions[i][a] * directions[j][a], size));
    const observed = perMean(means, (a) => gradient[a] * gradient[a], size);
    const stiffening = Float64Array.from(meanSquare, (value) => memory / Math.sqrt(value));

    const constant = Float64Array.from(entries, ([i, j], p) => {
      let total = i === j ? rate * (2 - values[i]) : 0;
      for (let a = 0; a < size; a++) total += (thirds[p][a] * gradient[a]) / (stepSize * mass[a]);
      for (let b = 0; b < means; b++) total += stiffening[b] * (observed[b] - meanSquare[b]) * overlaps[p][b];
      return total;
    });
    const d = entries.length;
    const operator = new Float64Array(d * d);
    for (let p = 0; p < d; p++) {
      for (let q = 0; q <= p; q++) {
        let total = 0;
        for (let a = 0; a < size; a++) total += (0.5 * thirds[p][a] * thirds[q][a]) / (stepSize * mass[a]);
        for (let b = 0; b < means; b++) total += 4 * stiffening[b] * mass[b] * mass[b] * overlaps[p][b] * overlaps[q][b];
        operator[p * d + q] = operator[q * d + p] = total;
      }
    }
    const solved = solveComplementarity({ k: critical, constant, operator });
    if (solved === null) throw new NumericalError(`the effective sharpness, ${values[0]}, is above 2, and nothing lowers it`);

    let variance = 0;
    entries.forEach(([i, j], p) => {
      const weight = (i === j ? 1 : 2) * solved.solution[p];
      for (let a = 0; a < size; a++) force[a] += 0.5 * weight * thirds[p][a];
      for (let b = 0; b < means; b++) {
        variance += weight * overlaps[p][b];
        square[b] += 4 * mass[b] * mass[b] * weight * overlaps[p][b];
      }
    });
    return { critical, variance, force, square, residual: solved.residual };
  };
}

/** One number for each parameter, or their sum where there is one mean for all. */
export function perMean(means: number, value: (a: number) => number, size: number): Float64Array {
  if (means > 1 || size === 1) return Float64Array.from({ length: means }, (_, a) => value(a));
  let sum = 0;
  for (let a = 0; a < size; a++) sum += value(a);
  return Float64Array.of(sum);
}
