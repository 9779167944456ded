import type { NetworkShape } from "./networkLayout.ts";

/** Rows of Jacobians that stand at each layer's outputs when they are carried down: those of all layers above; at relu and identity, which do not bend, of the outputs alone. */
function rowsAt({ widths, activation }: NetworkShape): number[] {
  const bends = activation !== "relu" && activation !== "identity";
  const rows = widths.map(() => 0);
  for (let l = widths.length - 2; l >= 1; l--) rows[l] = rows[l + 1] + (bends || l === widths.length - 2 ? widths[l + 1] : 0);
  return rows;
}

/** Room that the diagonal of the Hessian needs in the kernel's memory: rows of `stride` bytes, `units` of them in each of two Jacobians, one for their weights; the squares of a tile's inputs stand there afterwards. */
export function diagonalRoom(shape: NetworkShape, tileWidth: number): { stride: number; units: number; numbers: number } {
  const { widths } = shape;
  const hidden = widths.slice(1, -1);
  // An odd number of cache lines, so that rows below each other do not fall on the same places of the cache.
  const stride = 64 * (Math.ceil(Math.max(...rowsAt(shape)) / 4) | 1);
  const units = Math.max(0, ...hidden);
  const squares = tileWidth * (Math.max(...widths.slice(0, -1)) + 2);
  return { stride, units, numbers: Math.max((stride / 8) * (2 * units + 1), squares) };
}

/** What the diagonal of the Hessian costs in Hessian-vector products, rounded up: both by their multiply-adds an example. */
export function diagonalProducts(shape: NetworkShape): number {
  const { widths } = shape;
  const rows = rowsAt(shape);
  let product = 0;
  let diagonal = 0;
  for (let l = 0; l + 1 < widths.length; l++) {
    const weights = widths[l] * widths[l + 1];
    product += weights * (l === 0 ? 2 : 6);
    diagonal += weights * (1 + (l === 0 ? 0 : rows[l + 1])) + 2 * widths[l] * (l === 0 ? 0 : rows[l]);
  }
  return Math.ceil(diagonal / product);
}
