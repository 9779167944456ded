import type { Method } from "./integrator.ts";

/** Chooses the number of stages of a step. */
export interface StageChooser {
  /** Fewest stages with which z = h × (spectral radius) is stable. */
  fewest(z: number): number;
  /** Length of the real stability interval. */
  interval(stages: number): number;
  /** The step length, at most h, that costs least per unit of time: h itself, or the longest that one stage fewer bears. */
  cheapest(h: number, radius: number): number;
  /** The longest step that the method bears. */
  longest(radius: number): number;
}

/** Just inside the interval, so that rounding cannot ask for a stage more. */
const inside = 1 - 1e-9;

/** Tabulates the method's intervals. */
export function stageChooser(method: Method): StageChooser {
  const { fewestStages, mostStages } = method;
  const table = new Float64Array(mostStages + 1);
  for (let s = fewestStages; s <= mostStages; s++) table[s] = method.interval(s);
  const fewest = (z: number): number => {
    let low = fewestStages;
    let high = mostStages;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (table[middle] >= z) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return {
    fewest,
    interval: (stages) => table[stages],
    longest: (radius) => (radius > 0 ? (table[mostStages] * inside) / radius : Infinity),
    cheapest(h, radius) {
      const stages = fewest(h * radius);
      if (stages === fewestStages) return h;
      const shorter = (table[stages - 1] * inside) / radius;
      return method.evaluations(stages - 1) * h < method.evaluations(stages) * shorter ? shorter : h;
    },
  };
}
