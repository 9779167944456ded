import { openRandom, type Random } from "../kernel/random.ts";
import { axpy, dot, norm } from "../kernel/vector.ts";
import type { Objective } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";
import { SpecError } from "../spec/errors.ts";
import { maximumInBox } from "./boxMaximum.ts";
import type { BoxSharpnessOptions } from "./boxSharpness.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

function open(
  { epsilon = 1e-3, iterations = 10, dimension }: BoxSharpnessOptions,
  { size }: Objective,
  random: (purpose: "perturbation") => Random,
): (point: Point) => number {
  if (dimension !== undefined && dimension > size)
    throw new SpecError("dimension", `is ${dimension}, but there are ${size} parameters; give at most as many, or leave it out`);
  const stream = random("perturbation");
  const basis = dimension === undefined ? null : orthonormal(dimension, size, stream);
  const start = Float64Array.from({ length: dimension ?? size }, () => stream.sign());
  const moved = new Float64Array(size);
  const slope = new Float64Array(size);
  return (point) => {
    const { objective, parameters, loss } = point;
    const halfWidths = (basis?.map((row) => dot(row, parameters)) ?? [...parameters]).map((value) => epsilon * (Math.abs(value) + 1));
    const gradient = (z: Float64Array, out: Float64Array): number => {
      moved.set(parameters);
      if (basis === null) axpy(1, z, moved);
      else basis.forEach((row, j) => axpy(z[j], row, moved));
      const value = objective.gradient(moved, basis === null ? out : slope);
      basis?.forEach((row, j) => (out[j] = dot(row, slope)));
      return value;
    };
    const highest = maximumInBox(gradient, Float64Array.from(halfWidths), start, iterations);
    return (100 * Math.max(0, highest - loss)) / (1 + loss);
  };
}

/** So many random orthonormal rows, uniformly distributed (Gram–Schmidt, twice, on standard normal ones). */
function orthonormal(count: number, size: number, random: Random): Float64Array[] {
  const rows: Float64Array[] = [];
  while (rows.length < count) {
    const row = new Float64Array(size);
    random.normals(row);
    for (let pass = 0; pass < 2; pass++) for (const other of rows) axpy(-dot(other, row), other, row);
    const length = norm(row);
    rows.push(row.map((value) => value / length));
  }
  return rows;
}

/**
 * The sharpness of Keskar, Mudigere, Nocedal, Smelyanskiy & Tang 2017, φ = 100 (max_{z ∈ C} L(w + Az) − L(w))/(1 + L(w)), C = {z : |z_i| ≤ ε(|(A⁺w)_i| + 1)}, in per cent. A is the identity or, with
 * `dimension` p, has p random columns; orthonormal ones here, so that A⁺ = Aᵀ. The maximum is looked for in `iterations` steps, as theirs is with L-BFGS-B, from two corners of the box (see `maximumInBox`): it is a
 * lower bound. On a quadratic with diagonal Hessian it is found, and φ = 50ε² Σλ_i(|w_i| + 1)²/(1 + L) at the minimum. Not invariant under any rescaling, because of the 1 in the box.
 */
export function boxSharpnessAt(point: Point, { seed = 0, ...options }: BoxSharpnessOptions & { readonly seed?: number } = {}): number {
  return open(options, point.objective, (purpose) => openRandom(seed, purpose))(point);
}

export const behaviour: MeasureBehaviour<BoxSharpnessOptions> = {
  needs: ({ dimension = 0 }, { size }) => ({ numbers: dimension > size ? 0 : dimension * size }),
  columns: ({ epsilon = 1e-3, dimension }) => [
    {
      name: "boxSharpness",
      unit: "per cent",
      meaning: `100 (max L − L(w))/(1 + L(w)) over |z_i| ≤ ${epsilon}(|w_i| + 1)${dimension === undefined ? "" : `, z in a random subspace of dimension ${dimension}`}: a lower bound (Keskar et al. 2017)`,
    },
  ],
  begin(spec, { objective, random }) {
    const read = open(spec, objective, random);
    return ({ point }) => [finiteOrNull(read(point))];
  },
};
