import * as z from "zod";
import { SpecError } from "../spec/errors.ts";
import { member } from "../spec/member.ts";
import type { MeasureBehaviour } from "./measure.ts";

const shape = { on: z.enum(["train", "test"]).optional().describe("which examples: those trained on (unless given) or the held-out ones") };

export interface AccuracyOptions {
  readonly on?: "train" | "test" | undefined;
}

const behaviour: MeasureBehaviour<AccuracyOptions> = {
  columns: ({ on = "train" }) => [
    on === "train"
      ? { name: "accuracy", unit: "fraction", meaning: "fraction of the training examples classified correctly" }
      : { name: "testAccuracy", unit: "fraction", meaning: "fraction of the held-out examples classified correctly" },
  ],
  begin({ on = "train" }, { objective }) {
    const examined = on === "train" ? objective : objective.test;
    if (examined === undefined) throw new SpecError("on", 'accuracy on the test part needs held-out examples: give the data a "test" part');
    if (examined.accuracy === undefined) throw new SpecError("", "accuracy means nothing here: it needs one-hot or ±1 targets");
    return ({ point }) => [examined.accuracy!(point.parameters)];
  },
};

/**
 * Fraction of examples classified correctly: argmax of the outputs, or the sign of one output with ±1 targets.
 * Throws SpecError where the targets are not classes or the held-out part that is asked for does not exist.
 */
export const accuracy = member(
  "accuracy",
  "Fraction of examples classified correctly, on the training or the held-out examples.",
  shape,
  behaviour,
);
