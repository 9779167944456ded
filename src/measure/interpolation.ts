import type { Objective } from "../objective/objective.ts";
import { SpecError } from "../spec/errors.ts";

/** The loss on the straight line between two places, and what stands in the way. */
export interface Interpolation {
  /** t: 0 at the first place, 1 at the second. */
  readonly fractions: Float64Array;
  /** L((1 − t)·from + t·to); what is not finite is kept as it came. */
  readonly losses: Float64Array;
  readonly barrier: Barrier;
}

/** The largest rise of the loss above the straight line between the losses of the ends. */
export interface Barrier {
  /** max_t L((1 − t)·from + t·to) − [(1 − t)·L(from) + t·L(to)]: 0 where the line never rises above, infinite where the loss is not finite. */
  readonly height: number;
  /** The t of the maximum; null where the height is 0. */
  readonly at: number | null;
}

/** The bracket of the maximum is narrowed to this width: its height is then known to the square of it. */
const narrow = 1e-7;
/** (√5 − 1)/2. */
const golden = (Math.sqrt(5) - 1) / 2;

/**
 * The loss along the straight line between two parameter vectors (Goodfellow, Vinyals & Saxe 2015) and its barrier (Entezari, Sedghi, Saukh & Neyshabur 2022, definition 2.1; Frankle, Dziugaite, Roy & Carbin 2020
 * subtract the mean of the two losses instead). The barrier is the highest of `count` equidistant fractions (51 unless given), refined by golden section between its neighbours: one that rises and falls between
 * two fractions may be missed. Such lines depend on how the units are numbered, which no function sees.
 * Throws SpecError where the vectors differ in length or `count` is below 3.
 */
export function interpolation(
  objective: Objective,
  from: ArrayLike<number>,
  to: ArrayLike<number>,
  { count = 51 }: { readonly count?: number } = {},
): Interpolation {
  if (from.length !== objective.size || to.length !== objective.size)
    throw new SpecError("", `the ends have ${from.length} and ${to.length} parameters, but the objective has ${objective.size}`);
  if (!Number.isInteger(count) || count < 3) throw new SpecError("count", `is ${count}; it must be a whole number, at least 3`);
  const between = new Float64Array(objective.size);
  const lossAt = (t: number): number => {
    for (let p = 0; p < between.length; p++) between[p] = (1 - t) * from[p] + t * to[p];
    return objective.loss(between);
  };
  const fractions = Float64Array.from({ length: count }, (_, i) => i / (count - 1));
  const losses = fractions.map(lossAt);
  const excessOf = (t: number, loss: number): number => loss - ((1 - t) * losses[0] + t * losses[count - 1]);
  return { fractions, losses, barrier: barrierOf(fractions, losses, excessOf, lossAt) };
}

function barrierOf(
  fractions: Float64Array,
  losses: Float64Array,
  excessOf: (t: number, loss: number) => number,
  lossAt: (t: number) => number,
): Barrier {
  const overflow = losses.findIndex((loss) => !Number.isFinite(loss));
  if (overflow >= 0) return { height: Infinity, at: fractions[overflow] };
  const excess = fractions.map((t, i) => excessOf(t, losses[i]));
  let best = 0;
  for (let i = 1; i + 1 < excess.length; i++) if (excess[i] > excess[best]) best = i;
  // The ends have no excess but for rounding.
  if (best === 0 || !(excess[best] > 0)) return { height: 0, at: null };
  const refined = highest((t) => excessOf(t, lossAt(t)), fractions[best - 1], fractions[best + 1]);
  return refined.height > excess[best] ? refined : { height: excess[best], at: fractions[best] };
}

/** Golden section for the maximum of a function that rises and then falls. */
function highest(value: (t: number) => number, from: number, to: number): { height: number; at: number } {
  let [low, high] = [from, to];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [atLeft, atRight] = [value(left), value(right)];
  while (high - low > narrow) {
    if (atLeft > atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - golden * (high - low);
      atLeft = value(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + golden * (high - low);
      atRight = value(right);
    }
  }
  return atLeft > atRight ? { height: atLeft, at: left } : { height: atRight, at: right };
}
