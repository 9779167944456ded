import { log } from "../../kernel/elementary.ts";

/** Least-squares slope of log y against log x: the order of an error y in a step x. */
export function logLogSlope(x: readonly number[], y: readonly number[]): number {
  return leastSquaresSlope(x.map(log), y.map(log));
}

/** Least-squares slope of y against x. */
export function leastSquaresSlope(x: readonly number[], y: readonly number[]): number {
  const meanX = x.reduce((sum, value) => sum + value, 0) / x.length;
  const meanY = y.reduce((sum, value) => sum + value, 0) / y.length;
  let above = 0;
  let below = 0;
  for (let i = 0; i < x.length; i++) {
    above += (x[i] - meanX) * (y[i] - meanY);
    below += (x[i] - meanX) * (x[i] - meanX);
  }
  return above / below;
}
