import type { RunRecord } from "./types.ts";

/** How a run ended, in words: "finished by steps at step 500 (time 100)". */
export function howItEnded({ status, reason, final }: Pick<RunRecord, "status" | "reason" | "final">): string {
  const time = Number(final.time.toPrecision(6));
  const where = final.step === null ? `time ${time}` : `step ${final.step} (time ${time})`;
  if (status === "diverged") return reason;
  return status === "finished" ? `finished by ${reason} at ${where}` : `stopped at ${where}`;
}
