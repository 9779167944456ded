import type { Exclusion } from "../kernel/exclusion.ts";
import { followPairs } from "../kernel/followPairs.ts";
import { LeadingPairs, type RitzPairs } from "../kernel/leadingPairs.ts";
import { openRandom } from "../kernel/random.ts";
import type { Operator } from "../kernel/subspace.ts";
import { NumericalError } from "../spec/errors.ts";

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
/** Every so many readings it is looked for branches that have overtaken the followed ones: about a quarter of a product a reading. */
const lookEvery = 8;
/** What is excluded where pairs cannot be followed: missing by more than 1 % of the spectrum's width, with probability 0.001. */
const exclusion: Exclusion = { fraction: 0.01, probability: 1e-3 };

/**
 * Follows the eigenpairs from 98 % of the edge on along a path of an operator, with a memory of its own. A companion with a random part, which takes steps of the power iteration every few readings, meets branches
 * that overtake the followed ones; what it finds takes their place. With `anew` they are looked for from a random start that excludes a missed one, as is right far from the last place.
 */
export function criticalPairs(size: number, edge: number, productError?: number): (operator: Operator, anew?: boolean) => CriticalPairs {
  const watch = followPairs(size, { remembered: 1, random: openRandom(0, "probes", 1), productError });
  const follow = followPairs(size, { remembered: 4, random: openRandom(0, "probes", 2), productError });
  const scout = new LeadingPairs(size, openRandom(0, "probes", 3), productError);
  let watched = 1;
  let readings = 0;

  const isCritical = ({ values, residuals }: Pick<RitzPairs, "values" | "residuals">, k: number): boolean =>
    values[k] + residuals[k] >= window * edge;

  /** Pairs down to the first that is not critical, from a random start. */
  function lookedFor(operator: Operator): readonly Float64Array[] {
    for (let count = 1; ; count = Math.min(size, 2 * count)) {
      const found = scout.cold(operator, count, watchTolerance, exclusion);
      const beyond = found.values.findIndex((_, k) => !isCritical(found, k));
      if (beyond < 0 && count < size) continue;
      watched = beyond < 0 ? size : beyond + 1;
      return found.vectors.slice(0, watched);
    }
  }

  /** Vectors of the leading pairs where these are not the watched ones; undefined where they are. */
  function overtaking(
    operator: Operator,
    { values, residuals }: Pick<RitzPairs, "values" | "residuals">,
  ): readonly Float64Array[] | undefined {
    if (readings++ % lookEvery !== 0) return undefined;
    const found = finitePairs(() => scout.warm(operator, values.length, watchTolerance));
    if (found === null) return undefined;
    const larger = found.values.some((value, k) => value > values[k] + residuals[k] + watchTolerance * Math.abs(value));
    return larger ? found.vectors : undefined;
  }

  /** How many pairs are critical, and vectors near them where those that are remembered are others. */
  function criticalOnes(operator: Operator, anew: boolean): { critical: number; start: readonly Float64Array[] | undefined } {
    const start = anew ? lookedFor(operator) : undefined;
    let found = watch(operator, watched, watchTolerance, start);
    const others = anew ? undefined : overtaking(operator, found);
    if (others !== undefined) found = watch(operator, watched, watchTolerance, others);
    for (;;) {
      let critical = 0;
      while (critical < found.values.length && isCritical(found, critical)) critical++;
      if (critical < found.values.length || watched >= size) {
        watched = Math.min(size, critical + 1);
        return { critical, start: anew || others !== undefined ? found.vectors.slice(0, critical) : undefined };
      }
      watched++;
      found = watch(operator, watched, watchTolerance);
    }
  }

  return (operator, anew = false) => {
    const { critical, start } = criticalOnes(operator, anew);
    if (critical === 0) return { critical, values: [], vectors: [] };
    return { critical, ...follow(operator, critical, tolerance, start) };
  };
}

/** null where the operator is not finite, as at a step that a flow tries and takes back: there is nothing to look for, and the watched pairs say so. */
function finitePairs(find: () => RitzPairs): RitzPairs | null {
  try {
    return find();
  } catch (error) {
    if (error instanceof NumericalError) return null;
    throw error;
  }
}
