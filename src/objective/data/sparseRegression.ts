import * as z from "zod";
import type { Random } from "../../kernel/random.ts";
import { SpecError } from "../../spec/errors.ts";
import { member } from "../../spec/member.ts";
import { count, nonnegative, seed } from "../../spec/scalars.ts";
import type { DataBehaviour, Table } from "../family.ts";
import { fractionSchema, ownCount } from "./split.ts";

const shape = {
  count: count.describe("number of examples"),
  dimension: count.describe("number of inputs"),
  sparsity: count.describe("number of coefficients that are 1, the first ones; the others are 0"),
  seed: seed.optional().describe("the run's seed when absent"),
  noise: nonnegative.default(0).describe("standard deviation of normal noise on the training targets"),
  test: z
    .union([z.strictObject({ count }), fractionSchema])
    .optional()
    .describe("held-out examples: fresh ones without noise, or a fraction"),
};

type Spec = z.output<z.ZodObject<{ kind: z.ZodLiteral<"sparse-regression"> } & typeof shape, z.core.$strict>>;

const behaviour: DataBehaviour<Spec> = {
  numbers: ({ count: n, dimension, test }) => (n + ownCount(test)) * (dimension + 1),
  load(spec, random) {
    if (spec.sparsity > spec.dimension)
      throw new SpecError("objective.data.sparsity", `is ${spec.sparsity}, more than the ${spec.dimension} coefficients there are`);
    const stream = random("data");
    const train = examples(spec, spec.count, stream);
    if (spec.noise > 0) for (let i = 0; i < train.y.length; i++) train.y[i] += spec.noise * stream.normal();
    const { test } = spec;
    return test === undefined || "fraction" in test ? { train } : { train, test: examples(spec, test.count, random("test")) };
  },
};

/**
 * Linear regression with sparse truth: inputs independent standard normal, y = ⟨β*, x⟩ with β* = 1 in the first `sparsity` entries and 0 in the others,
 * plus noise if asked for (HaoChen et al. 2021: 40 examples, dimension 100, sparsity 5; Woodworth et al. 2020). The stream "data" gives the
 * inputs example by example, then the noise.
 */
export const sparseRegression = member(
  "sparse-regression",
  "Standard normal inputs and targets that are the sum of the first few of them, with noise if asked for.",
  shape,
  behaviour,
);

function examples({ dimension, sparsity }: Spec, n: number, stream: Random): Table {
  const x = new Float64Array(n * dimension);
  stream.normals(x);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < sparsity; j++) y[i] += x[i * dimension + j];
  return { count: n, inputs: dimension, outputs: 1, x, y };
}
