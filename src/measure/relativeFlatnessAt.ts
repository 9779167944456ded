import type { Estimate } from "../kernel/estimate.ts";
import { openRandom, type Random } from "../kernel/random.ts";
import type { Operator } from "../kernel/subspace.ts";
import type { Block, Objective } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";
import { SpecError } from "../spec/errors.ts";
import { coverage, measuredCoverage } from "./coverage.ts";
import { openTrace } from "./hessianTraceBehaviour.ts";
import type { MeasureBehaviour } from "./measure.ts";
import type { RelativeFlatnessOptions } from "./relativeFlatness.ts";
import { isExact } from "./traceCost.ts";
import { traceNeeds } from "./traceNeeds.ts";
import { estimateOrNull } from "./value.ts";

function open(
  { layer, ...options }: RelativeFlatnessOptions,
  objective: Objective,
  random: (purpose: "probes") => Random,
): (point: Point) => Estimate {
  const block = weightsOf(objective, layer);
  const weights = block.end - block.start;
  if (isExact(options, weights, objective)) {
    const trace = openTrace(options, weights, objective, random);
    return (point) => trace(onWeights(point, block), weights);
  }
  const mixings = block.columns * block.columns;
  const trace = openTrace({ ...options, exactBelow: 0 }, mixings, objective, random);
  return (point) => trace(onMixings(point, block), mixings);
}

/** The matrix of weights of a layer. */
function weightsOf({ blocks }: Objective, layer: number | undefined): Block {
  const matrices = blocks.filter(({ name }) => name.endsWith(".weight"));
  const found = matrices[(layer ?? matrices.length) - 1];
  if (found !== undefined) return found;
  throw new SpecError(
    "layer",
    matrices.length === 0
      ? "the model has no layers with weights; relative flatness needs an mlp"
      : `is ${layer}, but the model has ${matrices.length} layers`,
  );
}

/** V ↦ WWᵀ(HV) for V of the form of the weights W: its trace is Σ ⟨w_s, w_s'⟩ tr H_{s,s'}. */
function onWeights(point: Point, block: Block): Operator {
  const { vector, product, weights } = room(point, block);
  const { rows, columns } = block;
  const inner = new Float64Array(rows * rows);
  for (let s = 0; s < rows; s++) {
    for (let t = 0; t < rows; t++)
      for (let k = 0; k < columns; k++) inner[s * rows + t] += weights[s * columns + k] * weights[t * columns + k];
  }
  return (v, out) => {
    vector.set(v, block.start);
    point.hessianVector(vector, product);
    out.fill(0);
    for (let s = 0; s < rows; s++) {
      for (let t = 0; t < rows; t++)
        for (let k = 0; k < columns; k++) out[s * columns + k] += inner[s * rows + t] * product[block.start + t * columns + k];
    }
  };
}

/** Z ↦ Wᵀ H (WZ) for columns × columns matrices Z: symmetric, with the same trace. */
function onMixings(point: Point, block: Block): Operator {
  const { vector, product, weights } = room(point, block);
  const { rows, columns, start, end } = block;
  return (z, out) => {
    vector.fill(0, start, end);
    for (let s = 0; s < rows; s++) {
      for (let j = 0; j < columns; j++) {
        const weight = weights[s * columns + j];
        for (let k = 0; k < columns; k++) vector[start + s * columns + k] += weight * z[j * columns + k];
      }
    }
    point.hessianVector(vector, product);
    out.fill(0);
    for (let s = 0; s < rows; s++) {
      for (let j = 0; j < columns; j++) {
        const weight = weights[s * columns + j];
        for (let k = 0; k < columns; k++) out[j * columns + k] += weight * product[start + s * columns + k];
      }
    }
  };
}

function room(
  { objective, parameters }: Point,
  { start, end }: Block,
): { vector: Float64Array; product: Float64Array; weights: Float64Array } {
  return { vector: new Float64Array(objective.size), product: new Float64Array(objective.size), weights: parameters.slice(start, end) };
}

/**
 * Relative flatness of a layer, κ = Σ_{s,s'} ⟨w_s, w_s'⟩ tr H_{s,s'} (Petzka, Kamp, Adilova, Sminchisescu & Boley 2021, eq. 4 with the trace): w_s is row s of the layer's weights, the weights into its unit s
 * without the bias, H_{s,s'} the Hessian's block of rows s and s'. Dimension of the loss. Where the activation is positively homogeneous (relu, identity), rescaling layers against each
 * other leaves it as it is. Exact up to `exactBelow` weights in the layer, or by the cost as `hessian-trace` is, beyond that
 * XTrace's estimate of the trace of Z ↦ Wᵀ H (WZ) with its error.
 * Throws SpecError where the model has no such layer.
 */
export function relativeFlatnessAt(
  point: Point,
  { seed = 0, ...options }: RelativeFlatnessOptions & { readonly seed?: number } = {},
): Estimate {
  return open(options, point.objective, (purpose) => openRandom(seed, purpose))(point);
}

export const behaviour: MeasureBehaviour<RelativeFlatnessOptions> = {
  needs: ({ samples }, objective) => (samples === undefined ? {} : traceNeeds({ samples, exactBelow: 0 }, objective.size, objective)),
  columns: ({ layer }, objective) => [
    {
      name: "relativeFlatness",
      unit: "loss",
      meaning: `Σ⟨w_s, w_s'⟩ tr H_{s,s'} of ${weightsOf(objective, layer).name} (Petzka et al. 2021)`,
    },
    { name: "relativeFlatnessError", unit: "loss", meaning: coverage("relativeFlatness", measuredCoverage.xtrace) },
  ],
  begin(spec, { objective, random }) {
    const read = open(spec, objective, random);
    return ({ point }) => estimateOrNull(read(point));
  },
};
