import { type Estimate, meanOfSamples } from "../kernel/estimate.ts";
import type { Random } from "../kernel/random.ts";
import { dot, norm, norm2 } from "../kernel/vector.ts";
import { xtrace } from "../kernel/xtrace.ts";
import type { Objective } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";

/** A quantity at a point, with its error: 0 where it is exact. */
type Estimator = (point: Point) => Estimate;

/**
 * Opens tr(ΣH) / (2L‖H‖²_F) for one run; probes are drawn here, once. Its error is that of a ratio of independent estimates, to first order.
 * `samples` sets the cost: tr(ΣH) is exact up to 4 × samples examples and ‖H‖²_F up to 4 × samples parameters.
 */
export function openNoiseAlignment({ examples, size }: Objective, samples: number, random: Random): Estimator {
  const curvature = examples <= 4 * samples ? exactCurvature : probedCurvature(samples, examples, size, random);
  const squares = size <= 4 * samples ? exactSquares : probedSquares(samples - (samples % 2), size, random);
  return (point) => {
    const above = curvature(point);
    const below = squares(point);
    const value = above.value / (2 * point.loss * below.value);
    if (above.error === 0 && below.error === 0) return { value, error: 0 };
    return { value, error: norm(Float64Array.of(above.error / (2 * point.loss * below.value), (value * below.error) / below.value)) };
  };
}

/** tr(ΣH) = (1/N)Σ (g_i − g)ᵀH(g_i − g), one Hessian-vector product an example. */
const exactCurvature: Estimator = (point) => {
  const { objective, parameters, gradient } = point;
  const centred = new Float64Array(objective.size);
  const product = new Float64Array(objective.size);
  const example = new Int32Array(1);
  let sum = 0;
  for (let i = 0; i < objective.examples; i++) {
    example[0] = i;
    objective.gradient(parameters, centred, example);
    for (let p = 0; p < centred.length; p++) centred[p] -= gradient[p];
    point.hessianVector(centred, product);
    sum += dot(centred, product);
  }
  return { value: sum / objective.examples, error: 0 };
};

/**
 * tr(ΣH) from random signs s: v = N^(−1/2) Σ s_i (g_i − g) has E[vvᵀ] = Σ, so E[vᵀHv] = tr(ΣH); and v costs one pass over the
 * data, the examples with s = +1 and those with s = −1 as two batches.
 */
function probedCurvature(samples: number, examples: number, size: number, random: Random): Estimator {
  const splits = Array.from({ length: samples }, () => drawSplit(examples, random));
  const vector = new Float64Array(size);
  const part = new Float64Array(size);
  const product = new Float64Array(size);
  return (point) => {
    const { objective, parameters, gradient } = point;
    const addBatch = (batch: Int32Array, weight: number): void => {
      if (batch.length === 0) return;
      objective.gradient(parameters, part, batch);
      for (let p = 0; p < size; p++) vector[p] += weight * batch.length * (part[p] - gradient[p]);
    };
    const values = splits.map(([plus, minus]) => {
      vector.fill(0);
      addBatch(plus, 1);
      addBatch(minus, -1);
      point.hessianVector(vector, product);
      return dot(vector, product) / examples;
    });
    return meanOfSamples(values);
  };
}

/** ‖H‖²_F from the whole Hessian. */
const exactSquares: Estimator = (point) => ({ value: norm2(point.hessian()), error: 0 });

/** ‖H‖²_F = tr H² by XTrace, whose sketches take up the few eigenvalues that make up most of it: two Hessian-vector products a product with H². */
function probedSquares(products: number, size: number, random: Random): Estimator {
  const normals = Array.from({ length: products / 2 }, () => {
    const probe = new Float64Array(size);
    random.normals(probe);
    return probe;
  });
  const half = new Float64Array(size);
  return (point) => {
    const square = (v: Float64Array, out: Float64Array): void => {
      point.hessianVector(v, half);
      point.hessianVector(half, out);
    };
    return xtrace(square, size, products, (k, out) => out.set(normals[k]));
  };
}

function drawSplit(examples: number, random: Random): [plus: Int32Array, minus: Int32Array] {
  const plus: number[] = [];
  const minus: number[] = [];
  for (let i = 0; i < examples; i++) (random.sign() > 0 ? plus : minus).push(i);
  return [Int32Array.from(plus), Int32Array.from(minus)];
}
