import * as z from "zod";
import type { Data, Table } from "./family.ts";

/**
 * How inputs are brought to a common scale; statistics come from the training part and are applied to both.
 * "columns": each column minus its mean, divided by its standard deviation (constant columns are only centred).
 * "global": each column minus its mean, then all divided by the standard deviation of all centred entries (all constant: only centred).
 * Standard deviations are those of the population (divisor N). A column is constant where its largest value is its smallest; its mean is that value, which a sum and a division by N miss by
 * rounding (three times 0.1).
 */
export const standardization = z.enum(["global", "columns", "none"]);

export type Standardization = z.output<typeof standardization>;

/** Standardises the inputs of both parts by the statistics of the training part. */
export function standardize({ train, test }: Data, how: Standardization): Data {
  if (how === "none") return { train, test };
  const constant = constantColumns(train);
  const mean = columnMeans(train).map((m, j) => (constant[j] ? train.x[j] : m));
  const deviation = columnDeviations(train, mean);
  const scale = how === "columns" ? deviation.map((s) => (s > 0 ? s : 1)) : deviation.map(() => rootMeanSquare(deviation) || 1);
  return { train: rescale(train, mean, scale), test: test && rescale(test, mean, scale) };
}

/** Which columns have one value throughout. */
const constantColumns = ({ count, inputs, x }: Table): boolean[] =>
  Array.from({ length: inputs }, (_, j) => {
    for (let i = 1; i < count; i++) if (x[i * inputs + j] !== x[j]) return false;
    return true;
  });

function columnMeans({ count, inputs, x }: Table): Float64Array {
  const mean = new Float64Array(inputs);
  for (let i = 0; i < count; i++) for (let j = 0; j < inputs; j++) mean[j] += x[i * inputs + j];
  return mean.map((sum) => sum / count);
}

function columnDeviations({ count, inputs, x }: Table, mean: Float64Array): Float64Array {
  const sum = new Float64Array(inputs);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < inputs; j++) {
      const d = x[i * inputs + j] - mean[j];
      sum[j] += d * d;
    }
  }
  return sum.map((s) => Math.sqrt(s / count));
}

function rootMeanSquare(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum / values.length);
}

function rescale(table: Table, shift: Float64Array, scale: Float64Array): Table {
  const { count, inputs } = table;
  const x = new Float64Array(table.x.length);
  for (let i = 0, at = 0; i < count; i++) for (let j = 0; j < inputs; j++, at++) x[at] = (table.x[at] - shift[j]) / scale[j];
  return { ...table, x };
}
