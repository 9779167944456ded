import * as z from "zod";
import { describe } from "zod/mini";
import { SpecError } from "../../spec/errors.ts";
import { member } from "../../spec/member.ts";
import { index, text } from "../../spec/scalars.ts";
import type { InitBehaviour } from "../family.ts";

const behaviour: InitBehaviour<{ readonly id: string; readonly at: "end" | number }> = {
  fill({ id, at }, { size, reference }, out) {
    const found = reference(id, at);
    if (found.length !== size)
      throw new SpecError(
        "init.id",
        `run ${id} has ${found.length} parameters but the objective has ${size}; name a run of the same model`,
      );
    out.set(found);
  },
};

/** A start where another run ended, or where it stood at a step of which it kept a snapshot. */
export const run = member(
  "run",
  "Where another run of the same model ended, or stood at a step.",
  {
    id: text.check(describe("id of the run")),
    at: z
      .union([z.literal("end"), index])
      .default("end")
      .describe("its end, or a step"),
  },
  behaviour,
);
