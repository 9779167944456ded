import { dot, norm2 } from "../kernel/vector.ts";
import type { Random } from "../kernel/random.ts";
import type { Objective } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";

/** tr(ΣH) / (2L‖H‖²_F) at a point, and its standard error. */
export type NoiseAlignment = (point: Point) => [alignment: number, error: number];

/** Opens the alignment of gradient noise with the Hessian: exact for small problems, else from probes drawn here, once. */
export function openNoiseAlignment(objective: Objective, samples: number, random: Random): NoiseAlignment {
  const { examples, size } = objective;
  return size + examples <= exactLimit ? exactAlignment : probedAlignment(samples, examples, size, random);
}

/** Up to this many parameters and examples together, one Hessian-vector product for each of them costs no more than the probes would. */
const exactLimit = 64;

/** tr(ΣH) from every example's gradient and ‖H‖² from the whole Hessian. */
const exactAlignment: NoiseAlignment = (point) => {
  const { objective, parameters } = point;
  const centred = new Float64Array(objective.size);
  const product = new Float64Array(objective.size);
  let trace = 0;
  for (let i = 0; i < objective.examples; i++) {
    objective.gradient(parameters, centred, Int32Array.of(i));
    for (let p = 0; p < centred.length; p++) centred[p] -= point.gradient[p];
    point.hessianVector(centred, product);
    trace += dot(centred, product);
  }
  return [trace / objective.examples / (2 * point.loss * norm2(point.hessian())), 0];
};

/**
 * The same from random signs s: v = N^(−1/2) Σ s_i (g_i − g) has E[vvᵀ] = Σ, so E[vᵀHv] = tr(ΣH), and v costs one pass over the
 * data, the examples with s = +1 and those with −1 as two batches; E‖Hz‖² = ‖H‖² for random signs z. The error is that of a ratio of means.
 */
function probedAlignment(samples: number, examples: number, size: number, random: Random): NoiseAlignment {
  const splits = Array.from({ length: samples }, () => drawSplit(examples, random));
  const signs = Array.from({ length: samples }, () => Float64Array.from({ length: size }, () => random.sign()));
  const vector = new Float64Array(size);
  const part = new Float64Array(size);
  const product = new Float64Array(size);
  return (point) => {
    const { objective, parameters, gradient } = point;
    const traces = splits.map(([plus, minus]) => {
      for (let p = 0; p < size; p++) vector[p] = (minus.length - plus.length) * gradient[p];
      for (const [batch, weight] of [
        [plus, plus.length],
        [minus, -minus.length],
      ] as const) {
        if (batch.length === 0) continue;
        objective.gradient(parameters, part, batch);
        for (let p = 0; p < size; p++) vector[p] += weight * part[p];
      }
      point.hessianVector(vector, product);
      return dot(vector, product) / examples;
    });
    const squares = signs.map((sign) => {
      point.hessianVector(sign, product);
      return norm2(product);
    });
    const alignment = mean(traces) / (2 * point.loss * mean(squares));
    return [alignment, Math.abs(alignment) * Math.sqrt((relativeVariance(traces) + relativeVariance(squares)) / samples)];
  };
}

function drawSplit(examples: number, random: Random): [plus: Int32Array, minus: Int32Array] {
  const plus: number[] = [];
  const minus: number[] = [];
  for (let i = 0; i < examples; i++) (random.sign() > 0 ? plus : minus).push(i);
  return [Int32Array.from(plus), Int32Array.from(minus)];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Sample variance over squared mean. */
function relativeVariance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0) / (values.length - 1) / (centre * centre);
}
