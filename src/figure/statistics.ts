/** The few statistics that figures and captions need. Deterministic: whatever is random takes a stream. */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of a sample (n − 1 below); 0 for one value. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** 97.5 % points of Student's t for 1 … 10 degrees of freedom. */
const studentT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

/** Mean with the half width of its 95 % confidence interval (Student's t; 0 for a single value). */
export function interval(values: readonly number[]): { mean: number; half: number } {
  const n = values.length;
  const factor = n < 2 ? 0 : (studentT[n - 2] ?? 1.96 + 2.4 / (n - 1));
  return { mean: mean(values), half: (factor * deviation(values)) / Math.sqrt(n) };
}

/** y = c xˢ. */
export interface PowerLaw {
  readonly slope: number;
  /** Its value at x. */
  readonly at: (x: number) => number;
}

/** Least-squares line through (log x, log y) of the `count` smallest x: its slope, and its value at any x. */
export function slope(x: readonly number[], y: readonly number[], count = x.length): PowerLaw {
  const kept = x
    .map((value, i) => [Math.log(value), Math.log(y[i])] as const)
    .sort((a, b) => a[0] - b[0])
    .slice(0, count);
  const [mx, my] = [mean(kept.map(([u]) => u)), mean(kept.map(([, v]) => v))];
  const value = kept.reduce((sum, [u, v]) => sum + (u - mx) * (v - my), 0) / kept.reduce((sum, [u]) => sum + (u - mx) ** 2, 0);
  return { slope: value, at: (at) => Math.exp(my + value * (Math.log(at) - mx)) };
}

/** Ranks 1 … n; equal values share the mean of their places. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i] - values[j]);
  const out = new Array<number>(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]] === values[order[from]]) to++;
    for (let k = from; k <= to; k++) out[order[k]] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return out;
}

/** Spearman's rank correlation; NaN when one side is constant. */
export function rankCorrelation(x: readonly number[], y: readonly number[]): number {
  const [rx, ry] = [ranks(x), ranks(y)];
  const centre = (x.length + 1) / 2;
  let [xy, xx, yy] = [0, 0, 0];
  for (let i = 0; i < rx.length; i++) {
    xy += (rx[i] - centre) * (ry[i] - centre);
    xx += (rx[i] - centre) ** 2;
    yy += (ry[i] - centre) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Rank correlation with its 95 % percentile-bootstrap interval over the pairs (Efron 1979). */
export function rankCorrelationInterval(
  x: readonly number[],
  y: readonly number[],
  random: { integer(n: number): number },
  samples = 2000,
): { value: number; low: number; high: number } {
  const n = x.length;
  const values: number[] = [];
  for (let k = 0; k < samples; k++) {
    const chosen = Array.from({ length: n }, () => random.integer(n));
    const value = rankCorrelation(
      chosen.map((i) => x[i]),
      chosen.map((i) => y[i]),
    );
    if (Number.isFinite(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  const quantile = (q: number): number => values[Math.min(values.length - 1, Math.floor(q * values.length))];
  return { value: rankCorrelation(x, y), low: quantile(0.025), high: quantile(0.975) };
}
