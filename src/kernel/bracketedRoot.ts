/** A root between two places where a function has different signs. */
export interface BracketedRoot {
  /** The end of the bracket where the function is smaller in modulus. */
  readonly root: number;
  /** The other end: the root lies between them. */
  readonly other: number;
  readonly evaluations: number;
}

/** A place and the function's value there. */
export interface Valued {
  readonly x: number;
  readonly value: number;
}

/**
 * Encloses a root of a continuous function between a and b, whose values have different signs, by Chandrupatla's method (Advances in Engineering Software 28 (1997) 145): inverse quadratic
 * interpolation where three points allow it, bisection where not, the first step by the chord (exact for straight lines). Ends when the bracket is narrower than `tolerance` × |root|, or after `most` evaluations.
 */
export function bracketedRoot(f: (x: number) => number, a: Valued, b: Valued, tolerance: number, most: number): BracketedRoot {
  let [newest, opposite, older] = [a, b, b];
  let share = a.value / (a.value - b.value);
  let evaluations = 0;
  for (;;) {
    const width = Math.abs(opposite.x - newest.x);
    const best = Math.abs(newest.value) < Math.abs(opposite.value) ? newest : opposite;
    const least = (0.5 * tolerance * Math.abs(best.x)) / width;
    if (best.value === 0) return { root: best.x, other: best.x, evaluations };
    if (!(least < 0.5) || evaluations >= most) {
      return { root: best.x, other: best === newest ? opposite.x : newest.x, evaluations };
    }
    const x = newest.x + Math.min(Math.max(share, least), 1 - least) * (opposite.x - newest.x);
    const found = { x, value: f(x) };
    evaluations++;
    if (found.value > 0 === newest.value > 0) older = newest;
    else [older, opposite] = [opposite, newest];
    newest = found;
    share = interpolated(newest, opposite, older);
  }
}

/** Where between `newest` and `opposite` the inverse parabola through three points has its root; ½ where it may not be trusted. */
function interpolated({ x: x1, value: f1 }: Valued, { x: x2, value: f2 }: Valued, { x: x3, value: f3 }: Valued): number {
  const xi = (x1 - x2) / (x3 - x2);
  const phi = (f1 - f2) / (f3 - f2);
  if (!(1 - Math.sqrt(1 - xi) < phi && phi < Math.sqrt(xi))) return 0.5;
  const alpha = (x3 - x1) / (x2 - x1);
  return (f1 / (f1 - f2)) * (f3 / (f3 - f2)) - alpha * (f1 / (f3 - f1)) * (f2 / (f2 - f3));
}
