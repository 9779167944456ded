import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { gzipSync } from "fflate";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, describe, expect, test } from "vitest";
import type * as z from "zod";
import { openRandom } from "../../../src/kernel/random.ts";
import { file } from "../../../src/objective/data/file.ts";
import { loadData } from "../../../src/objective/data/load.ts";
import type { Data } from "../../../src/objective/family.ts";
import { DataError } from "../../../src/spec/errors.ts";
import { idx, npy, npz } from "./writers.ts";

const folder = mkdtempSync(join(tmpdir(), "files-"));
afterAll(() => rmSync(folder, { recursive: true }));

const put = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const load = (options: Omit<z.input<typeof file.schema>, "kind">): Promise<Data> => loadData(file(options), 0, openRandom);
const csv = (text: string | Uint8Array, target: string | number | (string | number)[] = 0, name = "t.csv"): Promise<Data> =>
  load({ path: put(name, text), target });

/** What is said about a file, without the file's name. */
async function fault(loading: Promise<Data>): Promise<string> {
  const error = await loading.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  return (error as Error).message.replaceAll(`${folder}/`, "");
}

/** Tables of finite numbers: 1 … 12 rows of 2 … 5 columns. */
const tables = fc.integer({ min: 2, max: 5 }).chain((width) =>
  fc.array(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 12,
  }),
);
/** What a table becomes when its last column is the target. */
const divided = (rows: readonly (readonly number[])[]): { x: number[]; y: number[] } => ({
  x: rows.flatMap((row) => row.slice(0, -1)),
  y: rows.map((row) => row.at(-1)!),
});
const rowsIn = ({ train: { count, inputs, outputs, x, y } }: Data): number[][] =>
  Array.from({ length: count }, (_, i) => [...x.subarray(i * inputs, (i + 1) * inputs), ...y.subarray(i * outputs, (i + 1) * outputs)]);

describe("what is written is read back", () => {
  test("CSV, with and without header, with each separator and line ending", async () => {
    const layouts = fc.record({
      separator: fc.constantFrom(",", ";", "\t"),
      ending: fc.constantFrom("\n", "\r\n"),
      header: fc.boolean(),
      last: fc.boolean(),
      mark: fc.constantFrom("", "\uFEFF"),
    });
    await fc.assert(
      fc.asyncProperty(tables, layouts, async (rows, { separator, ending, header, last, mark }) => {
        // Adding 0 turns −0 into 0: text has no negative zero.
        const positive = rows.map((row) => row.map((value) => value + 0));
        const lines = [...(header ? [rows[0].map((_, j) => `c${j}`).join(separator)] : []), ...positive.map((row) => row.join(separator))];
        const data = await csv(mark + lines.join(ending) + (last ? ending : ""), header ? `c${rows[0].length - 1}` : rows[0].length - 1);
        expect(rowsIn(data)).toEqual(positive);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test("NPZ, stored and compressed, C and Fortran order", async () => {
    await fc.assert(
      fc.asyncProperty(
        tables,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom("<f8" as const, ">f8" as const),
        fc.constantFrom(1 as const, 2 as const),
        async (rows, compressed, fortran, type, version) => {
          const { y } = divided(rows);
          const width = rows[0].length - 1;
          const stored = fortran ? Array.from({ length: width }, (_, j) => rows.map((row) => row[j])).flat() : divided(rows).x;
          const bytes = npz(
            { x: npy(type, [rows.length, width], stored, fortran, version), y: npy(type, [rows.length], y) },
            compressed ? 6 : 0,
          );
          expect(rowsIn(await load({ path: put("t.npz", bytes) }))).toEqual(rows);
        },
      ),
      { numRuns: 100, seed: 2 },
    );
  });

  test("NPY arrays of every type", async () => {
    for (const type of ["<f8", ">f8", "<f4", "<i4", ">i2", "|u1", "<i8"] as const) {
      expect(rowsIn(await load({ path: put("t.npy", npy(type, [2, 3], [1, 2, 3, 40, 50, 60])), target: 2 }))).toEqual([
        [1, 2, 3],
        [40, 50, 60],
      ]);
    }
  });

  test("arrays of rank 3 are laid out row by row, whatever their order in the file", async () => {
    const c = Array.from({ length: 24 }, (_, k) => k);
    const fortran = Array.from({ length: 24 }, (_, k) => (k % 2) * 12 + (Math.floor(k / 2) % 3) * 4 + Math.floor(k / 6));
    for (const [values, order] of [
      [c, false],
      [fortran, true],
    ] as const) {
      const { train } = await load({
        path: put("t.npz", npz({ X: npy("<i4", [2, 3, 4], values, order), labels: npy("|u1", [2], [1, 0]) })),
        target: "labels",
      });
      expect([train.inputs, [...train.x]]).toEqual([12, c]);
    }
  });

  test("IDX images with their labels, also gzipped", async () => {
    const bytes = fc.integer({ min: 0, max: 255 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(bytes, bytes, bytes, bytes, fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        async (rows, zipped) => {
          const wrap = (content: Uint8Array): Uint8Array => (zipped ? gzipSync(content) : content);
          const { x, y } = divided(rows);
          const images = put(`images-idx3-ubyte${zipped ? ".gz" : ""}`, wrap(idx(0x08, [rows.length, 2, 2], x)));
          const labels = put("labels-idx1-ubyte", wrap(idx(0x08, [rows.length], y)));
          expect(rowsIn(await load({ path: images, target: labels }))).toEqual(rows);
        },
      ),
      { numRuns: 50, seed: 3 },
    );
    const labels = put("labels.idx", idx(0x0e, [2], [0.5, -3e300]));
    expect([...(await load({ path: put("x.idx", idx(0x08, [2, 1], [1, 2])), target: labels })).train.y]).toEqual([0.5, -3e300]);
  });

  test("Parquet", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (rows) => {
        const columns = rows[0].map((_, j) => ({ name: `c${j}`, data: rows.map((row) => row[j]), type: "DOUBLE" as const }));
        expect(
          rowsIn(
            await load({
              path: put("t.parquet", new Uint8Array(parquetWriteBuffer({ columnData: columns }))),
              target: `c${columns.length - 1}`,
            }),
          ),
        ).toEqual(rows);
      }),
      { numRuns: 50, seed: 4 },
    );
    const columns = [
      { name: "n", data: [1n, 2n], type: "INT64" as const },
      { name: "b", data: [true, false], type: "BOOLEAN" as const },
    ];
    expect(
      rowsIn(await load({ path: put("t.parquet", new Uint8Array(parquetWriteBuffer({ columnData: columns }))), target: "b" })),
    ).toEqual([
      [1, 1],
      [2, 0],
    ]);
  });

  test("a name without a known ending is read by its content", async () => {
    expect(rowsIn(await csv("1,2\n3,4\n", 1, "numbers"))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(rowsIn(await csv(gzipSync(new TextEncoder().encode("1,2\n3,4\n")), 1, "t.csv.gz"))).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});

describe("columns", () => {
  const text = "a,b,c\n1,2,3\n4,5,6\n";

  test("targets are taken by name or number, in the order given; the others are inputs", async () => {
    const { train } = await csv(text, ["c", 0]);
    expect([[...train.x], [...train.y]]).toEqual([
      [2, 5],
      [3, 1, 6, 4],
    ]);
  });

  test("a header may number its columns", async () => {
    expect((await csv("0,1,target\n1.5,2,3\n", "target")).train.count).toBe(1);
  });

  test("a first line with a missing number is no header: it is not dropped in silence", async () => {
    for (const field of ["NaN", "nan", "-inf", "NA", "?", "null", ""])
      expect(await fault(csv(`1,${field},3\n4,5,6\n`, 2))).toMatch(/^t\.csv, line 1, column 2: /);
    expect((await csv(",b,y\n0,2,3\n", "y")).train.count).toBe(1);
  });

  test("the first examples, one-hot targets, scaled inputs and a held-out file", async () => {
    const train = put("train.csv", "x,label\n1,0\n3,2\n5,1\n100,1\n");
    const held = put("held.csv", "x,label\n7,1\n");
    const data = await load({ path: train, target: "label", count: 3, oneHot: true, standardize: "columns", test: { path: held } });
    const deviation = Math.sqrt(8 / 3);
    [-2, 0, 2].forEach((x, i) => expect(data.train.x[i]).toBeCloseTo(x / deviation, 15));
    expect([...data.train.y]).toEqual([1, 0, 0, 0, 0, 1, 0, 1, 0]);
    expect(data.test!.x[0]).toBeCloseTo(4 / deviation, 15);
    expect([...data.test!.y]).toEqual([0, 1, 0]);
  });

  test("what the spec asks of the columns and they cannot give is refused", async () => {
    expect(await fault(load({ path: put("t.csv", text) }))).toBe(
      "objective.data.target: is missing; name the target column of t.csv, by name (a, b, c)",
    );
    expect(await fault(csv(text, "d"))).toContain('objective.data.target: t.csv has no column "d"');
    expect(await fault(csv(text, 3))).toContain("column 3 does not exist; t.csv has columns 0 … 2");
    expect(await fault(csv("1,2\n", "a"))).toContain("has no column names; give the number");
    expect(await fault(csv(text, ["a", 0]))).toContain('names column "a" twice');
    expect(await fault(csv(text, ["a", "b", "c"]))).toContain("names every column");
    expect(await fault(csv("a,a,b\n1,2,3\n", "a"))).toContain('two columns named "a"');
    expect(await fault(load({ path: put("t.csv", text), target: "c", count: 5 }))).toContain(
      "objective.data.count: is 5 but the file has 2 examples",
    );
    expect(await fault(load({ path: put("t.csv", "a,b\n1,0.5\n"), target: "b", oneHot: true }))).toContain(
      "has the target 0.5 where oneHot needs class numbers",
    );
    expect(await fault(load({ path: put("t.csv", text), target: "c", test: { path: put("u.csv", "a,c\n1,2\n") } }))).toContain(
      "u.csv: has other columns than t.csv, and they are found by name: missing: b",
    );
    expect(await fault(load({ path: put("t.npz", npz({ x: npy("<f8", [1], [1]), y: npy("<f8", [1], [1]) })), target: 1 }))).toContain(
      "must be one name for this kind of file",
    );
  });
});

describe("a file that cannot be used is one sentence with its place", () => {
  const good = npz({ x: npy("<f8", [2, 1], [1, 2]), y: npy("<f8", [2], [1, 2]) });
  const images = idx(0x08, [2, 2], [1, 2, 3, 4]);
  const parquet = (): Uint8Array =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: "a", data: [1, 2], type: "DOUBLE" },
          { name: "b", data: [1, 2], type: "DOUBLE" },
        ],
      }),
    );

  test("CSV: ragged lines, words, gaps, numbers that are not finite, broken quotes, no lines", async () => {
    expect(await fault(csv("1,2\n3\n"))).toBe("t.csv, line 2: has 1 field where the lines before have 2; every line needs as many");
    expect(await fault(csv("a,b\n1,2\n\n3,x\n"))).toContain('t.csv, line 4, column 2: "x" is not a number; every input must be one');
    expect(await fault(csv("1,2\n3,\n"))).toContain("t.csv, line 2, column 2: is missing; every field must be filled");
    expect(await fault(csv("1,2\n3,NaN\n"))).toContain("line 2, column 2: is missing");
    expect(await fault(csv("1,1e999\n"))).toContain('line 1, column 2: "1e999" is not a finite number');
    expect(await fault(csv("1.5,b\n2,3\n"))).toContain('line 1, column 2: "b" is not a number');
    expect(await fault(csv('1,2\n"3,4\n'))).toContain("is not well-formed CSV");
    expect(await fault(csv("a,b\n"))).toBe("t.csv: has a header but no examples; it needs one line of numbers an example");
    expect(await fault(csv("\n\n"))).toContain("is empty");
    expect(await fault(csv(""))).toBe("t.csv: is empty");
  });

  test("every truncation of an archive, an IDX file and a Parquet file is noticed", async () => {
    const labels = put("labels.idx", idx(0x08, [2], [0, 1]));
    const cases: [string, Uint8Array, string | undefined][] = [
      ["cut.npz", good, undefined],
      ["cut.idx", images, labels],
      ["cut.parquet", parquet(), "b"],
      ["cut.csv.gz", gzipSync(new TextEncoder().encode("1,2\n3,4\n5,6\n")), "0"],
    ];
    for (const [name, bytes, target] of cases) {
      for (let length = 4; length < bytes.length; length += Math.max(1, Math.floor(bytes.length / 40))) {
        const message = await fault(load({ path: put(name, bytes.slice(0, length)), target: name === "cut.csv.gz" ? 0 : target }));
        expect(message, `${name} cut to ${length} bytes`).toMatch(new RegExp(`^${name}.*(truncated|damaged|is empty|not a CSV)`));
      }
    }
  });

  test("a flipped bit in an archive or a gzip file is noticed", async () => {
    const packed = gzipSync(new TextEncoder().encode("1,2\n3,4\n5,6\n"));
    for (const [name, bytes, target] of [
      ["bit.npz", good, undefined],
      ["bit.csv.gz", packed, 0],
    ] as const) {
      // Inside the last number of the first array, and inside the packed text.
      const at = name === "bit.npz" ? 30 + "x.npy".length + npy("<f8", [2, 1], [1, 2]).length - 4 : 14;
      const flipped = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 4 : byte));
      expect(await fault(load({ path: put(name, flipped), target }))).toMatch(new RegExp(`^${name}: begins as .*truncated or damaged`));
    }
  });

  test("NPY and NPZ: types that are not numbers, missing arrays, unequal counts, NaN", async () => {
    expect(await fault(load({ path: put("t.npz", good), target: "z" }))).toBe(
      't.npz: has no array named "z"; it holds x, y: name the targets with "y" and the inputs with "x"',
    );
    expect(await fault(load({ path: put("t.npz", npz({ a: npy("<f8", [1], [1]), b: npy("<f8", [1], [1]) })) }))).toContain(
      "has no array named y; it holds a, b",
    );
    expect(
      await fault(load({ path: put("t.npz", npz({ a: npy("<f8", [1], [1]), b: npy("<f8", [1], [1]), y: npy("<f8", [1], [1]) })) })),
    ).toContain("has no array named x; it holds a, b, y");
    expect(await fault(load({ path: put("t.npz", npz({ x: npy("<f8", [2], [1, 2]), y: npy("<f8", [1], [1]) })) }))).toContain(
      "has 1 targets where the inputs are 2",
    );
    expect(
      await fault(load({ path: put("t.npz", npz({ x: npy("<f8", [2, 2], [1, 2, Number.NaN, 4]), y: npy("<f8", [2], [1, 2]) })) })),
    ).toContain("row 2, column 1 is missing");
    const half = npy("<f8", [1], [1]);
    half.set(new TextEncoder().encode("<c8"), 21);
    expect(await fault(load({ path: put("t.npy", half), target: 0 }))).toContain(
      'NumPy type "<c8", complex numbers; save their real and imaginary parts as arrays of their own',
    );
    expect(await fault(load({ path: put("t.npy", npy("<f8", [3], [1, 2])), target: 0 }))).toContain(
      "is truncated: an array of shape (3) needs 24 bytes and 16 are there",
    );
  });

  test("IDX: no labels, more bytes than its shape", async () => {
    const path = put("images.idx", images);
    expect(await fault(load({ path }))).toContain("objective.data.target: images.idx is an IDX file, which holds no targets");
    expect(await fault(load({ path, target: put("labels.csv", "1,2\n") }))).toContain(
      "labels.csv: is CSV where the labels of an IDX file are another IDX file",
    );
    expect(await fault(load({ path, target: put("labels.idx", idx(0x08, [3], [0, 1, 2])) }))).toContain(
      "labels.idx: has 3 targets where images.idx has 2",
    );
    expect(await fault(load({ path: put("long.idx", Uint8Array.of(...images, 9)), target: path }))).toContain("goes on after its end");
  });

  test("Parquet: empty fields and words", async () => {
    const write = (data: unknown[], type?: "STRING"): string =>
      put(
        "t.parquet",
        new Uint8Array(
          parquetWriteBuffer({
            columnData: [
              { name: "a", data, type },
              { name: "b", data: [1, 2], type: "DOUBLE" },
            ],
          }),
        ),
      );
    expect(await fault(load({ path: write([1.5, null]), target: "b" }))).toContain(
      't.parquet: row 2, column "a" is missing; every field must be filled',
    );
    expect(await fault(load({ path: write(["one", "two"], "STRING"), target: "b" }))).toContain('row 1, column "a": "one" is not a number');
  });

  test("files that are missing, of another kind, or not what their name says", async () => {
    expect(await fault(load({ path: join(folder, "none.csv") }))).toContain("none.csv: there is no such file; check the path");
    expect(await fault(load({ path: folder }))).toContain("is a folder");
    expect(await fault(csv("1,2\n", 0, "t.npz"))).toBe(
      "t.npz: its name says NPZ but its content is CSV; give the right file, or rename it",
    );
    expect(await fault(csv(good, 0, "t.csv"))).toContain("its name says CSV but its content is a zip archive (NPZ, or an Excel workbook)");
    expect(await fault(csv(Uint8Array.of(1, 0, 2, 0), 0, "t.csv"))).toContain("is not a CSV, NPZ, NPY, IDX or Parquet file");
    expect(new DataError("f", "m", 1, 2).message).toBe("f, line 1, column 2: m");
  });
});
