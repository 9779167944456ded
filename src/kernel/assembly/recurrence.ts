/** The first stage: way ← step first, place ← from + way. Here and below vectors of `count` numbers, an even count. */
export function recurFirst(way: usize, first: usize, from: usize, place: usize, count: i32, step: f64): void {
  const ofFirst = f64x2.splat(step);
  const bytes = <usize>count << 3;
  for (let i: usize = 0; i < bytes; i += 16) {
    const moved = f64x2.mul(ofFirst, v128.load(first + i));
    v128.store(way + i, moved);
    v128.store(place + i, f64x2.add(v128.load(from + i), moved));
  }
}

/**
 * A stage of a stabilised Runge–Kutta method: next ← a last + b before + c velocity + d first, added in this order, and place ← from + next.
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

/** error ← factor (a (pastA − from) + b (pastB − from) + c way), to ← from + (way + error). */
export function recurCorrect(
  way: usize,
  from: usize,
  pastA: usize,
  pastB: usize,
  error: usize,
  to: usize,
  count: i32,
  a: f64,
  b: f64,
  c: f64,
  factor: f64,
): void {
  const ofA = f64x2.splat(a);
  const ofB = f64x2.splat(b);
  const ofWay = f64x2.splat(c);
  const scale = f64x2.splat(factor);
  const bytes = <usize>count << 3;
  for (let i: usize = 0; i < bytes; i += 16) {
    const now = v128.load(from + i);
    const moved = v128.load(way + i);
    const differences = f64x2.add(f64x2.mul(ofA, f64x2.sub(v128.load(pastA + i), now)), f64x2.mul(ofB, f64x2.sub(v128.load(pastB + i), now)));
    const correction = f64x2.mul(scale, f64x2.add(differences, f64x2.mul(ofWay, moved)));
    v128.store(error + i, correction);
    v128.store(to + i, f64x2.add(now, f64x2.add(moved, correction)));
  }
}
