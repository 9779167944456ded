import * as z from "zod";
import { type Random, subset } from "../../kernel/random.ts";
import { SpecError } from "../../spec/errors.ts";
import { seed } from "../../spec/scalars.ts";
import type { Data, Table } from "../family.ts";

/** Holds out a random fraction of the examples as the test part. The seed defaults to that of the data. */
export const fractionSchema = z.strictObject({ fraction: z.number().gt(0).lt(1), seed: seed.optional() });

/** How many held-out examples an entry `test` asks for beside the training examples; 0 where it takes a fraction of them. */
export const ownCount = (test: { readonly count: number } | { readonly fraction: number } | undefined): number =>
  test !== undefined && "count" in test ? test.count : 0;

/** The rows of a table at the given indices, in that order. */
function rowsOf({ inputs, outputs, x, y }: Table, indices: ArrayLike<number>): Table {
  const part = {
    count: indices.length,
    inputs,
    outputs,
    x: new Float64Array(indices.length * inputs),
    y: new Float64Array(indices.length * outputs),
  };
  copyRows(x, inputs, indices, part.x);
  copyRows(y, outputs, indices, part.y);
  return part;
}

function copyRows(from: Float64Array, width: number, indices: ArrayLike<number>, to: Float64Array): void {
  for (let i = 0, at = 0; i < indices.length; i++) {
    const first = indices[i] * width;
    for (let k = 0; k < width; k++) to[at++] = from[first + k];
  }
}

/** Splits off round(fraction × count) randomly chosen examples; both parts keep the order of the table. */
export function split(table: Table, fraction: number, random: Random): Data {
  const held = Math.round(fraction * table.count);
  if (held === 0 || held === table.count)
    throw new SpecError(
      "objective.data.test.fraction",
      `leaves ${held === 0 ? "no test" : "no training"} example out of ${table.count}; choose another fraction`,
    );
  const heldOut = new Int32Array(held);
  subset(random, table.count, heldOut);
  const chosen = new Uint8Array(table.count);
  for (const i of heldOut) chosen[i] = 1;
  const rest = new Int32Array(table.count - held);
  for (let i = 0, kept = 0; i < table.count; i++) if (chosen[i] === 0) rest[kept++] = i;
  return { train: rowsOf(table, rest), test: rowsOf(table, heldOut) };
}
