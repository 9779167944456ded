import * as z from "zod";
import { count, nonnegative, seed } from "../../spec/scalars.ts";
import { fractionSchema, ownCount } from "./split.ts";

/** The options that the two-class sets in the plane have in common. */
export const planeShape = {
  count: z.int().min(2).describe("number of examples, dealt out to the two classes in turn"),
  noise: nonnegative.default(0).describe("standard deviation of normal noise on both inputs"),
  seed: seed.optional().describe("the run's seed when absent"),
  targets: z
    .enum(["sign", "one-hot"])
    .default("sign")
    .describe("one column, −1 for the first class and 1 for the second, or one column a class"),
  test: z
    .union([z.strictObject({ count: count.min(2) }), fractionSchema])
    .optional()
    .describe("held-out examples with noise of their own, or a fraction"),
};

/** Options of a two-class set, as parsed. */
export interface PlaneOptions {
  readonly count: number;
  readonly noise: number;
  readonly targets: "sign" | "one-hot";
  readonly test?: { readonly count: number } | { readonly fraction: number } | undefined;
}

/** How many numbers a two-class set has. */
export const numbersInPlane = ({ count: n, targets, test }: PlaneOptions): number => (n + ownCount(test)) * (targets === "sign" ? 3 : 4);
