/**
 * The least number of insertions, deletions, replacements and exchanges of neighbours that turn one word into the other, no letter being touched twice
 * (Damerau 1964; the optimal string alignment); `most + 1` where it is more than `most`. Only a band of that width about the diagonal is
 * looked at (Ukkonen 1985): the work is the length of the words times `most`.
 */
export function editDistance(from: string, to: string, most = Math.max(from.length, to.length)): number {
  const beyond = most + 1;
  if (Math.abs(from.length - to.length) > most) return beyond;
  let earlier: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, j) => Math.min(j, beyond));
  for (let i = 1; i <= from.length; i++) {
    const row = Array.from<number>({ length: to.length + 1 }).fill(beyond);
    if (i <= most) row[0] = i;
    let least = row[0];
    for (let j = Math.max(1, i - most); j <= Math.min(to.length, i + most); j++) {
      const replaced = above[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isExchange = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row[j] = Math.min(row[j - 1] + 1, above[j] + 1, replaced, isExchange ? earlier[j - 2] + 1 : beyond, beyond);
      if (row[j] < least) least = row[j];
    }
    // Two rows beyond the bound are never left again; one can be, by an exchange.
    if (least > most && Math.min(...above) > most) return beyond;
    [earlier, above] = [above, row];
  }
  return above[to.length];
}
