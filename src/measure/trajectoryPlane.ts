import { principalComponents } from "../kernel/principalComponents.ts";
import { distance, dot, isFiniteVector } from "../kernel/vector.ts";
import type { Objective } from "../objective/objective.ts";
import { SpecError } from "../spec/errors.ts";
import { shifted } from "./lossSlice.ts";

/** A plane (or line, or space) fitted to the paths of one or several runs. */
export interface TrajectoryPlane {
  /** What the components start from, length P. */
  readonly origin: Float64Array;
  /** The leading principal components: orthonormal, length P, the entry of largest modulus positive. */
  readonly directions: readonly Float64Array[];
  /** Part of (1/n) Σ ‖w − origin‖² along each direction. */
  readonly explained: readonly number[];
  /** All variances, descending, in parameter². */
  readonly variances: Float64Array;
  /** In the order in which the paths were given. */
  readonly paths: readonly ProjectedPath[];
}

/** A path as the plane shows it, beside what it is. */
export interface ProjectedPath {
  /** coordinates[i][k] = ⟨w_i − origin, direction k⟩. */
  readonly coordinates: readonly Float64Array[];
  /** Euclidean distance of w_i from the plane: what the picture hides. */
  readonly offPlane: Float64Array;
  /** L(w_i), the loss on the path. */
  readonly losses: Float64Array;
  /** The loss at the foot of w_i in the plane: where a surface over the plane would have it. */
  readonly planeLosses: Float64Array;
}

/** Options of `trajectoryPlane`. */
export interface TrajectoryPlaneOptions {
  /** How many directions; 2 unless given. */
  readonly components?: number;
  /** What the components start from: the mean of all places unless given. Li et al. 2018 (§ 7.2) take the last place of their one path. */
  readonly origin?: ArrayLike<number>;
}

/**
 * The plane in which paths lie as nearly as they can: principal components of the places of one or several runs, all places weighted alike (Li et al. 2018, § 7.2, for one path and about its end). With each place
 * comes its distance from the plane, and the loss there beside the loss on the plane: a surface drawn over the plane shows the second.
 * Throws SpecError where there is nothing to fit: no path, places of another length than the objective's or not finite, or fewer directions than components.
 */
export function trajectoryPlane(
  objective: Objective,
  paths: readonly (readonly ArrayLike<number>[])[],
  { components = 2, origin }: TrajectoryPlaneOptions = {},
): TrajectoryPlane {
  const places = paths.map((path, i) => path.map((place, j) => checked(objective, place, `paths.${i}.${j}`)));
  const all = places.flat();
  if (all.length === 0) throw new SpecError("paths", "hold no place: give each run's parameters at several times");
  if (!Number.isInteger(components) || components < 1)
    throw new SpecError("components", `is ${components}; it must be a whole number, at least 1`);
  const from = origin === undefined ? meanOf(all) : checked(objective, origin, "origin");
  const { variances, total, rank, components: directions } = principalComponents(all, from, components);
  if (rank < components) throw new SpecError("components", `is ${components}, but the places span only ${rank} directions`);
  return {
    origin: from,
    directions,
    explained: directions.map((_, k) => variances[k] / total),
    variances,
    paths: places.map((path) => projected(objective, from, directions, path)),
  };
}

function checked({ size }: Objective, place: ArrayLike<number>, path: string): Float64Array {
  if (place.length !== size) throw new SpecError(path, `has ${place.length} entries, but the objective has ${size} parameters`);
  const vector = Float64Array.from(place);
  if (!isFiniteVector(vector)) throw new SpecError(path, "has an entry that is not finite");
  return vector;
}

function meanOf(places: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(places[0].length);
  for (const place of places) for (let p = 0; p < sum.length; p++) sum[p] += place[p];
  return sum.map((value) => value / places.length);
}

function projected(
  objective: Objective,
  origin: Float64Array,
  directions: readonly Float64Array[],
  path: readonly Float64Array[],
): ProjectedPath {
  const coordinates = path.map((place) => {
    const offset = place.map((value, p) => value - origin[p]);
    return Float64Array.from(directions, (direction) => dot(offset, direction));
  });
  const feet = coordinates.map((at) => shifted(origin, directions, at));
  return {
    coordinates,
    offPlane: Float64Array.from(path, (place, i) => distance(place, feet[i])),
    losses: Float64Array.from(path, (place) => objective.loss(place)),
    planeLosses: Float64Array.from(feet, (foot) => objective.loss(foot)),
  };
}
