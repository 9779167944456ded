import { eigenvalues } from "../kernel/symmetric.ts";
import { axpy, dot, isFiniteVector } from "../kernel/vector.ts";
import type { Objective } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";
import { SpecError } from "../spec/errors.ts";
import type { DynamicsFacts } from "./dynamicsFacts.ts";
import type { MeasureBehaviour } from "./measure.ts";
import type { NoiseSpectrumOptions } from "./noiseSpectrum.ts";
import { finiteOrNull } from "./value.ts";

/** The covariance Σ = (1/N) Σ (∇ℓ_i − ∇L)(∇ℓ_i − ∇L)ᵀ of one example's gradient (population form, no N − 1), in numbers. */
export interface NoiseSpectrum {
  /** Its min(N, P) leading eigenvalues, descending; all others are 0. In loss² / parameter². */
  readonly eigenvalues: Float64Array;
  /** tr Σ. */
  readonly trace: number;
  /** (tr Σ)² / tr Σ²: how many directions the noise has, from 1 to min(N − 1, P). NaN without noise. */
  readonly participationRatio: number;
  /** tr Σ / ‖∇L‖², the simple noise scale, in examples: batches much smaller than it are mostly noise (McCandlish et al. 2018, eq. 2.9). Infinite at a critical point. */
  readonly simpleNoiseScale: number;
}

/** The larger of N and P may be anything; the smaller one is the size of a dense eigenvalue problem. */
const limit = 2000;

/**
 * The spectrum of the gradient noise's covariance at a point, exact, from every example's gradient: the eigenvalues of the N × N matrix of their scalar products or of the
 * P × P covariance, whichever is smaller (they share what is not 0). Costs N single-example gradients and a dense eigenvalue problem.
 * Throws SpecError where N and P are both above 2000.
 */
export function noiseSpectrumAt(point: Point): NoiseSpectrum {
  const { objective, gradient } = point;
  checkSize(objective);
  const centred = Array.from({ length: objective.examples }, (_, i) => {
    const own = new Float64Array(objective.size);
    objective.gradient(point.parameters, own, Int32Array.of(i));
    axpy(-1, gradient, own);
    return own;
  });
  const n = Math.min(objective.examples, objective.size);
  const matrix = objective.examples <= objective.size ? gram(centred) : covariance(centred, objective.size);
  if (!isFiniteVector(matrix))
    return { eigenvalues: new Float64Array(n).fill(NaN), trace: NaN, participationRatio: NaN, simpleNoiseScale: NaN };
  const values = eigenvalues(matrix, n).map((value) => Math.max(0, value));
  let trace = 0;
  for (let i = 0; i < n; i++) trace += matrix[i * n + i];
  return {
    eigenvalues: values,
    trace,
    participationRatio: (trace * trace) / dot(matrix, matrix),
    simpleNoiseScale: trace / point.gradientNormSquared,
  };
}

function checkSize({ examples, size }: Objective): void {
  if (Math.min(examples, size) > limit)
    throw new SpecError(
      "",
      `the noise's spectrum needs at most ${limit} examples or at most ${limit} parameters; here are ${examples} examples and ${size} parameters`,
    );
}

/** Scalar products of the centred gradients, divided by N: its eigenvalues are those of the covariance. */
function gram(centred: readonly Float64Array[]): Float64Array {
  const n = centred.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = dot(centred[i], centred[j]) / n;
  return matrix;
}

function covariance(centred: readonly Float64Array[], size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (const own of centred) for (let p = 0; p < size; p++) axpy(own[p] / centred.length, own, matrix.subarray(p * size, (p + 1) * size));
  return matrix;
}

/** At a step; NaN for the full batch and where steps are no multiples of the gradient. */
function temperatureOf({ stepSize, batches, momentum, descends }: DynamicsFacts, { examples }: Objective): (step: number) => number {
  if (stepSize === null || batches === null || !descends) return () => NaN;
  const spread = 1 / batches.batchSize - (batches.withReplacement ? 0 : 1 / examples);
  return (step) => (stepSize(step) * spread) / (1 - momentum);
}

export const behaviour: MeasureBehaviour<NoiseSpectrumOptions> = {
  needs({ count = 5 }, { examples, size }) {
    const smaller = Math.min(examples, size);
    return { columns: count + 3, numbers: smaller > limit ? 0 : examples * size + smaller * smaller };
  },
  columns({ count = 5 }, objective) {
    checkSize(objective);
    return [
      ...Array.from({ length: count }, (_, i) => ({
        name: `noiseEigenvalue${i + 1}`,
        unit: "loss² / parameter²",
        meaning: `eigenvalue ${i + 1} of the covariance Σ of one example's gradient, counted from the largest`,
      })),
      { name: "noiseParticipationRatio", unit: "dimensionless", meaning: "(tr Σ)²/tr Σ²: how many directions the noise has" },
      { name: "simpleNoiseScale", unit: "examples", meaning: "tr Σ/‖∇L‖² (McCandlish et al. 2018); null at a critical point" },
      {
        name: "noiseTemperature",
        unit: "step size",
        meaning:
          "η(1/B − 1/N)/(1 − β), Smith & Le's 2018 noise scale ε(N/B − 1)/(1 − m) divided by N, η/(B(1 − β)) for draws with replacement; null for full batches, and for Adam, RMSProp and SAM",
      },
    ];
  },
  begin({ count = 5 }, { objective, dynamics }) {
    const temperature = temperatureOf(dynamics, objective);
    return ({ point, step }) => {
      const spectrum = noiseSpectrumAt(point);
      const leading = Array.from({ length: count }, (_, i) => (i < spectrum.eigenvalues.length ? spectrum.eigenvalues[i] : 0));
      return [...leading, spectrum.participationRatio, spectrum.simpleNoiseScale, temperature(step)].map(finiteOrNull);
    };
  },
};
