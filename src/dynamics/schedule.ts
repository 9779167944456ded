import * as z from "zod";
import { cos } from "../kernel/elementary.ts";
import { SpecError } from "../spec/errors.ts";
import { member } from "../spec/member.ts";
import { count, index, nonnegative, positive } from "../spec/scalars.ts";

/** The step size of step k = 0, 1, …, as a multiple of the one that the spec names. */
export type Multiple = (step: number) => number;

/** Behaviour of a schedule of step sizes. */
export interface ScheduleBehaviour<Spec> {
  /** Throws SpecError where the options do not fit one another. */
  multiple(spec: Spec): Multiple;
}

const ramp = {
  steps: count.describe("the step from which the last value is kept"),
  warmup: index.default(0).describe("steps of a linear rise before: step k < warmup has the multiple (k + 1)/warmup"),
  end: nonnegative.default(0).describe("the last multiple"),
};

interface Ramp {
  readonly steps: number;
  readonly warmup: number;
  readonly end: number;
}

/** Rises over the warm-up, then follows `shape` (from 1 at 0 to 0 at 1) from 1 down to the last multiple. */
function descending({ steps, warmup, end }: Ramp, shape: (part: number) => number): Multiple {
  if (warmup >= steps) throw new SpecError("warmup", `is ${warmup}, which leaves nothing of the ${steps} steps: make it smaller`);
  return (step) => {
    if (step < warmup) return (step + 1) / warmup;
    if (step >= steps) return end;
    return end + (1 - end) * shape((step - warmup) / (steps - warmup));
  };
}

/** The step size times `factor` from each of the given steps on: factor^n after n of them. */
export const stepSchedule = member(
  "step",
  "The step size is multiplied by `factor` at each of the given steps.",
  { at: z.array(index).min(1).describe("steps, counted from 0"), factor: positive.describe("what it is multiplied by") },
  {
    /** Falls by `factor` at each step of `at`. */
    multiple({ at, factor }) {
      const sorted = Float64Array.from(at).toSorted();
      const multiples = new Float64Array(sorted.length + 1).fill(1);
      for (let n = 0; n < sorted.length; n++) multiples[n + 1] = multiples[n] * factor;
      return (step) => multiples[passedAt(sorted, step)];
    },
  } satisfies ScheduleBehaviour<{ readonly at: readonly number[]; readonly factor: number }>,
);

/** How many of the rising `places` are at most `step`, by halving. */
function passedAt(places: Float64Array, step: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (places[middle] <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** end + (1 − end) ½(1 + cos πs), s = (k − warmup)/(steps − warmup) (Loshchilov & Hutter 2017, eq. 5, without restarts). */
export const cosineSchedule = member(
  "cosine",
  "Half a cosine from the full step size down to `end` times it, after a linear warm-up.",
  ramp,
  {
    /** Half a period of a cosine. */
    multiple: (spec) => descending(spec, (part) => 0.5 * (1 + cos(Math.PI * part))),
  } satisfies ScheduleBehaviour<Ramp>,
);

/** end + (1 − end)(1 − s), s = (k − warmup)/(steps − warmup). */
export const linearSchedule = member(
  "linear",
  "A straight line from the full step size down to `end` times it, after a linear warm-up.",
  ramp,
  {
    /** A straight line. */
    multiple: (spec) => descending(spec, (part) => 1 - part),
  } satisfies ScheduleBehaviour<Ramp>,
);

/** Every schedule, by kind. */
export const schedules = { step: stepSchedule, cosine: cosineSchedule, linear: linearSchedule };

/** Schema of `schedule`. */
export const scheduleSchema = z
  .discriminatedUnion("kind", [stepSchedule.schema, cosineSchedule.schema, linearSchedule.schema])
  .describe("how the step size changes; constant unless given");

export type StepSizeSchedule = z.output<typeof scheduleSchema>;

/** Opens a schedule. Throws SpecError where its options do not fit one another. */
export function openSchedule(spec: StepSizeSchedule): Multiple {
  return (schedules[spec.kind] as ScheduleBehaviour<StepSizeSchedule>).multiple(spec);
}
