import type { Contestant, Timing } from "./contestant.ts";

/** Seconds a unit of work: the median over the rounds, and the least; `ratio` to the first contestant is the median of the rounds' ratios. */
export interface Result {
  readonly name: string;
  readonly median: number;
  readonly least: number;
  readonly ratio: number;
}

/** Times contestants in turn, round after round, so that whatever slows the machine slows all alike. Throws where their checks differ. */
export async function compare(contestants: readonly Contestant[], { rounds = 11, seconds = 0.1 } = {}): Promise<Result[]> {
  agree(contestants);
  const times = contestants.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [i, contestant] of contestants.entries()) {
      const timing = await contestant.time(seconds);
      if (round >= 0) times[i].push(secondsPerUnit(timing));
    }
  }
  return contestants.map(({ name }, i) => ({
    name,
    median: median(times[i]),
    least: Math.min(...times[i]),
    ratio: median(times[i].map((time, round) => time / times[0][round])),
  }));
}

/** Processor time, which other work on the machine does not lengthen. */
export const secondsPerUnit = ({ units, cpu }: Timing): number => cpu / units;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Single precision agrees to about six digits; all others must agree to nine. */
function agree(contestants: readonly Contestant[]): void {
  const [first, ...others] = contestants;
  for (const { name, check } of others) {
    if (first.check === null || check === null) continue;
    const tolerance = name.includes("float32") ? 1e-4 : 1e-9;
    const apart = Math.abs(check - first.check) / Math.abs(first.check);
    if (!(apart <= tolerance))
      throw new Error(`${name} computes ${check} where ${first.name} computes ${first.check}: they do not do the same work`);
  }
}
