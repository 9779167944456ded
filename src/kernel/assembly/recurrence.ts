/**
 * A stage of a stabilised Runge–Kutta method: next ← a last + b before + c velocity + d first, added in this order, and place ← from + next.
 * Vectors of `count` numbers, an even count.
 */
export function recur(
  next: usize,
  last: usize,
  before: usize,
  velocity: usize,
  first: usize,
  from: usize,
  place: usize,
  count: i32,
  a: f64,
  b: f64,
  c: f64,
  d: f64,
): void {
  const ofLast = f64x2.splat(a);
  const ofBefore = f64x2.splat(b);
  const ofVelocity = f64x2.splat(c);
  const ofFirst = f64x2.splat(d);
  const bytes = <usize>count << 3;
  for (let i: usize = 0; i < bytes; i += 16) {
    let way = f64x2.add(f64x2.mul(ofLast, v128.load(last + i)), f64x2.mul(ofBefore, v128.load(before + i)));
    way = f64x2.add(way, f64x2.mul(ofVelocity, v128.load(velocity + i)));
    way = f64x2.add(way, f64x2.mul(ofFirst, v128.load(first + i)));
    v128.store(next + i, way);
    v128.store(place + i, f64x2.add(v128.load(from + i), way));
  }
}
