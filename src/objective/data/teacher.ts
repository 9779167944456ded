import * as z from "zod";
import { tanh } from "../../kernel/elementary.ts";
import type { Random } from "../../kernel/random.ts";
import { member } from "../../spec/member.ts";
import { count, nonnegative, seed } from "../../spec/scalars.ts";
import type { DataBehaviour, Table } from "../family.ts";
import { fractionSchema, ownCount } from "./split.ts";

const shape = {
  input: count.describe("number of inputs"),
  widths: z.array(count).min(1).describe("widths of the teacher's layers after its inputs; the last is the number of targets"),
  count: count.describe("number of examples"),
  seed: seed.optional().describe("the run's seed when absent"),
  noise: nonnegative.default(0).describe("standard deviation of normal noise on the training targets"),
  test: z
    .union([z.strictObject({ count }), fractionSchema])
    .optional()
    .describe("held-out examples: fresh ones without noise, or a fraction"),
};

type Spec = z.output<z.ZodObject<{ kind: z.ZodLiteral<"teacher"> } & typeof shape, z.core.$strict>>;

const behaviour: DataBehaviour<Spec> = {
  numbers({ input, widths, count: n, test }) {
    const weights = widths.reduce((sum, rows, l) => sum + rows * (l === 0 ? input : widths[l - 1]), 0);
    return (n + ownCount(test)) * (input + widths.at(-1)!) + 2 * weights;
  },
  load(spec, random) {
    const stream = random("data");
    const layers = drawLayers(spec, stream);
    const train = examples(layers, spec.count, stream);
    if (spec.noise > 0) for (let k = 0; k < train.y.length; k++) train.y[k] += spec.noise * stream.normal();
    const { test } = spec;
    return test === undefined || "fraction" in test ? { train } : { train, test: examples(layers, test.count, random("test")) };
  },
};

/**
 * Targets made by a random network: inputs are standard normal, hidden units tanh, outputs linear, weights normal of
 * standard deviation 1/√fan-in, no biases. The stream "data" gives weights (layer by layer, row-major), inputs, noise, in this order.
 */
export const teacher = member(
  "teacher",
  "A random tanh network's outputs on standard normal inputs, with noise if asked for.",
  shape,
  behaviour,
);

interface Layer {
  readonly rows: number;
  readonly columns: number;
  readonly weights: Float64Array;
}

function drawLayers({ input, widths }: Spec, stream: Random): Layer[] {
  return widths.map((rows, l) => {
    const columns = l === 0 ? input : widths[l - 1];
    const weights = new Float64Array(rows * columns);
    stream.normals(weights);
    return { rows, columns, weights: weights.map((weight) => weight / Math.sqrt(columns)) };
  });
}

function examples(layers: readonly Layer[], n: number, stream: Random): Table {
  const inputs = layers[0].columns;
  const outputs = layers.at(-1)!.rows;
  const x = new Float64Array(n * inputs);
  stream.normals(x);
  const y = new Float64Array(n * outputs);
  for (let i = 0; i < n; i++) y.set(forward(layers, x.subarray(i * inputs, (i + 1) * inputs)), i * outputs);
  return { count: n, inputs, outputs, x, y };
}

function forward(layers: readonly Layer[], x: Float64Array): Float64Array {
  return layers.reduce((activation, { rows, columns, weights }, l) => {
    const last = l === layers.length - 1;
    return Float64Array.from({ length: rows }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += weights[i * columns + j] * activation[j];
      return last ? sum : tanh(sum);
    });
  }, x);
}
