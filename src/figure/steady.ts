import { extent } from "./axis.ts";
import type { Guide } from "./paths.ts";
import type { Band, Curve, FigureRecord } from "./records.ts";

/** " 2 of 5 runs ran away …" where the axes are those of others, else "". */
export function divergedSentence(records: readonly FigureRecord[]): string {
  const away = records.filter((record) => !isSteady(record)).length;
  if (away === 0 || away === records.length) return "";
  return ` ${away} of ${records.length} runs diverged, or grew a thousandfold in loss: the axes are those of the others, and what is beyond leaves the frame.`;
}

/** Whether a run did not diverge and its loss did not grow a thousandfold. */
export function isSteady({ status, path, final }: FigureRecord): boolean {
  if (status === "diverged") return false;
  const start = path["loss"]?.find((value) => value !== null);
  return !(typeof start === "number" && start > 0 && (final.loss === null || final.loss > 1000 * start));
}

/** The interval of the runs that did not diverge, and of the others as far as it is no more than as much again. */
export function steadyDomain(
  steady: readonly (Curve | Band)[],
  curves: readonly (Curve | Band)[],
  guides: readonly Guide[],
  type: "linear" | "log",
): [number, number] {
  const levels = guides.map(({ y }) => y);
  const [low, high] = extent([...steady.flatMap(valuesOf), ...levels], type, 0);
  const half = type === "log" ? Math.sqrt(high / low) : (high - low) / 2;
  const [least, most] = type === "log" ? [low / half, high * half] : [low - half, high + half];
  const others = curves.flatMap((one) => valuesOf(one).map((value) => Math.min(most, Math.max(least, value))));
  return extent([low, high, ...others], type);
}

/** All that a curve shows along y. */
export const valuesOf = (one: Curve | Band): readonly number[] => ("low" in one ? [...one.low, ...one.high] : one.y);
