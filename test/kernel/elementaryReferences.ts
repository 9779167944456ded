import { readFileSync } from "node:fs";

/** A reference value: exact = rounded + part · ulp(rounded), part good to 1/256. */
export interface Reference {
  readonly arguments: readonly number[];
  readonly rounded: number;
  readonly part: number;
}

/** The references that scripts/elementary-references.py made. */
export function references(name: string): Reference[] {
  const all = JSON.parse(readFileSync(new URL("fixtures/elementary.json", import.meta.url), "utf8")) as Record<string, string>;
  const bytes = Buffer.from(all[name], "base64");
  const count = name === "pow" ? 2 : 1;
  const size = 8 * (count + 1) + 1;
  return Array.from({ length: bytes.length / size }, (_, i) => ({
    arguments: Array.from({ length: count }, (_unused, j) => bytes.readDoubleLE(i * size + 8 * j)),
    rounded: bytes.readDoubleLE(i * size + 8 * count),
    part: bytes.readInt8((i + 1) * size - 1) / 256,
  }));
}

const bits = new DataView(new ArrayBuffer(8));

/** The unit in the last place of x. */
export function ulp(x: number): number {
  bits.setFloat64(0, Math.abs(x));
  const exponent = bits.getUint16(0) >> 4;
  return exponent <= 1 ? 5e-324 : 2 ** (exponent - 1075);
}

/** The float64 number `steps` places above x (below, for a negative number of steps); x is not 0. */
export function neighbour(x: number, steps: number): number {
  bits.setFloat64(0, x);
  bits.setBigInt64(0, bits.getBigInt64(0) + BigInt(x > 0 ? steps : -steps));
  return bits.getFloat64(0);
}

/** The largest error of f over its references, in units in the last place. */
export function largestError(name: string, f: (...x: number[]) => number): number {
  let largest = 0;
  for (const reference of references(name)) {
    const error = Math.abs((f(...reference.arguments) - reference.rounded) / ulp(reference.rounded) - reference.part);
    if (!(error <= largest)) largest = error;
  }
  return largest;
}
