import type { RunProgress } from "./run.ts";
import type { SweepProgress } from "./sweep.ts";

/** How far work is, for a bar: the fraction that is done, a note on where it is, and the estimated seconds that are left (null: cannot be said yet). */
export interface HowFar {
  readonly fraction: number;
  readonly note: string;
  readonly secondsLeft: number | null;
}

/** How far a run or a sweep is; `seconds` have passed since it started, of which a sweep keeps count itself. */
export const howFar = (progress: RunProgress | SweepProgress, seconds = 0): HowFar =>
  "total" in progress ? ofSweep(progress) : ofRun(progress, seconds);

function ofRun({ step, time, loss, fraction }: RunProgress, seconds: number): HowFar {
  const note = `step ${step}, time ${Number(time.toPrecision(4))}${loss === null ? "" : `, loss ${loss.toPrecision(4)}`}`;
  // What the first moments took says little about the rest: steps of a flow grow as it goes.
  const early = fraction === null || fraction === 0 || (fraction < 0.01 && seconds < 3);
  return { fraction: fraction ?? 0, note, secondsLeft: early ? null : (seconds * (1 - fraction)) / fraction };
}

function ofSweep(progress: SweepProgress): HowFar {
  const { total, stored, done, failed, secondsLeft } = progress;
  return { fraction: total === 0 ? 1 : (stored + done + failed) / total, note: sweepNote(progress), secondsLeft };
}

/** Where a sweep is, in words. */
export function sweepNote({ total, stored, done, diverged, failed }: SweepProgress): string {
  const parts = [`${stored + done + failed} of ${total} runs`];
  if (diverged > 0) parts.push(`${diverged} diverged`);
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(", ");
}
