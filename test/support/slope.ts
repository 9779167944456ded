/** Least-squares slope of log y against log x: the order of an error y in a step x. */
export function logLogSlope(x: readonly number[], y: readonly number[]): number {
  const u = x.map(Math.log);
  const v = y.map(Math.log);
  const meanU = u.reduce((sum, value) => sum + value, 0) / u.length;
  const meanV = v.reduce((sum, value) => sum + value, 0) / v.length;
  let above = 0;
  let below = 0;
  for (let i = 0; i < u.length; i++) {
    above += (u[i] - meanU) * (v[i] - meanV);
    below += (u[i] - meanU) * (u[i] - meanU);
  }
  return above / below;
}
