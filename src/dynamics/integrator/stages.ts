import type { Method } from "./integrator.ts";

/** Chooses the number of stages of a step. */
export interface StageChooser {
  /** Fewest stages with which z = h × (spectral radius) is stable; the most there are, where none suffices. */
  fewest(z: number): number;
  /** The step length, at most h, that costs least per unit of time: h itself, or the longest that one stage fewer bears. */
  cheapest(h: number, radius: number): number;
  /** The longest step that the method bears. */
  longest(radius: number): number;
}

/** Just inside the interval, so that rounding cannot ask for a stage more. */
const inside = 1 - 1e-9;

/** Tabulates the method's intervals as they are asked for. */
export function stageChooser(method: Method): StageChooser {
  const { fewestStages, mostStages } = method;
  const known = new Float64Array(mostStages + 1);
  const interval = (stages: number): number => (known[stages] ||= method.interval(stages));
  const fewest = (z: number): number => {
    let high = fewestStages;
    let low = fewestStages;
    while (high < mostStages && interval(high) < z) {
      low = high + 1;
      high = Math.min(mostStages, 2 * high);
    }
    while (low < high) {
      const middle = (low + high) >> 1;
      if (interval(middle) >= z) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return {
    fewest,
    longest: (radius) => (radius > 0 ? (interval(mostStages) * inside) / radius : Infinity),
    cheapest(h, radius) {
      const stages = fewest(h * radius);
      if (stages === fewestStages) return h;
      const shorter = (interval(stages - 1) * inside) / radius;
      return (stages - 1) * h < stages * shorter ? shorter : h;
    },
  };
}
