import type { Estimate } from "../kernel/estimate.ts";
import { openRandom, type Random } from "../kernel/random.ts";
import type { Operator } from "../kernel/subspace.ts";
import { norm2 } from "../kernel/vector.ts";
import type { Block, Objective } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";
import type { CurvatureOptions } from "./curvatureOptions.ts";
import { coverage, measuredCoverage } from "./coverage.ts";
import { implicitCoefficient } from "./descentTerms.ts";
import { openHessianTrace } from "./hessianTraceBehaviour.ts";
import { openLargestEigenvalue, type LargestEigenvalue } from "./largestEigenvalue.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { hessianTraceNeeds } from "./traceNeeds.ts";
import { estimateOrNull, finiteOrNull } from "./value.ts";

/** The curvature of one block of parameters. */
export interface BlockCurvature {
  readonly block: Block;
  /** Trace of the Hessian's diagonal block, with its error (0 where exact); in 1 / step size. The blocks' traces add up to tr H. */
  readonly trace: Estimate;
  /** Largest eigenvalue of the diagonal block, never above λ_max(H); in 1 / step size. */
  readonly largest: LargestEigenvalue;
  /** ‖∇_block L‖²; in loss² / parameter². Times η/4 it is the block's share of the implicit term. */
  readonly gradientNormSquared: number;
}

function open(options: CurvatureOptions, objective: Objective, random: (purpose: "probes") => Random): (point: Point) => BlockCurvature[] {
  const { blocks, arithmetic } = objective;
  const readers = blocks.map((block) => {
    const size = block.end - block.start;
    const trace = openHessianTrace(options, block, objective, random);
    const largest = openLargestEigenvalue(size, options.tolerance ?? 1e-6, () => random("probes"), arithmetic?.productError);
    return (point: Point): BlockCurvature => {
      const operator = diagonalBlock(point, block);
      return {
        block,
        trace: trace(point, operator),
        largest: largest(operator),
        gradientNormSquared: norm2(point.gradient.subarray(block.start, block.end)),
      };
    };
  });
  return (point) => readers.map((read) => read(point));
}

/** The product with the Hessian's diagonal block: one Hessian-vector product. */
function diagonalBlock(point: Point, { start, end }: Block): Operator {
  const vector = new Float64Array(point.objective.size);
  const product = new Float64Array(point.objective.size);
  return (v, out) => {
    vector.set(v, start);
    point.hessianVector(vector, product);
    out.set(product.subarray(start, end));
  };
}

/** Trace and largest eigenvalue of the Hessian's diagonal block of each of the objective's blocks, and the squared norm of the block's gradient. */
export function blockCurvatureAt(
  point: Point,
  { seed = 0, ...options }: CurvatureOptions & { readonly seed?: number } = {},
): BlockCurvature[] {
  return open(options, point.objective, (purpose) => openRandom(seed, purpose))(point);
}

export const behaviour: MeasureBehaviour<CurvatureOptions> = {
  needs: hessianTraceNeeds,
  columns: (_spec, { blocks }) =>
    blocks.flatMap(({ name }, i) => [
      { name: `blockTrace${i + 1}`, unit: "1 / step size", meaning: `trace of the Hessian's diagonal block of ${name}` },
      { name: `blockTrace${i + 1}Error`, unit: "1 / step size", meaning: coverage(`blockTrace${i + 1}`, measuredCoverage.xtrace) },
      { name: `blockSharpness${i + 1}`, unit: "1 / step size", meaning: `largest eigenvalue of the Hessian's diagonal block of ${name}` },
      {
        name: `blockImplicitTerm${i + 1}`,
        unit: "loss",
        meaning: `(η/4)‖∇L‖² over ${name} alone, its share of the implicit term (with momentum's factor: see modified-loss); null where there is no step size or no modified loss`,
      },
    ]),
  begin(spec, { objective, dynamics, random }) {
    const read = open(spec, objective, random);
    const coefficient = implicitCoefficient(dynamics);
    return ({ point, step }) =>
      read(point).flatMap(({ trace, largest, gradientNormSquared }) => [
        ...estimateOrNull(trace),
        finiteOrNull(largest.value),
        coefficient === null ? null : finiteOrNull(coefficient(step) * gradientNormSquared),
      ]);
  },
};
