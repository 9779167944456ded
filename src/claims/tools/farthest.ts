/** Of several ratios the one farthest from 1. */
export function farthestFromOne(ratios: readonly number[]): number {
  return ratios.reduce((far, ratio) => (Math.abs(ratio - 1) > Math.abs(far - 1) ? ratio : far));
}
