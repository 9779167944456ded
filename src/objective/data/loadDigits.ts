import { SpecError } from "../../spec/errors.ts";
import type { Data, Table } from "../family.ts";
import { digitImages, type Size } from "./digitImages.ts";
import type { DigitsSpec } from "./digits.ts";

/** Deals out the images of the digits that a spec asks for. Throws SpecError where it does not fit itself or the images there are. */
export async function loadDigits(spec: DigitsSpec): Promise<Data> {
  checkClasses(spec);
  const { classes, size, test } = spec;
  const own = test !== undefined && "count" in test ? test.count : 0;
  const trainEach = share(spec.count, classes.length, "objective.data.count");
  const testEach = own === 0 ? 0 : share(own, classes.length, "objective.data.test.count");
  const images = await Promise.all(classes.map((digit) => digitImages(digit, trainEach + testEach, size)));
  const train = tableOf(images, 0, trainEach, spec);
  return testEach === 0 ? { train } : { train, test: tableOf(images, trainEach, testEach, spec) };
}

function checkClasses({ classes, targets }: DigitsSpec): void {
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
function tableOf(images: readonly Float64Array[], from: number, each: number, { size, targets }: DigitsSpec): Table {
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
