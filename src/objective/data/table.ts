import * as z from "zod";
import { SpecError } from "../../spec/errors.ts";
import { member } from "../../spec/member.ts";
import { finite } from "../../spec/scalars.ts";
import type { DataBehaviour, Table } from "../family.ts";
import { fractionSchema } from "./split.ts";

const rows = z.array(z.array(finite).min(1)).min(1);
const shape = {
  x: rows.describe("inputs, one row an example"),
  y: rows.describe("targets, one row an example"),
  test: z
    .union([z.strictObject({ x: rows, y: rows }), fractionSchema])
    .optional()
    .describe("held-out examples: rows of their own, or a fraction"),
};

type Spec = z.output<z.ZodObject<{ kind: z.ZodLiteral<"table"> } & typeof shape, z.core.$strict>>;

const behaviour: DataBehaviour<Spec> = {
  load({ x, y, test }) {
    const train = tableOf(x, y, "objective.data");
    if (test === undefined || "fraction" in test) return { train };
    const held = tableOf(test.x, test.y, "objective.data.test");
    for (const side of ["inputs", "outputs"] as const) {
      if (held[side] !== train[side])
        throw new SpecError(
          `objective.data.test.${side === "inputs" ? "x" : "y"}`,
          `has ${held[side]} columns where the training part has ${train[side]}`,
        );
    }
    return { train, test: held };
  },
};

/** Numbers written into the spec itself. */
export const table = member("table", "Inputs x and targets y, row by row.", shape, behaviour);

/** A table out of rows; throws SpecError where they are ragged or their numbers differ. */
export function tableOf(x: readonly (readonly number[])[], y: readonly (readonly number[])[], path: string): Table {
  if (x.length !== y.length) throw new SpecError(`${path}.y`, `has ${y.length} rows where x has ${x.length}; every example needs both`);
  return { count: x.length, inputs: x[0].length, outputs: y[0].length, x: flatten(x, `${path}.x`), y: flatten(y, `${path}.y`) };
}

function flatten(lines: readonly (readonly number[])[], path: string): Float64Array {
  const width = lines[0].length;
  lines.forEach((row, i) => {
    if (row.length !== width)
      throw new SpecError(`${path}.${i}`, `has ${row.length} entries where the rows before have ${width}; every row needs as many`);
  });
  return Float64Array.from(lines.flat());
}
