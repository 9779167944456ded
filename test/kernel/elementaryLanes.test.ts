import asc from "assemblyscript/asc";
import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { instantiate } from "../../src/kernel/instance.ts";
import { cos, erf, exp, expm1, log, log1p, normalCdf, normalDensity, sigmoid, sin, softplus, tanh } from "../../src/kernel/elementary.ts";
import { references } from "./elementaryReferences.ts";

const scalars = { exp, expm1, log, log1p, tanh, sigmoid, softplus, sin, cos, erf, normalDensity, normalCdf };
const names = Object.keys(scalars) as (keyof typeof scalars)[];
type Pair = (first: number, second: number, lane: number) => number;
let pairs: Record<keyof typeof scalars, Pair>;

/** A small module in which every function meets two different values in its two lanes. */
beforeAll(async () => {
  const source = [
    `import * as f from "./elementary";`,
    ...names.map(
      (name) =>
        `export function ${name}(a: f64, b: f64, lane: i32): f64 { const y = f.${name}(f64x2(a, b)); return lane == 0 ? f64x2.extract_lane(y, 0) : f64x2.extract_lane(y, 1); }`,
    ),
  ].join("\n");
  let binary: Uint8Array | undefined;
  const result = await asc.main(
    [
      "lanes.ts",
      "--outFile",
      "lanes.wasm",
      "-O3",
      "--noAssert",
      "--enable",
      "simd",
      "--runtime",
      "stub",
      "--use",
      "abort=",
      "--disableWarning",
      "112",
    ],
    {
      readFile: (name) => {
        if (name === "lanes.ts") return source;
        try {
          return readFileSync(new URL(`../../src/kernel/assembly/${name}`, import.meta.url), "utf8");
        } catch {
          return null;
        }
      },
      writeFile: (_name, contents) => {
        if (typeof contents !== "string") binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (result.error) throw result.error;
  pairs = new WebAssembly.Instance(new WebAssembly.Module(binary as Uint8Array<ArrayBuffer>)).exports as typeof pairs;
});

const special = [0, -0, 1, -1, 708.5, -708.5, 720, -750, 1e22, -1e300, 5e-324, Infinity, -Infinity, NaN];

test.each(names)("each lane of %s has the bits of the scalar, whatever the other lane holds", (name) => {
  const scalar = scalars[name];
  const values = [...special, ...references(name).map(({ arguments: [x] }) => x)];
  for (let i = 0; i < values.length; i++) {
    const other = special[i % special.length];
    expect(pairs[name](values[i], other, 0)).toBe(scalar(values[i]));
    expect(pairs[name](other, values[i], 1)).toBe(scalar(values[i]));
  }
});

interface Arrays {
  heapBase(): number;
  readonly memory: WebAssembly.Memory;
  expArray(source: number, target: number, count: number): void;
  tanhArray(source: number, target: number, count: number): void;
  sigmoidArray(source: number, target: number, count: number): void;
}

test.each(["exp", "tanh", "sigmoid"] as const)(
  "the array form of %s has the bits of the scalar, in place and for every even count",
  (name) => {
    const kernel = instantiate<Arrays>();
    const address = (kernel.heapBase() + 15) & ~15;
    kernel.memory.grow(1);
    const array = `${name}Array` as const;
    const values = [
      ...references(name)
        .map(({ arguments: [x] }) => x)
        .slice(0, 300),
      ...special,
    ];
    for (const count of [0, 2, 6, 8, 10, 14, 16, 22, values.length]) {
      for (const target of [address, address + 8 * values.length]) {
        const input = new Float64Array(kernel.memory.buffer, address, values.length);
        const output = new Float64Array(kernel.memory.buffer, target, values.length + 1).fill(7);
        input.set(values);
        kernel[array](address, target, count);
        expect([...output.subarray(0, count)]).toEqual(values.slice(0, count).map((x) => scalars[name](x)));
        expect(output[values.length]).toBe(7);
      }
    }
  },
);
