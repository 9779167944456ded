import * as z from "zod";
import { SpecError } from "../spec/errors.ts";
import { count, index, positive } from "../spec/scalars.ts";
import { roundingSlack } from "./until.ts";

/** When and where a measure is taken: keys that stand in a spec beside every measure's own options. */
export const scheduleShape = {
  every: count.optional().describe("every so many steps"),
  everyTime: positive.optional().describe("at 0, T, 2T, … of time; a flow lands on these exactly"),
  at: z.array(index).min(1).optional().describe("at these steps"),
  of: z
    .enum(["iterate", "epoch-average"])
    .optional()
    .describe(
      "where: at the iterate (unless given), or at the mean iterate of the last whole epoch, in columns whose names end in OfAverage",
    ),
};

export interface Schedule {
  readonly every?: number | undefined;
  readonly everyTime?: number | undefined;
  readonly at?: readonly number[] | undefined;
  readonly of?: "iterate" | "epoch-average" | undefined;
}

/** Rows that a measure without a schedule of its own fills at most (the last row comes on top). */
export const mostRows = 1000;

/** Whether a measure has a schedule of its own. Others are taken every step at first and thinned later. */
export const isScheduled = (schedule: Schedule): boolean =>
  schedule.every !== undefined || schedule.everyTime !== undefined || schedule.at !== undefined;

/** Follows a schedule along a run. */
export interface Follower {
  /** Whether the measure is due now; asked once after every step, in order. */
  due(step: number, time: number): boolean;
  /** The next time that a flow must land on; Infinity where none. */
  readonly nextTime: number;
}

/** Opens a schedule. Throws SpecError where it counts steps that a flow does not have. */
export function follow(schedule: Schedule, clock: "step" | "time", path: string): Follower {
  const { every, everyTime, at } = schedule;
  if (clock === "time" && every !== undefined) throw new SpecError(`${path}.every`, "a flow has no steps: use everyTime instead");
  if (clock === "time" && at !== undefined) throw new SpecError(`${path}.at`, "a flow has no steps: use everyTime instead");
  const steps = new Set(at);
  let visits = 0;
  return {
    get nextTime() {
      return everyTime === undefined ? Infinity : visits * everyTime;
    },
    due(step, time) {
      const timely = everyTime !== undefined && time >= visits * everyTime * (1 - roundingSlack);
      if (timely) visits = Math.floor((time / everyTime) * (1 + roundingSlack)) + 1;
      return timely || (every !== undefined && step % every === 0) || steps.has(step);
    },
  };
}
