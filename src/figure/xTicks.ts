import * as Plot from "@observablehq/plot";
import { type Axis, formatOf, ticksOf } from "./axis.ts";
import { fontSizes } from "./style.ts";
import { textWidth } from "./text.ts";

/** The ticks of the horizontal axis, fewer where their labels would run into one another, and room at the right for the last of them. */
export function xTicksOf(
  x: Axis,
  left: number,
  right: number,
  width: number,
): { readonly xTicks: readonly number[]; readonly right: number } {
  const format = formatOf(x);
  const length = width - right - left;
  const scale = Plot.scale({ x: { type: x.type ?? "linear", domain: [...x.domain], range: [left, width - right] } });
  const at = (tick: number): readonly [from: number, to: number] => {
    const half = textWidth(format(tick), fontSizes.tick) / 2;
    const middle = scale.apply(tick) as number;
    return [middle - half, middle + half];
  };
  const apart = (ticks: readonly number[]): boolean => ticks.every((tick, i) => i === 0 || at(ticks[i - 1])[1] + 1 < at(tick)[0]);
  let count = Math.max(2, Math.round(length / 38));
  let xTicks = ticksOf(x, count);
  while (x.ticks === undefined && count > 1 && !apart(xTicks)) xTicks = ticksOf(x, --count);
  if (x.ticks === undefined && !apart(xTicks)) xTicks = xTicks.slice(0, 1);
  const over = Math.max(0, ...xTicks.map((tick) => at(tick)[1] - width));
  return { xTicks, right: over > 0.5 ? right + Math.ceil(over) : right };
}

/** How far the label of a tick at the very end of the horizontal axis stands out to the right of it; 0 where it ends earlier, or is short. */
export function lastTickReach(x: Axis, length: number): number {
  const last = ticksOf(x, Math.max(2, Math.round(length / 38))).at(-1);
  if (last === undefined || last !== x.domain[1]) return 0;
  const reach = textWidth(formatOf(x)(last), fontSizes.tick) / 2;
  // The usual margin is made for numbers of three digits or four.
  return reach > 8 ? reach + 1 : 0;
}
