import * as z from "zod";
import { openRandom } from "../kernel/random.ts";
import { norm } from "../kernel/vector.ts";
import type { Block } from "../objective/objective.ts";
import type { Point } from "../objective/point.ts";
import { SpecError } from "../spec/errors.ts";
import { parse } from "../spec/parse.ts";
import { count, positive, seed } from "../spec/scalars.ts";

const schema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("random"), seed: seed.default(0), normalisation: z.enum(["filter", "none"]).default("filter") }),
  z.strictObject({
    kind: z.literal("eigenvector"),
    rank: count.default(1),
    end: z.enum(["largest", "smallest"]).default("largest"),
    tolerance: positive.max(1).default(1e-6),
  }),
  z.strictObject({ kind: z.literal("gradient") }),
]);

/**
 * A direction in parameter space, given as a vector of length P or named:
 * `random` (standard normal entries of a seed; `normalisation` "filter" unless "none" is asked for), `eigenvector` (of the Hessian at the
 * point, unit length; `rank` counted from 1, from the `largest` eigenvalue down or the `smallest` up; `tolerance` is the relative
 * residual), `gradient` (∇L/‖∇L‖).
 */
export type Direction = ArrayLike<number> | z.input<typeof schema>;

/**
 * The vector that a direction is at a point; a new one.
 * Throws SpecError where it is not of length P, is zero or not finite, where the description is wrong, or where it means nothing here: filters of a model without weights, the gradient of a critical point.
 */
export function directionAt(point: Point, direction: Direction, path = "direction"): Float64Array {
  const vector = "length" in direction ? givenVector(point, direction, path) : named(point, parse(schema, direction, path), path);
  const length = norm(vector);
  if (!(length > 0 && Number.isFinite(length)))
    throw new SpecError(path, length === 0 ? "is the zero vector: it leads nowhere" : "has an entry that is not finite");
  return vector;
}

function givenVector({ objective: { size } }: Point, vector: ArrayLike<number>, path: string): Float64Array {
  if (vector.length !== size) throw new SpecError(path, `has ${vector.length} entries, but the objective has ${size} parameters`);
  return Float64Array.from(vector);
}

function named(point: Point, direction: z.output<typeof schema>, path: string): Float64Array {
  switch (direction.kind) {
    case "random": {
      const out = new Float64Array(point.objective.size);
      openRandom(direction.seed, "perturbation").normals(out);
      return direction.normalisation === "none" ? out : filterNormalised(out, point.parameters, point.objective.blocks, path);
    }
    case "eigenvector":
      return eigenvector(point, direction, path);
    case "gradient": {
      const length = norm(point.gradient);
      return point.gradient.map((value) => value / (length === 0 ? 1 : length));
    }
  }
}

function eigenvector(point: Point, { rank, end, tolerance }: { rank: number; end: string; tolerance: number }, path: string): Float64Array {
  const { size } = point.objective;
  if (rank > size) throw new SpecError(`${path}.rank`, `is ${rank}, but the Hessian has ${size} eigenvectors`);
  const pairs = end === "largest" ? point.eigenpairs(rank, tolerance) : point.smallestEigenpairs(rank, tolerance);
  return Float64Array.from(pairs.vectors[rank - 1]);
}

/**
 * d_ij ← d_ij ‖θ_ij‖/‖d_ij‖ (Li, Xu, Taylor, Studer & Goldstein 2018, § 4): every filter of the direction gets the length of the filter of the parameters. A filter is a row of a
 * block of weights, the weights into one unit (of a convolution: one output channel); biases and whatever is not a weight get zero. Where the activation is positively homogeneous (relu, identity), slices
 * along such directions do not see that layers are rescaled against each other (Dinh et al. 2017). Returns a new vector; a filter that is zero stays where it is.
 * Throws SpecError where no block is a matrix of weights.
 */
export function filterNormalised(
  direction: ArrayLike<number>,
  parameters: ArrayLike<number>,
  blocks: readonly Block[],
  path = "direction",
): Float64Array {
  const weights = blocks.filter(({ name }) => name.endsWith("weight"));
  if (weights.length === 0)
    throw new SpecError(path, 'filters are the rows of weights, and this model has none: use an mlp, or "normalisation": "none"');
  const out = new Float64Array(direction.length);
  for (const { start, rows, columns } of weights) {
    for (let i = 0; i < rows; i++) {
      const from = start + i * columns;
      let [own, place] = [0, 0];
      for (let k = from; k < from + columns; k++) {
        own += direction[k] * direction[k];
        place += parameters[k] * parameters[k];
      }
      const factor = own === 0 ? 0 : Math.sqrt(place / own);
      for (let k = from; k < from + columns; k++) out[k] = factor * direction[k];
    }
  }
  return out;
}
