import * as z from "zod";
import { SpecError } from "../../spec/errors.ts";
import { member } from "../../spec/member.ts";
import { finite } from "../../spec/scalars.ts";
import type { InitBehaviour } from "../family.ts";

const behaviour: InitBehaviour<{ readonly values: readonly number[] }> = {
  fill({ values }, { size }, out) {
    if (values.length !== size)
      throw new SpecError("init.values", `has ${values.length} numbers but the objective has ${size} parameters; give ${size}`);
    out.set(values);
  },
};

/** A start written out number by number, in the order of the parameter vector. */
export const values = member(
  "values",
  "The start written out, in the order of the parameters.",
  { values: z.array(finite).min(1) },
  behaviour,
);
