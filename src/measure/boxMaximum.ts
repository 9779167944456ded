/** The value of a function at z and its gradient, into `out`. */
type Sloped = (z: Float64Array, out: Float64Array) => number;

/** Halvings of a step that did not lead upwards. */
const mostHalvings = 4;

/**
 * A lower bound of max f over the box |z_i| ≤ b_i: the conditional gradient method (Frank & Wolfe 1956) from two corners, that of the signs of ∇f(0) and that of `signs`. Each
 * iteration heads for the corner that maximises the linear part of f, z_i = b_i sign ∂_i f (where the slope is 0, z_i stays), the whole way if f is larger there, else half as far, and so on. On convex
 * functions it climbs from corner to corner; where the Hessian is diagonal it ends at the maximum. At most 2 × `iterations` × 5 gradients, about 2 to each iteration as a rule. NaN where f(0) is not finite.
 */
export function maximumInBox(f: Sloped, b: Float64Array, signs: Float64Array, iterations: number): number {
  const slope = new Float64Array(b.length);
  const centre = f(new Float64Array(b.length), slope);
  if (!Number.isFinite(centre)) return NaN;
  const first = slope.map((value, i) => (value === 0 ? signs[i] : Math.sign(value)) * b[i]);
  const second = signs.map((sign, i) => sign * b[i]);
  return Math.max(centre, climb(f, first, b, iterations), climb(f, second, b, iterations));
}

/** The highest value on the way up from z. */
function climb(f: Sloped, start: Float64Array, b: Float64Array, iterations: number): number {
  let z = start;
  let slope = new Float64Array(b.length);
  let spare = new Float64Array(b.length);
  let value = f(z, slope);
  for (let k = 0; k < iterations; k++) {
    const corner = z.map((at, i) => (slope[i] === 0 ? at : Math.sign(slope[i]) * b[i]));
    if (corner.every((at, i) => at === z[i])) break;
    let next = corner;
    let found = f(next, spare);
    for (let halving = 0; !(found > value) && halving < mostHalvings; halving++) {
      next = next.map((at, i) => (at + z[i]) / 2);
      found = f(next, spare);
    }
    if (!(found > value)) break;
    [z, value] = [next, found];
    [slope, spare] = [spare, slope];
  }
  return value;
}
