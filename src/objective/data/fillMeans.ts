import { DataError } from "../../spec/errors.ts";
import type { Data, Table } from "../family.ts";
import { listed } from "../reading.ts";

/** Data without gaps, and what is to be said of it. */
export interface Filled {
  readonly data: Data;
  readonly notes: readonly string[];
}

/**
 * Puts the mean of an input over the training part in the place of each gap (NaN) of that input, in both parts. Throws DataError where the training part has no number to take a
 * mean of. `names` are those of the inputs.
 */
export function fillMeans({ train, test, ...rest }: Data, names: readonly string[], file: string): Filled {
  const lacking = gapsOf(train).map((count, j) => count + (test === undefined ? 0 : gapsOf(test)[j]));
  const filled = [...lacking.keys()].filter((j) => lacking[j] > 0);
  if (filled.length === 0) return { data: { train, test, ...rest }, notes: [] };
  const means = new Map(filled.map((j) => [j, meanOf(train, j)]));
  const empty = filled.find((j) => Number.isNaN(means.get(j)));
  if (empty !== undefined)
    throw new DataError(
      file,
      `the input ${names[empty] ?? empty} has no number in the training part to take a mean of; leave it out with "inputs"`,
    );
  const fill = (table: Table): Table => {
    const x = table.x.slice();
    for (let i = 0; i < table.count; i++)
      for (const [j, mean] of means) if (Number.isNaN(x[i * table.inputs + j])) x[i * table.inputs + j] = mean;
    return { ...table, x };
  };
  const inWords = listed(
    filled.map((j) => `${names[j] ?? j}: ${lacking[j]}`),
    150,
  );
  return {
    data: { train: fill(train), test: test && fill(test), ...rest },
    notes: [`empty cells hold the mean of their input over the training part (${inWords})`],
  };
}

function gapsOf({ count, inputs, x }: Table): number[] {
  const gaps = Array.from({ length: inputs }, () => 0);
  for (let i = 0; i < count; i++) for (let j = 0; j < inputs; j++) if (Number.isNaN(x[i * inputs + j])) gaps[j]++;
  return gaps;
}

/** The mean of the numbers of one input, summed in the order of the examples; NaN where there are none. */
function meanOf({ count, inputs, x }: Table, j: number): number {
  let sum = 0;
  let numbers = 0;
  for (let i = 0; i < count; i++) {
    const value = x[i * inputs + j];
    if (Number.isNaN(value)) continue;
    sum += value;
    numbers++;
  }
  return sum / numbers;
}
