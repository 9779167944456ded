import * as z from "zod";
import { NumericalError, SpecError } from "../spec/errors.ts";
import { machineEpsilon } from "../kernel/denseKernel.ts";
import type { Exclusion } from "../kernel/exclusion.ts";
import { eigenvalues, inertia } from "../kernel/symmetric.ts";
import type { RitzPairs } from "../kernel/leadingPairs.ts";
import type { End } from "../objective/curvature.ts";
import type { Point } from "../objective/point.ts";
import { count, positive } from "../spec/scalars.ts";
import type { Moment } from "./measure.ts";

/** How an eigenvalue further out can be asked to be excluded. */
export type Exclusions = "dense" | "inertia" | "probabilistic" | "warm";
/** How one was: `cold` where it was looked for anew, and less is excluded than was asked for. */
export type Certificate = Exclusions | "cold";

/** Eigenvalues from one end of the Hessian's spectrum inwards, at one row. */
export interface SpectrumRow {
  readonly values: ArrayLike<number>;
  /** An eigenvalue lies within residuals[i] of values[i]. */
  readonly residuals: ArrayLike<number>;
  readonly certificate: Certificate;
  /** 0 for dense and inertia, a bound for probabilistic and cold, null for warm. */
  readonly missProbability: number | null;
}

/** Options that every measure of eigenvalues has. */
export const spectrumShape = {
  tolerance: positive.max(1).optional().describe("relative residual ‖Hq − θq‖ / |θ| to reach; 1e-6 unless given"),
  certificate: z
    .enum(["auto", "dense", "inertia", "probabilistic", "warm"])
    .optional()
    .describe(
      "how an eigenvalue further out is excluded; auto unless given: dense for few parameters, else probabilistic on the first and last row and every `excludeEvery`-th, and cold, to 5 % of the width, on rows far from the last",
    ),
  fraction: positive
    .max(0.5)
    .optional()
    .describe("what a probabilistic exclusion may miss, as a fraction of the spectrum's width; 0.01 unless given"),
  probability: positive.max(0.5).optional().describe("the probability with which it may miss more; 0.001 unless given"),
  excludeEvery: count.optional().describe("how often auto excludes anew, in rows; 25 unless given"),
};

export interface SpectrumOptions {
  readonly tolerance?: number | undefined;
  readonly certificate?: "auto" | Exclusions | undefined;
  readonly fraction?: number | undefined;
  readonly probability?: number | undefined;
  readonly excludeEvery?: number | undefined;
}

/** Up to this many parameters the whole spectrum costs no more than a cold exclusion (about 55 products). */
const denseLimit = 64;

/** Beyond this many parameters the Hessian itself (P² numbers) is too large to be asked for. */
const matrixLimit = 5000;

/** Opens the reading of `wanted` eigenvalues of one end; null where the Hessian is not finite. Throws SpecError where the certificate needs a Hessian that is too large. */
export function spectrumReader(end: End, wanted: number, size: number, options: SpectrumOptions): (moment: Moment) => SpectrumRow | null {
  const { tolerance = 1e-6, certificate = "auto", fraction = 0.01, probability = 1e-3, excludeEvery = 25 } = options;
  if ((certificate === "dense" || certificate === "inertia") && size > matrixLimit) {
    throw new SpecError(
      "certificate",
      `"${certificate}" needs the whole Hessian, which is kept up to ${matrixLimit} parameters; for ${size} use "probabilistic" or "auto"`,
    );
  }
  const exclusion = { fraction, probability };
  const small = size <= denseLimit || (size <= 4 * wanted && size <= matrixLimit);
  const warm = (point: Point): SpectrumRow => row(pairsOf(point, end, wanted, tolerance, exclusion), probability);
  const cold = (point: Point): SpectrumRow => row(point.excludedEigenpairs(end, wanted, tolerance, exclusion), probability);
  const dense = (point: Point): SpectrumRow => denseRow(point, end, wanted);
  let rows = 0;
  const read = ({ point, last }: Moment): SpectrumRow => {
    if (certificate === "dense" || (certificate === "auto" && small)) return dense(point);
    if (certificate === "inertia") return inertiaRow(point, end, [warm, cold]) ?? dense(point);
    if (certificate === "probabilistic") return cold(point);
    return certificate === "auto" && (last || rows++ % excludeEvery === 0) ? cold(point) : warm(point);
  };
  return (moment) => nullWhereNotFinite(() => read(moment));
}

function pairsOf(point: Point, end: End, wanted: number, tolerance: number, exclusion: Exclusion): RitzPairs {
  return end === "largest" ? point.eigenpairs(wanted, tolerance, exclusion) : point.smallestEigenpairs(wanted, tolerance, exclusion);
}

function row({ values, residuals, missProbability }: RitzPairs, asked: number): SpectrumRow {
  const certificate = missProbability === null ? "warm" : missProbability <= asked ? "probabilistic" : "cold";
  return { values, residuals, certificate, missProbability };
}

/** The whole spectrum. The residual is the rounding of the reduction, n ulp(‖H‖), or the error of the products. */
function denseRow(point: Point, end: End, wanted: number): SpectrumRow {
  const n = point.objective.size;
  const all = eigenvalues(point.hessian(), n);
  const rounding = roundingOf(point, Math.max(Math.abs(all[0]), Math.abs(all[n - 1])));
  const values = end === "largest" ? all.slice(0, wanted) : all.slice(n - wanted).reverse();
  return { values, residuals: values.map(() => rounding), certificate: "dense", missProbability: 0 };
}

/**
 * Proves by the inertia of H − (θ_i ± τ_i)I that at most i − 1 eigenvalues lie further out than θ_i by τ_i, twice its residual plus
 * rounding. Tries the ways of finding the θ in turn; null where none of them stands the test.
 */
function inertiaRow(point: Point, end: End, ways: readonly ((point: Point) => SpectrumRow)[]): SpectrumRow | null {
  const n = point.objective.size;
  const matrix = point.hessian();
  const outward = end === "largest" ? 1 : -1;
  const beyond = (place: number): number => {
    const found = inertia(matrix, n, place);
    return (outward > 0 ? found.positive : found.negative) + found.zero;
  };
  // Four times what the factorisation takes for zero, so that a pivot at the margin has a sign.
  const rounding = 16 * roundingOf(point, frobenius(matrix));
  for (const way of ways) {
    const { values, residuals } = way(point);
    const margin = (i: number): number => outward * (2 * residuals[i] + rounding);
    const excluded = Array.from(values).every((value, i) => beyond(value + margin(i)) <= i);
    if (excluded) return { values, residuals, certificate: "inertia", missProbability: 0 };
  }
  return null;
}

function roundingOf({ objective: { size, arithmetic } }: Point, norm: number): number {
  return Math.max(size * machineEpsilon, arithmetic?.productError ?? 0) * norm;
}

function frobenius(matrix: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < matrix.length; i++) sum += matrix[i] * matrix[i];
  return Math.sqrt(sum);
}

function nullWhereNotFinite<T>(compute: () => T): T | null {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NumericalError) return null;
    throw error;
  }
}
