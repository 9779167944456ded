/** All orders of the items. */
export function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) => permutations(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]));
}

/** All sequences of `length` items, each item as often as it likes. */
export function sequences<T>(items: readonly T[], length: number): T[][] {
  if (length === 0) return [[]];
  return items.flatMap((item) => sequences(items, length - 1).map((rest) => [item, ...rest]));
}

/** All subsets of `size` of the numbers 0 … n − 1, in increasing order. */
export function subsets(n: number, size: number, from = 0): number[][] {
  if (size === 0) return [[]];
  return Array.from({ length: n - from }, (_, k) => from + k).flatMap((first) =>
    subsets(n, size - 1, first + 1).map((rest) => [first, ...rest]),
  );
}

/** All ways to cut the numbers 0 … n − 1 into consecutive groups of `size`, the last one smaller where `size` does not divide n, the order of the groups counting, that within a group not. */
export function orderedPartitions(n: number, size: number): number[][][] {
  const cut = (left: readonly number[]): number[][][] =>
    left.length === 0
      ? [[]]
      : subsets(left.length, Math.min(size, left.length)).flatMap((places) => {
          const group = places.map((place) => left[place]);
          return cut(left.filter((_, i) => !places.includes(i))).map((rest) => [group, ...rest]);
        });
  return cut(Array.from({ length: n }, (_, i) => i));
}

/** All batches of `size` of n numbers drawn with replacement, n^size of them, as sequences. */
export function drawsWithReplacement(n: number, size: number): number[][] {
  return sequences(
    Array.from({ length: n }, (_, i) => i),
    size,
  );
}
