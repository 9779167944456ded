import { formatNumber, powerOfTen } from "./text.ts";

/** An axis of a panel. Units and the ground of a comparison ("at equal time") belong in the label. */
export interface Axis {
  readonly label: string;
  readonly type?: "linear" | "log";
  /** Smallest and largest value shown. */
  readonly domain: readonly [number, number];
  readonly ticks?: readonly number[];
  /** How a tick is printed; `formatNumber` unless given. */
  readonly format?: (value: number) => string;
}

/** Round tick values within a domain, about `count` of them. */
export function linearTicks([low, high]: readonly [number, number], count = 5): number[] {
  const rough = (high - low) / count;
  if (!(rough > 0)) return [low];
  let step = 1;
  while (step > rough) step /= 10;
  while (step * 10 <= rough) step *= 10;
  // 1, 2, 5 or 10, whichever is nearest on a logarithmic scale.
  const over = rough / step;
  step *= over >= Math.sqrt(50) ? 10 : over >= Math.sqrt(10) ? 5 : over >= Math.SQRT2 ? 2 : 1;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Division by a whole number keeps 0.3 from becoming 0.30000000000000004.
  return Array.from({ length: last - first + 1 }, (_, i) => (step < 1 ? (first + i) / Math.round(1 / step) : (first + i) * step)).map(
    (tick) => Number(tick.toPrecision(12)),
  );
}

/** Powers of ten within a domain; with fewer than two of them, also their doubles and quintuples; every n-th where there are many. */
export function logTicks([low, high]: readonly [number, number], count = 5): number[] {
  const decades: number[] = [];
  for (let n = Math.ceil(Math.log10(low) - 1e-9); n <= Math.log10(high) + 1e-9; n++) decades.push(n);
  if (decades.length >= 3) {
    const every = Math.ceil(decades.length / (count + 1));
    return decades.filter((n) => n % every === 0).map((n) => Number(`1e${n}`));
  }
  const ticks: number[] = [];
  for (let n = Math.floor(Math.log10(low)); n <= Math.ceil(Math.log10(high)); n++)
    for (const m of [1, 2, 5]) ticks.push(Number(`${m}e${n}`));
  const inside = ticks.filter((tick) => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9));
  return inside.length < 2 && high < 10 * low ? linearTicks([low, high], count) : inside;
}

/** The ticks of an axis: those given, else about `count` round ones; whole powers of ten on a logarithmic axis. */
export function ticksOf(axis: Axis, count: number): readonly number[] {
  return axis.ticks ?? (axis.type === "log" ? logTicks(axis.domain, count) : linearTicks(axis.domain, count));
}

/** How an axis prints a number. */
export function formatOf(axis: Axis): (value: number) => string {
  if (axis.format !== undefined) return axis.format;
  // Ticks are round numbers: all their digits are meant.
  if (axis.type !== "log") return (value) => formatNumber(value, 9);
  return (value) => {
    const exponent = Math.round(Math.log10(value));
    const whole = Math.abs(value / Number(`1e${exponent}`) - 1) < 1e-9;
    return whole && (exponent < -2 || exponent > 3) ? powerOfTen(exponent) : formatNumber(value, 9);
  };
}

/** Values of runs that diverge are cut here, so that widened intervals, their spans and ratios stay finite. */
const most = 1e300;
const least = 1e-300;

/** Values closer than this, relative to their size, are drawn as one: the labels of ticks have nine digits. */
const alike = 1e-7;
/** Differences below this have no round ticks: their reciprocals are no numbers. */
const tiniest = 1e-290;

/** The smallest interval that holds all finite values, widened by a share on both sides (multiplicatively for `log`). */
export function extent(values: Iterable<number | null>, type: "linear" | "log" = "linear", margin = 0.05): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === null || !Number.isFinite(value) || (type === "log" && value <= 0)) continue;
    const shown = Math.min(most, Math.max(type === "log" ? least : -most, value));
    low = Math.min(low, shown);
    high = Math.max(high, shown);
  }
  if (low > high) return type === "log" ? [0.1, 1] : [0, 1];
  if (type === "log") {
    const ratio = high / low;
    // The ratio itself may be too large for a number.
    const widen =
      high <= low * (1 + alike) ? 2 : ratio === Infinity ? 10 ** (margin * (Math.log10(high) - Math.log10(low))) : ratio ** margin;
    return [Math.max(low / widen, 1e-307), Math.min(high * widen, 1e307)];
  }
  const size = Math.max(Math.abs(low), Math.abs(high));
  // What differs in rounding alone is drawn as a constant: ticks could not tell its values apart.
  const widen = high - low <= alike * size ? size * 0.1 || 1 : Math.max((high - low) * margin, tiniest);
  return [low - widen, high + widen];
}
