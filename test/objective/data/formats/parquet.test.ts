import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readParquet } from "../../../../src/objective/data/formats/parquet.ts";
import type { Sheet } from "../../../../src/objective/data/formats/sheet.ts";
import { openRandom } from "../../../../src/kernel/random.ts";
import { file } from "../../../../src/objective/data/file.ts";
import { loadData } from "../../../../src/objective/data/load.ts";
import type { Data } from "../../../../src/objective/family.ts";
import { DataError } from "../../../../src/spec/errors.ts";

const fixture = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../fixtures/${name}.parquet`, import.meta.url)));
const read = (name: string): Promise<Sheet> => readParquet(fixture(name), "t.parquet");
/** The columns of a sheet by place. */
const columns = ({ rows, columns: width, values, words }: Sheet): (number | string | null)[][] =>
  Array.from({ length: width }, (_, j) => words.get(j)?.slice() ?? Array.from({ length: rows }, (__, i) => values[i * width + j]));

test("every codec of the format is unpacked", async () => {
  for (const codec of ["none", "snappy", "gzip", "brotli", "zstd", "zstd-v2", "lz4"]) {
    const sheet = await read(`codec-${codec}`);
    expect([sheet.names, sheet.rows], codec).toEqual([["a", "k"], 50]);
    expect(columns(sheet)).toEqual([Array.from({ length: 50 }, (_, i) => i / 2), Array.from({ length: 50 }, (_, i) => i % 3)]);
  }
  expect(columns(await read("fastparquet"))).toEqual([
    [0, 0.25, 0.5],
    [1, 2, 3],
  ]);
  expect(columns(await read("delta"))).toEqual([
    [5, 7, 7, 100, -3],
    [0.5, 1.5, 2.5, 3.5, 4.5],
  ]);
});

test("numbers of every type, decimals rounded once, missing cells, words", async () => {
  const sheet = await read("types");
  expect(Object.fromEntries(sheet.names!.map((name, j) => [name, columns(sheet)[j]]))).toEqual({
    i8: [-1, 2, Number.NaN],
    u64: [2 ** 63, 5, Number.NaN],
    i64: [2 ** 53, -3, Number.NaN],
    f16: [0.5, -2, 65504],
    f32: [Math.fround(0.1), Number.NaN, Math.fround(1e30)],
    b: [1, Number.NaN, 0],
    dec: [1.1, Number.NaN, -0.03],
    dec9: [123.4, 0.1, Number.NaN],
    word: ["x", null, "y"],
    dict: ["u", "v", "u"],
    dnum: [1.5, 2.5, 1.5],
    nothing: [Number.NaN, Number.NaN, Number.NaN],
  });
  expect(sheet.notes).toEqual(["1 whole number beyond 2^53 was rounded to float64"]);
  expect(columns(await read("decimal-int"))).toEqual([[1.1, 0.07]]);
  const nullable = await read("pandas-nullable");
  expect(columns(nullable)).toEqual([
    [1, Number.NaN, 3],
    [1, Number.NaN, 0],
    ["a", null, "b"],
    ["u", "v", "u"],
  ]);
});

test("row groups are put together", async () => {
  expect(columns(await read("groups"))).toEqual([
    Array.from({ length: 10 }, (_, i) => i),
    Array.from({ length: 10 }, (_, i) => String(i % 2)),
  ]);
});

test("lists of one length become columns, others are refused with their row", async () => {
  const sheet = await read("lists");
  expect(sheet.names).toEqual(["x.0", "x.1", "fixed.0", "fixed.1", "fixed.2", "y"]);
  expect(columns(sheet)).toEqual([
    [1, 3, Number.NaN],
    [2, 4, Number.NaN],
    [1, 4, 7],
    [2, 5, 8],
    [3, 6, 9],
    [1, 2, 3],
  ]);
  await expect(read("ragged")).rejects.toThrow('t.parquet: row 2, column "x" is a list of 1 where the first has 2');
});

test("two columns of one name are read by place", async () => {
  const sheet = await read("duplicates");
  expect([sheet.names, columns(sheet)]).toEqual([
    ["a", "a", "y"],
    [
      [1, 1],
      [0, 0],
      [0, 1],
    ],
  ]);
});

test("the index of pandas is known by the note that pandas writes", async () => {
  expect([(await read("index-range")).index, (await read("index-range")).names]).toEqual([[], ["a", "y"]]);
  const level = await read("index-level");
  expect([level.index, level.names]).toEqual([[2], ["a", "y", "__index_level_0__"]]);
  const named = await read("index-named");
  expect(named.index.map((j) => named.names![j])).toEqual(["id"]);
});

test("what holds neither numbers nor words is told by its place and refused by its name where it is used", async () => {
  const sheet = await read("strange");
  expect([...sheet.strange!]).toEqual([
    [0, "timestamps"],
    [1, "dates"],
    [2, "structs (of p, q)"],
    [3, "maps"],
    [4, "lists of lists or structs"],
    [5, "raw bytes"],
  ]);
  expect(columns(sheet)[6]).toEqual([1, 2]);
  const path = fileURLToPath(new URL("../fixtures/strange.parquet", import.meta.url));
  const load = (inputs?: string[]): Promise<Data> => loadData(file({ path, target: "y", ...(inputs && { inputs }) }), 0, openRandom);
  await expect(load()).rejects.toThrow(
    'column "t" holds timestamps, which are not read; leave it out with "inputs", or write it as numbers',
  );
  await expect(load(["s"])).rejects.toThrow('column "s" holds structs (of p, q)');
  expect((await read("infinite")).faults!.get(0)!.message).toBe('t.parquet: row 2, column "a" is Infinity; every number must be finite');
  const encrypted = fixture("codec-none").map((byte, i) => (i === 3 ? 0x45 : byte));
  await expect(readParquet(encrypted, "t")).rejects.toThrow("is an encrypted Parquet file");
});

describe("a cut or changed file gives numbers or a DataError", () => {
  const tried = async (bytes: Uint8Array): Promise<void> => {
    const error = await readParquet(bytes, "t").then(
      () => null,
      (reason: unknown) => reason,
    );
    if (error === null) return;
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message.length).toBeLessThanOrEqual(300);
  };

  test("cut anywhere", async () => {
    expect.hasAssertions();
    const bytes = fixture("codec-zstd");
    for (let length = 4; length < bytes.length; length += 7) await tried(bytes.slice(0, length));
  });

  test("with any byte changed", async () => {
    expect.hasAssertions();
    const names = [
      "codec-none",
      "codec-snappy",
      "codec-gzip",
      "codec-brotli",
      "codec-zstd-v2",
      "codec-lz4",
      "types",
      "lists",
      "groups",
      "delta",
      "duplicates",
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.integer({ min: 1, max: 255 }), async (name, at, flip) => {
        const bytes = fixture(name);
        bytes[at % bytes.length] ^= flip;
        await tried(bytes);
      }),
      { numRuns: 1500, seed: 1 },
    );
  });
});
