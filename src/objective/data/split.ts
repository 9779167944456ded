import * as z from "zod";
import { type Random, subset } from "../../kernel/random.ts";
import { SpecError } from "../../spec/errors.ts";
import { seed } from "../../spec/scalars.ts";
import type { Data, Table } from "../family.ts";

/** Holds out a random fraction of the examples as the test part. The seed defaults to that of the data. */
export const fractionSchema = z.strictObject({ fraction: z.number().gt(0).lt(1), seed: seed.optional() });

export type Fraction = z.output<typeof fractionSchema>;

/** The rows of a table at the given indices, in that order. */
export function rowsOf({ inputs, outputs, x, y }: Table, indices: readonly number[]): Table {
  return {
    count: indices.length,
    inputs,
    outputs,
    x: Float64Array.from(indices.flatMap((i) => [...x.subarray(i * inputs, (i + 1) * inputs)])),
    y: Float64Array.from(indices.flatMap((i) => [...y.subarray(i * outputs, (i + 1) * outputs)])),
  };
}

/** Splits off round(fraction × count) randomly chosen examples; both parts keep the order of the table. */
export function split(table: Table, fraction: number, random: Random): Data {
  const held = Math.round(fraction * table.count);
  if (held === 0 || held === table.count) throw new SpecError("objective.data.test.fraction", `leaves ${held === 0 ? "no test" : "no training"} example out of ${table.count}; choose another fraction`);
  const heldOut = new Int32Array(held);
  subset(random, table.count, heldOut);
  const chosen = new Set(heldOut);
  const rest = Array.from({ length: table.count }, (_, i) => i).filter((i) => !chosen.has(i));
  return { train: rowsOf(table, rest), test: rowsOf(table, [...heldOut]) };
}
