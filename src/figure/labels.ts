/**
 * Moves labels apart along one axis: returns positions as close as possible (in least squares, by pooling neighbours)
 * to the wanted ones, at least `gap` apart (or, where labels have heights of their own, half of both) and, while they fit, within [low, high]. The order of the wanted positions is kept.
 */
export function spread(wanted: readonly number[], gap: number | readonly number[], low = -Infinity, high = Infinity): number[] {
  const order = wanted.map((_, i) => i).sort((i, j) => wanted[i] - wanted[j] || i - j);
  const offsets = offsetsOf(order, gap);
  // With y_k = x_k + k·gap removed, "at least gap apart" becomes "not decreasing": pool adjacent violators.
  const pools: { sum: number; count: number }[] = [];
  order.forEach((i, k) => {
    pools.push({ sum: wanted[i] - offsets[k], count: 1 });
    while (pools.length > 1) {
      const last = pools[pools.length - 1];
      const before = pools[pools.length - 2];
      if (before.sum / before.count <= last.sum / last.count) break;
      pools.pop();
      before.sum += last.sum;
      before.count += last.count;
    }
  });
  const flat = pools.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
  const top = high - (offsets.at(-1) ?? 0);
  const positions = new Array<number>(wanted.length);
  order.forEach((i, k) => (positions[i] = Math.max(low, Math.min(flat[k], Math.max(low, top))) + offsets[k]));
  return positions;
}

/** How far the k-th label stands from the first where all touch. */
function offsetsOf(order: readonly number[], gap: number | readonly number[]): number[] {
  if (typeof gap === "number") return order.map((_, k) => k * gap);
  let offset = 0;
  return order.map((i, k) => (k === 0 ? 0 : (offset += (gap[order[k - 1]] + gap[i]) / 2)));
}
