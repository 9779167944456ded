/** ẇ into `out`. */
export type Field = (w: Float64Array, out: Float64Array) => void;

/** The flow of a smooth field from `start` over `time`, by `steps` steps of the classical Runge–Kutta method: a reference for order tests. */
export function referenceFlow(field: Field, start: Float64Array, time: number, steps: number): Float64Array {
  const h = time / steps;
  const w = Float64Array.from(start);
  const [k1, k2, k3, k4, stage] = Array.from({ length: 5 }, () => new Float64Array(w.length));
  const at = (slope: Float64Array, weight: number): Float64Array => {
    for (let i = 0; i < w.length; i++) stage[i] = w[i] + weight * slope[i];
    return stage;
  };
  for (let n = 0; n < steps; n++) {
    field(w, k1);
    field(at(k1, h / 2), k2);
    field(at(k2, h / 2), k3);
    field(at(k3, h), k4);
    for (let i = 0; i < w.length; i++) w[i] += (h / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
  }
  return w;
}
