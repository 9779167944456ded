import { formatNumber } from "../text.ts";
import type { Method } from "../style.ts";
import type { SpatialDrawing } from "./spatialDrawing.ts";
import { type LineOptions, methodPath, type SpatialPoints, wordsTrace } from "./traces.ts";

/** A path in the space of three directions. */
export interface PathInSpace {
  readonly method: Method;
  readonly name: string;
  readonly time: readonly number[];
  /** coordinates[i] at time[i]: three numbers. */
  readonly coordinates: readonly ArrayLike<number>[];
  readonly losses: readonly number[];
  readonly offPlane: readonly number[];
  readonly dash?: LineOptions["dash"];
}

/** Paths of several runs in three directions that they share, such as their principal components. Symbols stand at equal times. */
export function pathsInSpace({
  labels,
  paths,
  markEvery,
  eye,
  sides,
  description,
}: {
  readonly labels: readonly [string, string, string];
  readonly paths: readonly PathInSpace[];
  /** Every so many points a path is marked. */
  readonly markEvery: number;
  readonly eye: SpatialDrawing["eye"];
  readonly sides: SpatialDrawing["sides"];
  readonly description: string;
}): SpatialDrawing {
  const [x, y, z] = labels.map((label) => ({ label }));
  return {
    x,
    y,
    z,
    sides,
    eye,
    description,
    traces: (theme) => [
      ...paths.flatMap(({ method, name, time, coordinates, losses, offPlane, dash }) => {
        const [along, across, up] = [0, 1, 2].map((k) => coordinates.map((at) => at[k]));
        const notes = time.map(
          (t, i) =>
            `${name}, time ${formatNumber(t)}<br>loss ${formatNumber(losses[i])}<br>${offPlane[i].toFixed(2)} outside the three directions`,
        );
        const markAt = time.flatMap((_, i) => (i % markEvery === 0 ? [i] : []));
        return methodPath(theme, method, { x: along, y: across, z: up }, { name, notes, markAt, dash });
      }),
      wordsTrace(startOf(paths[0]), ["start"], theme.ink),
    ],
  };
}

function startOf({ coordinates: [start] }: PathInSpace): SpatialPoints {
  return { x: [start[0]], y: [start[1]], z: [start[2]] };
}
