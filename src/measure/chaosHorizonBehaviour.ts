import { log } from "../kernel/elementary.ts";
import { distance, norm } from "../kernel/vector.ts";
import type { ChaosHorizonOptions } from "./chaosHorizon.ts";
import type { Beside, Column, MeasureBehaviour } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

const columns: readonly Column[] = [
  {
    name: "shadowDistance",
    unit: "dimensionless",
    meaning: "‖w' − w‖ / max(‖w‖, ‖w'‖), w' a second run from one unit in the last place away",
  },
  { name: "shadowDigits", unit: "decimal digits", meaning: "−log₁₀ shadowDistance: digits of the parameters that still mean something" },
  {
    name: "lyapunovExponent",
    unit: "1 / step, 1 / time for a flow",
    meaning: "slope of log ‖w' − w‖ over the last steps before the horizon; its inverse is the length of an e-fold",
  },
  { name: "chaosHorizon", unit: "step", meaning: "the first step at which shadowDistance was above the threshold" },
  { name: "chaosHorizonTime", unit: "time", meaning: "the time of that step" },
];

/** What a measure of chaos has at hand. */
export const behaviour: MeasureBehaviour<ChaosHorizonOptions> = {
  needs: ({ window }) => ({ numbers: 2 * (window + 1) }),
  columns: () => columns,
  begin({ threshold, window }, { objective, shadow }) {
    const allDigits = digitsOf(objective.arithmetic?.roundoff ?? 2 ** -53);
    const line = slidingLine(window + 1);
    let relative = 0;
    let horizon: { readonly step: number | null; readonly time: number; readonly exponent: number } | null = null;
    const see = ({ parameters, shadow: other, step, time }: Beside): void => {
      const apart = other === null ? Infinity : distance(parameters, other);
      relative = relativeTo(norm(parameters), apart, other);
      if (horizon !== null) return;
      if (apart === 0) line.clear();
      else if (other !== null) line.add(step ?? time, log(apart));
      if (relative > threshold) horizon = { step, time, exponent: line.slope() };
    };
    shadow(see);
    return () => [
      finiteOrNull(relative),
      finiteOrNull(Math.max(0, Math.min(allDigits, digitsOf(relative)))),
      finiteOrNull(horizon?.exponent ?? line.slope()),
      horizon?.step ?? null,
      horizon?.time ?? null,
    ];
  },
};

/** ‖w' − w‖ / max(‖w‖, ‖w'‖), 0 where the two are at one place; NaN where the run is at zero and its shadow is not: nothing there has a size that rounding would be relative to. */
function relativeTo(size: number, apart: number, shadow: Float64Array | null): number {
  if (shadow === null || apart === 0) return apart;
  return size === 0 ? NaN : apart / Math.max(size, norm(shadow));
}

/** −log₁₀; infinitely many where nothing is apart. */
const digitsOf = (relative: number): number => (relative === 0 ? Infinity : -log(relative) / Math.LN10);

/** The least-squares line through the last `most` points. */
function slidingLine(most: number) {
  const x = new Float64Array(most);
  const y = new Float64Array(most);
  let seen = 0;
  return {
    add(abscissa: number, ordinate: number): void {
      x[seen % most] = abscissa;
      y[seen % most] = ordinate;
      seen++;
    },
    clear(): void {
      seen = 0;
    },
    /** NaN with fewer than two points. */
    slope(): number {
      const count = Math.min(seen, most);
      const [meanX, meanY] = [meanOf(x, count), meanOf(y, count)];
      let above = 0;
      let below = 0;
      for (let i = 0; i < count; i++) {
        above += (x[i] - meanX) * (y[i] - meanY);
        below += (x[i] - meanX) * (x[i] - meanX);
      }
      return above / below;
    },
  };
}

function meanOf(values: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i];
  return sum / count;
}
