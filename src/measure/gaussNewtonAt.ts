import type { Estimate } from "../kernel/estimate.ts";
import { openRandom, type Random } from "../kernel/random.ts";
import type { Objective } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";
import { SpecError } from "../spec/errors.ts";
import type { CurvatureOptions } from "./curvatureOptions.ts";
import { coverage, measuredCoverage } from "./coverage.ts";
import { openTrace } from "./hessianTraceBehaviour.ts";
import { openLargestEigenvalue, type LargestEigenvalue } from "./largestEigenvalue.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { traceNeeds } from "./traceNeeds.ts";
import { estimateOrNull, finiteOrNull } from "./value.ts";

/** The Gauss–Newton matrix G = (1/N) Σ J_iᵀ ∇²ℓ_i J_i at a point, in numbers. */
export interface GaussNewton {
  /** tr G with its error, 0 where it is exact; in 1 / step size. */
  readonly trace: Estimate;
  /** λ_max(G) with its residual; in 1 / step size. */
  readonly largest: LargestEigenvalue;
  /** (1/N) Σ ‖∇ℓ_i‖², the trace of the empirical Fisher matrix (1/N) Σ ∇ℓ_i ∇ℓ_iᵀ (uncentred); in loss² / parameter². */
  readonly empiricalFisherTrace: number;
}

function open(options: CurvatureOptions, objective: Objective, random: (purpose: "probes") => Random): (point: Point) => GaussNewton {
  const { size, gaussNewtonVector, arithmetic } = objective;
  if (gaussNewtonVector === undefined)
    throw new SpecError("", "the Gauss–Newton matrix needs a model with outputs that the loss is a function of, such as an mlp");
  const trace = openTrace(options, size, objective, random);
  const largest = openLargestEigenvalue(size, options.tolerance ?? 1e-6, () => random("probes"), arithmetic?.productError);
  return (point) => {
    const product = (v: Float64Array, out: Float64Array): void => gaussNewtonVector(point.parameters, v, out);
    const { exampleGradientNorms: norms } = point;
    return {
      trace: trace(product, size),
      largest: largest(product),
      empiricalFisherTrace: norms.reduce((sum, x) => sum + x, 0) / norms.length,
    };
  };
}

/**
 * Trace and largest eigenvalue of the Gauss–Newton matrix G = (1/N) Σ J_iᵀ ∇²ℓ_i J_i (J_i the derivative of example i's outputs, ∇²ℓ_i the loss's Hessian in them; Schraudolph
 * 2002): the Hessian without the network's own curvature, equal to it where examples are fitted. It is the Fisher information, with targets drawn from the model
 * itself, where the loss is a negative log-likelihood: cross-entropy, logistic, and squared error with factor c for Gaussian targets of variance 1/(2c)
 * (Martens 2020, § 9). The *empirical* Fisher, with the targets of the data, is another matrix. Exact products, one forward and one backward pass each.
 * Throws SpecError where the objective has no outputs.
 */
export function gaussNewtonAt(point: Point, { seed = 0, ...options }: CurvatureOptions & { readonly seed?: number } = {}): GaussNewton {
  return open(options, point.objective, (purpose) => openRandom(seed, purpose))(point);
}

export const behaviour: MeasureBehaviour<CurvatureOptions> = {
  needs: (options, objective) => traceNeeds(options, objective.size, objective),
  columns: () => [
    {
      name: "gaussNewtonTrace",
      unit: "1 / step size",
      meaning: "tr G, G = (1/N)ΣJ_iᵀ∇²ℓ_iJ_i; the Fisher information's where the loss is a likelihood",
    },
    { name: "gaussNewtonTraceError", unit: "1 / step size", meaning: coverage("gaussNewtonTrace", measuredCoverage.xtrace) },
    { name: "gaussNewtonSharpness", unit: "1 / step size", meaning: "λ_max of the Gauss–Newton matrix, never above the true one" },
    { name: "gaussNewtonSharpnessResidual", unit: "1 / step size", meaning: "an eigenvalue lies within it of gaussNewtonSharpness" },
    {
      name: "empiricalFisherTrace",
      unit: "loss² / parameter²",
      meaning: "(1/N)Σ‖∇ℓ_i‖², the uncentred second moment of the examples' gradients",
    },
  ],
  begin(spec, { objective, random }) {
    const read = open(spec, objective, random);
    return ({ point }) => {
      const { trace, largest, empiricalFisherTrace } = read(point);
      return [...estimateOrNull(trace), ...[largest.value, largest.residual, empiricalFisherTrace].map(finiteOrNull)];
    };
  },
};
