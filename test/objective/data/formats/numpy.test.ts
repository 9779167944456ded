import { readFileSync } from "node:fs";
import fc from "fast-check";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { readIdx } from "../../../../src/objective/data/formats/idx.ts";
import { readNpy } from "../../../../src/objective/data/formats/npy.ts";
import { readNpz } from "../../../../src/objective/data/formats/npz.ts";
import { type NumericArray, sheetOf } from "../../../../src/objective/data/formats/sheet.ts";
import { DataError } from "../../../../src/spec/errors.ts";
import { idx, npy, npz } from "../writers.ts";

const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../fixtures/${name}`, import.meta.url)));
const plain = ({ shape, values }: NumericArray): [readonly number[], number[]] => [shape, [...values]];
const fault = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message.length).toBeLessThanOrEqual(300);
    return (error as Error).message;
  }
  throw new Error("it was read");
};
/** A .npy file with any header and bytes. */
const raw = (header: string, content: Uint8Array, version: 1 | 2 | 3 = 1): Uint8Array => {
  const text = new TextEncoder().encode(header);
  const fixed = version === 1 ? 10 : 12;
  const bytes = new Uint8Array(fixed + text.length + content.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, text.length, true);
  else view.setUint32(8, text.length, true);
  bytes.set(text, fixed);
  bytes.set(content, fixed + text.length);
  return bytes;
};
const doubles = (...values: number[]): Uint8Array => new Uint8Array(Float64Array.from(values).buffer);

describe("NPY", () => {
  test("numbers of every type and either order of bytes and places come back", () => {
    const types = {
      "<f8": fc.double({ noNaN: true, noDefaultInfinity: true }),
      ">f8": fc.double({ noNaN: true, noDefaultInfinity: true }),
      "<f4": fc.float({ noNaN: true, noDefaultInfinity: true }),
      "<i4": fc.integer(),
      ">i2": fc.integer({ min: -32768, max: 32767 }),
      "|u1": fc.integer({ min: 0, max: 255 }),
      "<i8": fc.maxSafeInteger(),
    };
    const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
    const arrays = fc.tuple(shapes, fc.constantFrom(...(Object.keys(types) as (keyof typeof types)[]))).chain(([shape, type]) => {
      const count = shape.reduce((product, n) => product * n, 1);
      return fc.tuple(fc.constant(shape), fc.constant(type), fc.array(types[type], { minLength: count, maxLength: count }));
    });
    fc.assert(
      fc.property(arrays, fc.boolean(), fc.constantFrom(1 as const, 2 as const), ([shape, type, values], fortran, version) => {
        // Where each place of C order stands in Fortran order.
        const stored = Array.from(values);
        if (fortran) {
          const strides = shape.map((_, k) => shape.slice(0, k).reduce((product, n) => product * n, 1));
          values.forEach((value, c) => {
            let [rest, at] = [c, 0];
            for (let k = shape.length - 1; k >= 0; k--) {
              at += (rest % shape[k]) * strides[k];
              rest = Math.floor(rest / shape[k]);
            }
            stored[at] = value;
          });
        }
        expect(plain(readNpy(npy(type, shape, stored, fortran, version), "t.npy"))).toEqual([shape, values]);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test("as NumPy writes them: float16, truth values, big-endian, Fortran order, one number, words", () => {
    expect(plain(readNpy(fixture("half.npy"), "t"))).toEqual([
      [2, 2],
      [0.5, -2, 2 ** -24, 65504],
    ]);
    expect(plain(readNpy(fixture("bool.npy"), "t"))).toEqual([[2], [1, 0]]);
    expect(plain(readNpy(fixture("big-endian.npy"), "t"))).toEqual([[2], [1.5, 2]]);
    expect(plain(readNpy(fixture("fortran.npy"), "t"))).toEqual([[2, 3, 4], Array.from({ length: 24 }, (_, k) => k)]);
    const one = readNpy(fixture("scalar.npy"), "t");
    expect([...plain(one), sheetOf(one, "t").rows, sheetOf(one, "t").columns]).toEqual([[], [3.5], 1, 1]);
    const large = readNpy(fixture("unsigned.npy"), "t");
    expect([...large.values, ...large.notes]).toEqual([2 ** 63, 1, "1 whole number beyond 2^53 was rounded to float64"]);
    expect(readNpy(fixture("unicode.npy"), "t").words).toEqual(["setosa", "été"]);
    const sheet = sheetOf(readNpy(fixture("bytes.npy"), "t"), "t");
    expect([...sheet.words]).toEqual([[0, ["a", "bc"]]]);
    expect([...sheet.values]).toEqual([Number.NaN, Number.NaN]);
  });

  test("every float16 has the value that its bits say", () => {
    const bits = Uint16Array.from({ length: 65536 }, (_, k) => k).filter((word) => (word & 0x7c00) !== 0x7c00);
    const values = readNpy(
      raw(`{'descr': '<f2', 'fortran_order': False, 'shape': (${bits.length},), }\n`, new Uint8Array(bits.buffer)),
      "t",
    ).values;
    const said = Float64Array.from(bits, (word) => {
      const exponent = (word >> 10) & 31;
      const size = exponent === 0 ? (word & 1023) * 2 ** -24 : (1 + (word & 1023) / 1024) * 2 ** (exponent - 15);
      return word & 0x8000 ? -size : size;
    });
    expect(values).toEqual(said);
  });

  test("headers of Python 2, keys in any order, other quotes and blanks", () => {
    for (const header of [
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 1L), }   \n",
      "{'shape':(2,1),'descr':'<f8','fortran_order':False}",
      '{ "fortran_order" : False , "shape" : ( 2 , 1 , ) , "descr" : "<f8" , }\n',
      "{'descr': u'<f8', 'fortran_order': False, 'shape': [2, 1]}",
      "{'descr': 'float64', 'fortran_order': False, 'shape': (2, 1)}",
      "{'descr': 'd', 'fortran_order': False, 'shape': (2, 1)}",
    ]) {
      for (const version of [1, 2, 3] as const)
        expect(plain(readNpy(raw(header, doubles(1, 2), version), "t"))).toEqual([
          [2, 1],
          [1, 2],
        ]);
    }
    expect(
      plain(readNpy(raw("{'descr': '<f8', 'fortran_order': False, 'shape': (2)}".replace("(2)", "(2,)"), doubles(1, 2)), "t")),
    ).toEqual([[2], [1, 2]]);
  });

  test("what holds no real numbers is refused by its name, not as damage", () => {
    const said = Object.fromEntries(
      ["complex", "long-double", "objects", "records", "dates", "durations", "void"].map((name) => [
        name,
        fault(() => readNpy(fixture(`${name}.npy`), "t")),
      ]),
    );
    expect(said["complex"]).toContain('NumPy type "<c16", complex numbers; save their real and imaginary parts');
    expect(said["long-double"]).toMatch(/NumPy type "<f(16|12)", extended precision \(longdouble\); save it with \.astype\("float64"\)/);
    expect(said["objects"]).toContain('NumPy type "|O", Python objects');
    expect(said["records"]).toContain("is a structured array (fields p, q), which is not read");
    expect(said["dates"]).toContain('"<M8[D]", dates (datetime64)');
    expect(said["durations"]).toContain("durations (timedelta64)");
    expect(said["void"]).toContain('"|V5", raw bytes');
    for (const message of Object.values(said)) expect(message).not.toMatch(/damaged|truncated/);
    expect(
      fault(() =>
        readNpy(
          raw("{}", doubles(1), 1).map((byte, i) => (i === 6 ? 4 : byte)),
          "t",
        ),
      ),
    ).toContain("version 4 of NumPy's format");
  });

  test("lengths are held against the bytes before room is made", () => {
    const header = (shape: string): string => `{'descr': '<f8', 'fortran_order': False, 'shape': ${shape}, }`;
    expect(fault(() => readNpy(raw(header("(9007199254740991, 1000)"), doubles(1)), "t"))).toContain("is truncated");
    expect(fault(() => readNpy(raw(header("(2,)"), doubles(1, 2, 3)), "t"))).toContain("goes on for 8 bytes after its array");
    expect(fault(() => readNpy(raw(header("(-1,)"), doubles(1)), "t"))).toContain("header without dtype, order and shape");
    expect(fault(() => readNpy(raw(header("('a',)"), doubles(1)), "t"))).toContain("header without dtype, order and shape");
    const { faults } = sheetOf(readNpy(raw(header("(2, 2)"), doubles(1, 2, 3, -Infinity)), "t"), "t");
    expect([...faults!].map(([column, { message }]) => [column, message])).toEqual([
      [1, "t: number 4 is -Infinity; every number that is used must be finite"],
    ]);
    expect(readNpy(raw(header("(0, 3)"), new Uint8Array(0)), "t").shape).toEqual([0, 3]);
  });
});

describe("NPZ", () => {
  test("gives arrays by name and reads those that are asked for", () => {
    const arrays = readNpz(fixture("words.npz"), "t.npz");
    expect(arrays.map(({ name }) => name)).toEqual(["x", "y", "o"]);
    expect(plain(arrays[0].read())).toEqual([
      [2, 2],
      [0, 1, 2, 3],
    ]);
    expect(arrays[1].read().words).toEqual(["u", "v"]);
    expect(fault(() => arrays[2].read())).toContain('t.npz, array o: holds numbers of NumPy type "|O"');
  });

  test("says what other zip archives are", () => {
    const zip = (name: string): Uint8Array => zipSync({ [name]: Uint8Array.of(1) });
    expect(fault(() => readNpz(zip("[Content_Types].xml"), "t"))).toContain("is an Excel workbook");
    expect(fault(() => readNpz(zip("model/data.pkl"), "t"))).toContain("is a PyTorch file");
    expect(fault(() => readNpz(zip("data.csv"), "t"))).toContain('unpack it (it holds "data.csv")');
    const bzip2 = zipSync({ "x.npy": npy("<f8", [1], [1]) }, { level: 0 });
    const directory = new DataView(bzip2.buffer).getUint32(bzip2.length - 6, true);
    const other = bzip2.slice();
    other[directory + 10] = 12;
    expect(fault(() => readNpz(other, "t")[0].read())).toContain("its array x is packed with bzip2, which is not read");
    const locked = bzip2.slice();
    locked[directory + 8] |= 1;
    expect(fault(() => readNpz(locked, "t")[0].read())).toContain("its array x is encrypted");
  });
});

test("any cut, and any flipped byte, gives numbers or a DataError", () => {
  const samples: [string, Uint8Array, (bytes: Uint8Array) => unknown][] = [
    ["npy", npy("<f8", [2, 3], [1, 2, 3, 4, 5, 6]), (bytes) => readNpy(bytes, "t")],
    ["words", fixture("unicode.npy"), (bytes) => readNpy(bytes, "t")],
    [
      "stored",
      npz({ x: npy("<f4", [2], [1, 2]), y: npy("<i4", [2], [1, 2]) }),
      (bytes) => readNpz(bytes, "t").map((array) => array.read()),
    ],
    [
      "packed",
      npz(
        {
          x: npy(
            "<f4",
            [200],
            Array.from({ length: 200 }, (_, k) => k % 7),
          ),
        },
        6,
      ),
      (bytes) => readNpz(bytes, "t").map((array) => array.read()),
    ],
    ["idx", idx(0x08, [2, 2], [1, 2, 3, 4]), (bytes) => readIdx(bytes, "t")],
  ];
  for (const [name, bytes, read] of samples) {
    const tried = (changed: Uint8Array, what: string): void => {
      try {
        read(changed);
      } catch (error) {
        expect(error, `${name}, ${what}`).toBeInstanceOf(DataError);
        expect((error as Error).message.length).toBeLessThanOrEqual(300);
      }
    };
    for (let length = 0; length < bytes.length; length++) tried(bytes.slice(0, length), `cut to ${length}`);
    for (let at = 0; at < bytes.length; at++)
      for (const flip of [1, 0x10, 0x80, 0xff])
        tried(
          bytes.map((byte, i) => (i === at ? byte ^ flip : byte)),
          `byte ${at} ^ ${flip}`,
        );
  }
});
