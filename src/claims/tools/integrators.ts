import type { Method } from "../../dynamics/integrator/integrator.ts";
import type { Field } from "./referenceFlow.ts";

/** So many steps of length h, or of the lengths given, with as many stages as `stages` says: the method alone, without error control. Every place is returned. */
export function methodSteps(
  method: Method,
  field: Field,
  start: ArrayLike<number>,
  lengths: readonly number[],
  stages: number | ((h: number) => number),
): Float64Array[] {
  const from = Float64Array.from(start);
  const fresh = (): Float64Array => new Float64Array(from.length);
  const vectors = { from, fromVelocity: fresh(), to: fresh(), toVelocity: fresh(), error: fresh() };
  field(from, vectors.fromVelocity);
  const stepper = method.open(vectors, field, () => field(vectors.to, vectors.toVelocity));
  return lengths.map((h) => {
    stepper.take(h, typeof stages === "number" ? stages : stages(h));
    stepper.accepted?.(h);
    from.set(vectors.to);
    vectors.fromVelocity.set(vectors.toVelocity);
    return Float64Array.from(from);
  });
}

/** ẇ = −λw in one dimension. */
export function decay(rate: number): Field {
  return (w, out) => {
    out[0] = -rate * w[0];
  };
}

/** R(−z) of a method without memory: what one step makes of w = 1 under ẇ = −zw. */
export function stabilityFunction(method: Method, stages: number): (z: number) => number {
  return (z) => methodSteps(method, decay(z), [1], [1], stages)[0][0];
}

/** The end of the real stability interval: |R(−z)| ≤ 1 up to it. Scanned from 0 in two-thousandths of `scan`, then bisected. */
export function realLimit(method: Method, stages: number, scan: number): number {
  const stable = stabilityFunction(method, stages);
  const bears = (z: number): boolean => Math.abs(stable(z)) <= 1 + 1e-12;
  let low = 0;
  for (let z = scan / 2000; bears(z); z += scan / 2000) low = z;
  let high = low + scan / 2000;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (bears(middle)) low = middle;
    else high = middle;
  }
  return low;
}
