import * as z from "zod";
import { SpecError } from "../../spec/errors.ts";
import { member } from "../../spec/member.ts";
import { index, text } from "../../spec/scalars.ts";
import type { InitBehaviour } from "../family.ts";

const behaviour: InitBehaviour<{ readonly id: unknown; readonly at: "end" | number }> = {
  fill({ id, at }, { size, reference }, out) {
    const found = reference(id, at);
    if (found.length !== size)
      throw new SpecError(
        "init.id",
        `${typeof id === "string" ? `run ${id}` : "the run it names"} has ${found.length} parameters but the objective has ${size}; name a run of the same model`,
      );
    out.set(found);
  },
};

/** A start where another run ended, or where it stood at a step of which it kept a snapshot. */
export const run = member(
  "run",
  "Where another run of the same model ended, or stood at a step.",
  {
    id: z.union([text, z.looseObject({})]).describe("id of the run, which a store holds, or its spec"),
    at: z
      .union([z.literal("end"), index])
      .default("end")
      .describe("its end, or a step"),
  },
  behaviour,
);
