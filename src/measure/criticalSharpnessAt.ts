import { type BracketedRoot, bracketedRoot, type Valued } from "../kernel/bracketedRoot.ts";
import { machineEpsilon } from "../kernel/denseKernel.ts";
import { dot } from "../kernel/vector.ts";
import type { Point } from "../objective/point.ts";
import type { CriticalSharpnessOptions } from "./criticalSharpness.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

/** The critical sharpness along a direction. */
export interface CriticalSharpness {
  /** λ_c = 2 / η_c, in 1 / step size. */
  readonly value: number;
  /** How far the true value may be: the width of the bracket, and the rounding of the losses. */
  readonly error: number;
  /** Forward passes that it took. */
  readonly passes: number;
}

/** The first step, in Polyak steps L/gᵀd: small, so that its secant sees the curvature here. */
const first = 1 / 64;
/** The next step is at most so many times as far. */
const farthest = 256;

/**
 * Critical sharpness λ_c = 2/η_c (Kalra et al. 2026), η_c the step size at which the loss stops falling along an update w ← w − ηd: L(w − η_c d) = L(w). d is the gradient unless
 * `direction` gives another one (momentum's, Adam's). On a quadratic λ_c = dᵀHd / gᵀd, for the gradient the directional sharpness gᵀHg/‖g‖²; beyond quadratics it knows the loss at the
 * distance of the step. The mean slope (L(w − ηd) − L(w))/η, which starts at −gᵀd, is followed outwards, from a 64th of the Polyak step L/gᵀd to where its secant
 * would be 5 % positive, at least 2, 4, 8, … times as far each, until it is positive; its root is then enclosed. A rise that is over where the next step lands can be missed. Forward passes only, fewer than ten.
 *
 * Null where there is no such step: at a critical point, where d is no descent direction, where the loss does not rise within the passes, and where rounding hides it.
 */
export function criticalSharpnessAt(
  point: Point,
  { bracketWidth = 1e-3, passes = 9, direction }: CriticalSharpnessOptions & { readonly direction?: Float64Array | undefined } = {},
): CriticalSharpness | null {
  const along = direction ?? point.gradient;
  const slope = dot(point.gradient, along);
  if (!(slope > 0) || !Number.isFinite(point.loss)) return null;
  const meanSlope = openMeanSlope(point, along);
  const bracket = risingStep(meanSlope, slope, first * (point.loss > 0 ? point.loss / slope : 1), passes - 1);
  if (bracket === null) return null;
  const { root, other, evaluations } = bracketedRoot(meanSlope, bracket.falling, bracket.rising, bracketWidth, passes - bracket.passes);
  return conclude({ root, other, evaluations: evaluations + bracket.passes }, point, slope);
}

/** η ↦ (L(w − ηd) − L(w))/η; what is not finite has risen infinitely. */
function openMeanSlope({ objective, parameters, loss }: Point, direction: Float64Array): (stepSize: number) => number {
  const moved = new Float64Array(objective.size);
  return (stepSize) => {
    for (let i = 0; i < moved.length; i++) moved[i] = parameters[i] - stepSize * direction[i];
    const mean = (objective.loss(moved) - loss) / stepSize;
    return Number.isFinite(mean) ? mean : Infinity;
  };
}

interface Bracket {
  readonly falling: Valued;
  readonly rising: Valued;
  readonly passes: number;
}

/** Steps outwards until the mean slope is positive and finite; null where the passes do not suffice. */
function risingStep(meanSlope: (stepSize: number) => number, slope: number, start: number, most: number): Bracket | null {
  let falling: Valued = { x: 0, value: -slope };
  let stepSize = start;
  let ceiling = Infinity;
  for (let passes = 1; passes <= most; passes++) {
    const here = { x: stepSize, value: meanSlope(stepSize) };
    if (here.value > 0 && here.value < Infinity) return { falling, rising: here, passes };
    if (here.value === Infinity) ceiling = stepSize;
    const secant = here.value < 0 ? 1.05 * rootOfChord(falling, here) : Infinity;
    if (here.value <= 0) falling = here;
    stepSize = next(falling.x, secant, ceiling, passes);
  }
  return null;
}

/** Where the straight line through two places is 0; Infinity where it never rises so far. */
function rootOfChord(a: Valued, b: Valued): number {
  const rise = (b.value - a.value) / (b.x - a.x);
  return rise > 0 ? b.x - b.value / rise : Infinity;
}

/** The next step to try: where the secant points, but further than that from one pass to the next; below a step that left the finite numbers. */
function next(falling: number, secant: number, ceiling: number, passes: number): number {
  if (ceiling < Infinity) return falling === 0 ? first * ceiling : Math.sqrt(falling) * Math.sqrt(ceiling);
  const least = 1 << Math.min(passes, 8);
  return Math.min(Math.max(secant < Infinity ? secant : 0, least * falling), farthest * falling);
}

/** The losses' rounding moves the mean slope by about 4 ulp(L)/η, which is of the size −gᵀd at η = 0 and rises to 0 at η_c. */
function conclude({ root, other, evaluations }: BracketedRoot, { loss, objective }: Point, slope: number): CriticalSharpness | null {
  const roundoff = objective.arithmetic?.roundoff ?? machineEpsilon / 2;
  const value = 2 / root;
  const rounding = (8 * roundoff * Math.abs(loss)) / (root * slope);
  const error = Math.abs(2 / other - value) + rounding * value;
  return rounding < 0.5 && Number.isFinite(value) && Number.isFinite(error) ? { value, error, passes: evaluations } : null;
}

export const behaviour: MeasureBehaviour<CriticalSharpnessOptions> = {
  columns: () => [
    {
      name: "criticalSharpness",
      unit: "1 / step size",
      meaning: "λ_c = 2/η_c, η_c the step along the gradient at which the loss is back at its value here (Kalra et al. 2026)",
    },
    {
      name: "criticalSharpnessError",
      unit: "1 / step size",
      meaning: "how far criticalSharpness may be from its true value: bracket and rounding",
    },
  ],
  begin:
    (options) =>
    ({ point }) => {
      const found = criticalSharpnessAt(point, options);
      return found === null ? [null, null] : [finiteOrNull(found.value), finiteOrNull(found.error)];
    },
};
