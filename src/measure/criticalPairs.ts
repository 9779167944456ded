import { followPairs } from "../kernel/followPairs.ts";
import { openRandom } from "../kernel/random.ts";
import type { Operator } from "../kernel/subspace.ts";

/** The eigenpairs of an operator that are near an edge, largest first. */
export interface CriticalPairs {
  readonly critical: number;
  readonly values: ArrayLike<number>;
  /** Orthonormal; valid until the next reading. */
  readonly vectors: readonly Float64Array[];
}

/** Eigenvalues from this fraction of the edge on may oscillate. */
const window = 0.98;
/** Relative residual of the critical eigenpairs: flows take differences of what comes of them. */
const tolerance = 1e-8;
/** Relative residual of the values that only tell which eigenvalues are critical. */
const watchTolerance = 3e-3;

/** Follows the eigenpairs from 98 % of the edge on along a path of an operator, with a memory of its own. */
export function criticalPairs(size: number, edge: number, productError?: number): (operator: Operator) => CriticalPairs {
  const watch = followPairs(size, { remembered: 1, random: openRandom(0, "probes", 1), productError });
  const follow = followPairs(size, { remembered: 4, random: openRandom(0, "probes", 2), productError });
  let watched = 1;

  function criticalCount(operator: Operator): number {
    for (;;) {
      const { values, residuals } = watch(operator, watched, watchTolerance);
      let critical = 0;
      while (critical < values.length && values[critical] + residuals[critical] >= window * edge) critical++;
      if (critical < values.length || watched >= size) {
        watched = Math.min(size, critical + 1);
        return critical;
      }
      watched++;
    }
  }

  return (operator) => {
    const critical = criticalCount(operator);
    if (critical === 0) return { critical, values: [], vectors: [] };
    return { critical, ...follow(operator, critical, tolerance) };
  };
}
