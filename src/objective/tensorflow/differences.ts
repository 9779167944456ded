import { norm } from "../../kernel/vector.ts";

/** The steps at which estimates are taken, relative to the length of what is displaced: for first differences about the cube root of float32's roundoff, for second ones about its sixth root. */
const firstStep = 2 ** -8;
const secondStep = 2 ** -6;
/** Where halving the step changes an estimate by less than this fraction, its error after extrapolation is below float32's noise. */
const settled = 0.01;
const mostHalvings = 6;

/** f(x + s u) for a unit vector u. */
type Along = (s: number) => Float64Array;

/**
 * d/ds f(x + s u) at s = 0 from central differences, extrapolated from two steps (Richardson): its truncation is of fourth order in the step. Steps are halved while that matters more than
 * the noise of float32, so that the result is a function of x and u alone. `length` is ‖x‖.
 */
export function firstDerivative(f: Along, length: number): Float64Array {
  return extrapolated((s) => combination(1 / (2 * s), f(s), -1 / (2 * s), f(-s)), firstStep * (length || 1));
}

/** d²/ds² f(x + s u) at s = 0, likewise. */
export function secondDerivative(f: Along, length: number): Float64Array {
  const middle = Float64Array.from(f(0));
  return extrapolated(
    (s) => {
      const ends = combination(1, f(s), 1, f(-s));
      return combination(1 / (s * s), ends, -2 / (s * s), middle);
    },
    secondStep * (length || 1),
  );
}

/** (4 E(s/2) − E(s))/3 for an estimate E whose error is of second order in s, with the s that suits. */
function extrapolated(estimate: Along, start: number): Float64Array {
  let coarse = estimate(start);
  let step = start / 2;
  let fine = estimate(step);
  let change = norm(combination(1, coarse, -1, fine));
  for (let halvings = 1; halvings < mostHalvings && change > settled * norm(fine); halvings++) {
    step /= 2;
    const finer = estimate(step);
    const next = norm(combination(1, fine, -1, finer));
    // Where truncation ruled the change would fall by a factor of four.
    if (!(next < change / 2)) break;
    [coarse, fine, change] = [fine, finer, next];
  }
  return combination(4 / 3, fine, -1 / 3, coarse);
}

function combination(a: number, x: Float64Array, b: number, y: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < out.length; i++) out[i] = a * x[i] + b * y[i];
  return out;
}
