import { SpecError } from "../spec/errors.ts";
import { member } from "../spec/member.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

const behaviour: MeasureBehaviour<object> = {
  columns: () => [{ name: "testLoss", unit: "loss", meaning: "the loss on the held-out examples, their mean" }],
  begin(_spec, { objective }) {
    const { test } = objective;
    if (test === undefined) throw new SpecError("", 'test-loss needs held-out examples: give the data a "test" part');
    return ({ point }) => [finiteOrNull(test.loss(point.parameters))];
  },
};

/** The same loss on the data's held-out part. Throws SpecError where the data have none. */
export const testLoss = member("test-loss", "The loss on the held-out examples; the data need a test part.", {}, behaviour);
