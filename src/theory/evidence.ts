import { eigenSystem, eigenvalues } from "../kernel/symmetric.ts";
import { dot, norm2 } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import { logEvidence } from "./noiseScale.ts";
import { type PredictedValue, prediction } from "./prediction.ts";

/** A Gaussian prior ∝ e^(−½λ‖w‖²) and the likelihood e^(−NL), up to constants. */
export interface Prior {
  /** λ. */
  readonly regularisation: number;
  /** What the likelihood's normalisation adds, such as −(N/2) ln 2π for unit noise; 0 unless given. */
  readonly constant?: number | undefined;
}

/**
 * The logarithm of the evidence at a minimum of C = NL + ½λ‖w‖² by Laplace's method, −[C + ½Σ ln(λ_i/λ)]: see `logEvidence`. Exact for Bayesian linear regression; elsewhere nothing here says how far C is from a quadratic. A dense
 * Hessian and its eigenvalues.
 */
export function evidence({ regularisation, constant = 0 }: Prior): PredictedValue {
  const value = (point: Point): number => {
    const cost = point.objective.examples * point.loss + (regularisation * norm2(point.parameters)) / 2;
    return logEvidence(cost, costHessian(point, regularisation), point.parameters.length, regularisation, constant);
  };
  return prediction(
    {
      name: "evidence",
      order: null,
      conditions: [
        {
          name: "no direction falls",
          quantity: "−λ_min(∇²C)/λ",
          limit: 0,
          read(point) {
            const n = point.parameters.length;
            return -eigenvalues(costHessian(point, regularisation), n)[n - 1] / regularisation;
          },
        },
        {
          name: "the point is the minimum",
          quantity: "½∇Cᵀ(∇²C)⁻¹∇C, what C is above it",
          limit: 0.01,
          read: (point) => heightAbove(point, regularisation),
        },
      ],
    },
    { quantity: "logarithm of a probability density", value },
  );
}

/** N H + λI. */
function costHessian(point: Point, regularisation: number): Float64Array {
  const n = point.parameters.length;
  const hessian = point.hessian().map((entry) => point.objective.examples * entry);
  for (let i = 0; i < n; i++) hessian[i * n + i] += regularisation;
  return hessian;
}

/** Half of Newton's decrement; NaN where C has no minimum: a direction falls, or is flat. */
function heightAbove(point: Point, regularisation: number): number {
  const n = point.parameters.length;
  const { values, vectors } = eigenSystem(costHessian(point, regularisation), n);
  const slope = point.gradient.map((g, i) => point.objective.examples * g + regularisation * point.parameters[i]);
  let sum = 0;
  for (let k = 0; k < n; k++) {
    const along = dot(vectors.subarray(k * n, (k + 1) * n), slope);
    sum += values[k] > 0 ? (along * along) / (2 * values[k]) : NaN;
  }
  return sum;
}
