/** w ← w − h d for `count` numbers; returns 0 when every new w is finite, else NaN: x − x is 0 exactly when x is finite. */
export function descend(w: usize, d: usize, count: i32, h: f64): f64 {
  const step = f64x2.splat(h);
  let spoiled = f64x2.splat(0);
  let spoiledToo = f64x2.splat(0);
  const end = w + (<usize>(count & ~3) << 3);
  for (; w < end; w += 32, d += 32) {
    const first = f64x2.sub(v128.load(w), f64x2.mul(step, v128.load(d)));
    const second = f64x2.sub(v128.load(w, 16), f64x2.mul(step, v128.load(d, 16)));
    v128.store(w, first);
    v128.store(w, second, 16);
    spoiled = f64x2.add(spoiled, f64x2.sub(first, first));
    spoiledToo = f64x2.add(spoiledToo, f64x2.sub(second, second));
  }
  spoiled = f64x2.add(spoiled, spoiledToo);
  let sum = f64x2.extract_lane(spoiled, 0) + f64x2.extract_lane(spoiled, 1);
  for (let i = count & 3; i > 0; i--, w += 8, d += 8) {
    const value = load<f64>(w) - h * load<f64>(d);
    store<f64>(w, value);
    sum += value - value;
  }
  return sum;
}
