import * as z from "zod";
import { member } from "../../spec/member.ts";
import { count, nonnegative, seed } from "../../spec/scalars.ts";
import type { DataBehaviour } from "../family.ts";
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

/** The spec of a teacher. */
export type TeacherSpec = z.output<z.ZodObject<{ kind: z.ZodLiteral<"teacher"> } & typeof shape, z.core.$strict>>;

const behaviour: DataBehaviour<TeacherSpec> = {
  numbers({ input, widths, count: n, test }) {
    const weights = widths.reduce((sum, rows, l) => sum + rows * (l === 0 ? input : widths[l - 1]), 0);
    return (n + ownCount(test)) * (input + widths[widths.length - 1]) + 2 * weights;
  },
  load: async (spec, random) => (await import("./loadTeacher.ts")).loadTeacher(spec, random),
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
