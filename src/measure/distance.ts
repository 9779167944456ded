import * as z from "zod";
import { distance as between } from "../kernel/vector.ts";
import { SpecError } from "../spec/errors.ts";
import { member } from "../spec/member.ts";
import { text } from "../spec/scalars.ts";
import type { MeasureBehaviour } from "./measure.ts";
import { finiteOrNull } from "./value.ts";

const shape = { to: z.union([text, z.looseObject({})]).describe("the id or the spec of the run whose end is the reference") };

export interface DistanceOptions {
  readonly to: unknown;
}

const behaviour: MeasureBehaviour<DistanceOptions> = {
  columns: () => [{ name: "distance", unit: "parameter", meaning: "Euclidean distance to the end of the reference run" }],
  begin({ to }, { objective, reference }) {
    const end = reference(to);
    if (end.length !== objective.size) {
      throw new SpecError(
        "to",
        `distance compares equal parameter vectors, but the reference has ${end.length} parameters and this objective ${objective.size}`,
      );
    }
    return ({ point }) => [finiteOrNull(between(point.parameters, end))];
  },
};

/** Euclidean distance ‖w − w*‖ to the parameters w* at the end of another run. Throws SpecError where the two objectives differ in size. */
export const distance = member("distance", "Euclidean distance of the parameters to the end of another run.", shape, behaviour);
