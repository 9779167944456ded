import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type * as z from "zod";
import { openRandom } from "../../../src/kernel/random.ts";
import { buildObjective, objectiveSchema } from "../../../src/objective/build.ts";
import { file } from "../../../src/objective/data/file.ts";
import { loadData } from "../../../src/objective/data/load.ts";
import type { Data } from "../../../src/objective/family.ts";
import { readingInWords } from "../../../src/objective/readingInWords.ts";
import { parse } from "../../../src/spec/parse.ts";
import { idx, npy, npz } from "./writers.ts";

const folder = mkdtempSync(join(tmpdir(), "columns-"));
afterAll(() => rmSync(folder, { recursive: true }));

type Options = Omit<z.input<typeof file.schema>, "kind">;
const put = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const fixture = (name: string): string => join(import.meta.dirname, "fixtures", name);
const load = (options: Options): Promise<Data> => loadData(file(options), 0, openRandom);
/** Loads a text, and perhaps one of held-out examples. */
const read = (text: string, options: Omit<Options, "path" | "test"> = {}, held?: string, heldOptions: object = {}): Promise<Data> =>
  load({
    path: put("train.csv", text),
    ...options,
    ...(held === undefined ? {} : { test: { path: put("test.csv", held), ...heldOptions } }),
  });
const notes = (data: Data): string => data.reading!.notes.join("; ").replaceAll(`${folder}/`, "");

/** What is said about a file, without its folder: one sentence of at most 300 characters. */
async function fault(loading: Promise<unknown>): Promise<string> {
  const error = await loading.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  const message = (error as Error).message.replaceAll(`${folder}/`, "");
  expect(message.length).toBeLessThanOrEqual(300);
  expect(message).not.toContain("\n");
  return message;
}

/** The loss of a linear model without biases at given weights, on both parts. */
async function losses(options: Options, weights: readonly number[], loss = "squared-error"): Promise<{ train: number; test?: number }> {
  const data = await load(options);
  const { objective } = await buildObjective(
    parse(objectiveSchema, {
      data: { kind: "file", ...options },
      model: { kind: "mlp", widths: [data.train.inputs, data.train.outputs], activation: "identity", bias: false },
      loss: { kind: loss },
    }),
    0,
    openRandom,
  );
  const w = Float64Array.from(weights);
  return { train: objective.loss(w), ...(objective.test === undefined ? {} : { test: objective.test.loss(w) }) };
}

describe("classes are the distinct values, in sorted order", () => {
  test("words become one-hot rows, and the record lists them", async () => {
    const data = await read("sepal,species\n5.1,virginica\n6.3,setosa\n", { target: "species", oneHot: true });
    expect([...data.train.y]).toEqual([0, 1, 1, 0]);
    expect(data.reading).toMatchObject({
      inputs: { count: 1, names: ["sepal"] },
      targets: { count: 2, names: ["species"] },
      classes: { count: 2, names: ["setosa", "virginica"], coding: "one-hot" },
    });
    expect(readingInWords(data.reading!)[0]).toContain(
      "2 examples, 1 input (sepal), 1 target (species) of 2 classes (one-hot: setosa, virginica)",
    );
  });

  test("class numbers 1, 2 make two outputs, and cross-entropy of equal outputs is ln 2", async () => {
    const path = put("one-two.csv", "x,class\n1,1\n2,2\n");
    const { train } = await losses({ path, target: "class", oneHot: true }, [0, 0], "cross-entropy");
    expect(train).toBeCloseTo(Math.LN2, 15);
  });

  test("classes 0, 1, 2 are outputs 0, 1, 2; a number that does not occur gets none, which is said", async () => {
    expect([...(await read("x,c\n1,0\n1,2\n1,1\n", { target: "c", oneHot: true })).train.y]).toEqual([1, 0, 0, 0, 0, 1, 0, 1, 0]);
    const gap = await read("x,c\n1,0\n1,2\n", { target: "c", oneHot: true });
    expect([...gap.train.y]).toEqual([1, 0, 0, 1]);
    expect(notes(gap)).toContain("no example is of class 1, so that outputs stand for 0, 2");
  });

  test("words are sorted by code point", async () => {
    const { reading } = await read("x,c\n1,\u{1F600}\n1,\uFB01\n1,b\n1,B\n1,ab\n1,a\n", { target: "c", oneHot: true });
    expect(reading!.classes!.names).toEqual(["B", "a", "ab", "b", "\uFB01", "\u{1F600}"]);
  });

  test("two classes may be −1 and 1", async () => {
    const words = await read("x,c\n1,yes\n2,no\n", { target: "c", sign: true });
    expect([...words.train.y]).toEqual([1, -1]);
    expect(words.reading!.classes).toEqual({ count: 2, names: ["no", "yes"], coding: "sign" });
    expect([...(await read("x,c\n1,1\n2,2\n", { target: "c", sign: true })).train.y]).toEqual([-1, 1]);
    expect(await fault(read("x,c\n1,1\n2,2\n3,3\n", { target: "c", sign: true }))).toContain(
      "needs two classes, but the targets are of 3 (1, 2, 3)",
    );
    expect(await fault(read("x,c\n1,1\n2,2\n", { target: "c", sign: true, oneHot: true }))).toContain("two codings of the same targets");
  });

  test("a class that nobody trains on is named, whether a file or a fraction is held out", async () => {
    const held = await read("x,c\n1,a\n2,b\n", { target: "c", oneHot: true }, "x,c\n1,c\n");
    expect([held.train.outputs, [...held.test!.y]]).toEqual([3, [0, 0, 1]]);
    expect(notes(held)).toContain("only held-out examples are of class c");
    const path = put("t.csv", "x,c\n1,a\n2,b\n");
    const { reading } = await load({ path, target: "c", oneHot: true, test: { fraction: 0.5 } });
    expect(reading!.notes.join()).toMatch(/only held-out examples are of class [ab]$/);
    expect(reading).toMatchObject({ examples: 1, test: { examples: 1 } });
  });

  test("words without a coding, fractions as classes, and too many targets are refused", async () => {
    expect(await fault(read("sepal,species\n5.1,setosa\n6.3,virginica\n", { target: "species" }))).toBe(
      'train.csv, line 2, column 2: "setosa" is not a number; every target must be one (classes: "oneHot": true, or "sign": true for two)',
    );
    expect(await fault(read("x,c\n1,0.5\n", { target: "c", oneHot: true }))).toContain(
      "line 2, column 2: has the target 0.5 where oneHot needs class numbers",
    );
    expect(await fault(read("x,c,d\n1,0,1\n", { target: ["c", "d"], oneHot: true }))).toContain("needs one target column");
  });

  test("inputs that name classes become one column a class where they are listed, and are refused otherwise", async () => {
    const text = "colour,size,y\nred,1,1\nblue,2,2\nred,3,3\n";
    const data = await read(text, { target: "y", categories: "colour" }, "y,colour,size\n4,blue,5\n");
    expect(data.reading!.inputs.names).toEqual(["colour=blue", "colour=red", "size"]);
    expect([...data.train.x]).toEqual([0, 1, 1, 1, 0, 2, 0, 1, 3]);
    expect([...data.test!.x]).toEqual([1, 0, 5]);
    expect(await fault(read(text, { target: "y" }))).toContain('line 2, column 1: "red" is not a number; every input must be one');
    expect(await fault(read(text, { target: "y", categories: "colour" }, "y,colour,size\n4,green,5\n"))).toContain(
      'test.csv, line 2, column 2: "green" is none of the classes that train.csv has there (blue, red)',
    );
    expect(await fault(read(text, { target: "y", categories: ["y"] }))).toContain("which is no input");
  });

  test("True, TRUE, true and 1 are one class in the files of different writers", async () => {
    for (const held of ["x,c\n1,true\n2,false\n", "x,c\n1,1\n2,0\n", "x,c\n1,TRUE\n2,FALSE\n"]) {
      const classes = await read("x,c\n1,True\n2,False\n", { target: "c", oneHot: true }, held);
      expect([held, [...classes.train.y], [...classes.test!.y], classes.reading!.classes!.names]).toEqual([
        held,
        [0, 1, 1, 0],
        [0, 1, 1, 0],
        ["False", "True"],
      ]);
      const signs = await read(held, { target: "c", sign: true }, "x,c\n1,TRUE\n2,FALSE\n");
      expect([...signs.train.y, ...signs.test!.y]).toEqual([1, -1, 1, -1]);
      const inputs = await read("x,c\n1,True\n2,False\n", { target: "x", categories: "c" }, held);
      expect([...inputs.train.x, ...inputs.test!.x]).toEqual([0, 1, 1, 0, 0, 1, 1, 0]);
    }
    const words = await read("x,c\n1,true\n2,other\n", { target: "c", oneHot: true }, "x,c\n1,True\n");
    expect(words.reading!.classes!.names).toEqual(["True", "other", "true"]);
  });

  test("the word that is named as no number is one", async () => {
    expect(await fault(read("a,y\n1.5,1\n0x10,2\n", { target: "y" }))).toContain('line 3, column 1: "0x10" is not a number');
    expect(await fault(read("a;y\n1,5;1\nabc;2\n", { target: "y" }))).toContain('line 3, column 1: "abc" is not a number');
    expect(await fault(read("a;y\n1;1\n1,5;2\n", { target: "y", decimal: "." }))).toContain('line 3, column 1: "1,5" is not a number');
    expect(await fault(read("a;y\n1;1\n1.5;2\n", { target: "y", decimal: "," }))).toContain('line 3, column 1: "1.5" is not a number');
  });

  test("true and false are 1 and 0, and said", async () => {
    const data = await read("a,b,y\nTrue,1,False\nFalse,2,True\n", { target: "y" });
    expect([[...data.train.x], [...data.train.y]]).toEqual([
      [1, 1, 0, 2],
      [0, 1],
    ]);
    expect(notes(data)).toContain('in column "a" true is 1 and false is 0; in column "y" true is 1');
  });
});

describe("inputs are what the spec says", () => {
  const text = "a,b,c,y\n1,2,3,4\n5,6,7,8\n";

  test("named ones in the order given, or all but the excluded; the others are said", async () => {
    const named = await read(text, { target: "y", inputs: ["c", 0] });
    expect([[...named.train.x], named.reading!.inputs.names]).toEqual([
      [3, 1, 7, 5],
      ["c", "a"],
    ]);
    expect(notes(named)).toContain('1 column left out by "inputs": b');
    const excluded = await read(text, { target: "y", inputs: { exclude: ["b", "c"] } });
    expect([[...excluded.train.x], notes(excluded)]).toEqual([[1, 5], expect.stringContaining('2 columns left out by "inputs": b, c')]);
  });

  test("targets, strangers and nothing at all are refused as inputs", async () => {
    expect(await fault(read(text, { target: "y", inputs: ["a", "y"] }))).toContain(
      'objective.data.inputs: names column "y", which is a target',
    );
    expect(await fault(read(text, { target: "y", inputs: ["z"] }))).toContain('has no column "z"');
    expect(await fault(read(text, { target: "y", inputs: { exclude: ["a", "b", "c"] } }))).toContain("leaves no column");
    expect(await fault(read(text, { target: "y", inputs: ["a", 0] }))).toContain('names column "a" twice');
  });

  test("words, and numbers that are not finite, in a column that is left out do no harm", async () => {
    const infinite = "a,c,y\n1,inf,2\n3,4,4\n";
    expect([...(await read(infinite, { target: "y", inputs: { exclude: "c" } })).train.x]).toEqual([1, 3]);
    expect(await fault(read(infinite, { target: "y" }))).toBe(
      'train.csv, line 2, column 2: "inf" is not a finite number; every number must be finite',
    );
    expect(await fault(read("a,c,y\n1,2,2\n", { target: "y" }, infinite))).toContain('test.csv, line 2, column 2: "inf"');
    expect([...(await read("name,a,y\nx,1,2\ny,3,4\n", { target: "y", inputs: { exclude: "name" } })).train.x]).toEqual([1, 3]);
  });

  test("the same in arrays of NumPy and IDX: only what is used need be finite", async () => {
    const rows = npy("<f8", [2, 3], [1, Infinity, 2, 3, 4, 5]);
    const one = put("t.npy", rows);
    expect([...(await load({ path: one, target: 2, inputs: { exclude: 1 } })).train.x]).toEqual([1, 3]);
    expect(await fault(load({ path: one, target: 2 }))).toBe("t.npy: number 2 is Infinity; every number that is used must be finite");
    expect(await fault(load({ path: one, target: 1 }))).toContain("number 2 is Infinity");
    const archive = put("t.npz", npz({ x: rows, y: npy("<f8", [2], [1, 2]), z: npy("<f8", [2], [-Infinity, 1]) }));
    expect([...(await load({ path: archive, x: "x", y: "y", inputs: [0, 2] })).train.x]).toEqual([1, 2, 3, 5]);
    expect(await fault(load({ path: archive, x: "x", y: "y" }))).toContain("t.npz, array x: number 2 is Infinity");
    expect(await fault(load({ path: archive, x: "x", y: "z", inputs: [0] }))).toContain("t.npz, array z: number 1 is -Infinity");
    const labels = put("labels-idx1-ubyte", idx(0x08, [2], [0, 1]));
    const images = put("images-idx2-double", idx(0x0e, [2, 2], [1, Infinity, 2, 3]));
    expect([...(await load({ path: images, target: labels, inputs: { exclude: 1 } })).train.x]).toEqual([1, 2]);
    expect(await fault(load({ path: images, target: labels }))).toContain("number 2 is Infinity");
  });

  test("widths that do not fit are told the inputs first", async () => {
    const build = (path: string, widths: number[]): Promise<unknown> =>
      buildObjective(
        parse(objectiveSchema, {
          data: { kind: "file", path, target: "y" },
          model: { kind: "mlp", widths, activation: "identity" },
          loss: { kind: "squared-error" },
        }),
        0,
        openRandom,
      );
    expect(await fault(build(put("t.csv", text), [2, 1]))).toBe(
      'objective.model.widths.0: is 2, but the data have 3 inputs: a, b, c (leave out with "inputs" in the data what is none); use 3',
    );
    const wide = Array.from({ length: 500 }, (_, j) => `a column with a rather long name, number ${j}`);
    const many = put("wide.csv", `${[...wide.map((name) => `"${name}"`), "y"].join(",")}\n${[...wide, "y"].map((_, j) => j).join(",")}\n`);
    expect(await fault(build(many, [2, 1]))).toContain("and 498 more");
  });

  test("a number that is the name of a column, and no place, is told so", async () => {
    expect(await fault(read("2019,2020,2021\n0.5,1.5,2.5\n", { target: 2021 }))).toContain('the one that is named so is "2021", in quotes');
  });

  test("two columns of one name are read by place; naming one is refused", async () => {
    expect((await losses({ path: fixture("dup.parquet"), target: "y" }, [0, 1])).train).toBe(0.5);
    expect([...(await read("a,a,y\n1,0,1\n", { target: "y" })).train.x]).toEqual([1, 0]);
    expect(await fault(read("a,a,y\n1,0,1\n", { target: "a" }))).toContain('two columns named "a"');
    expect(await fault(read("a,a,y\n1,0,1\n", { target: "y" }, "y,a,a\n1,1,0\n"))).toContain('two are named "a"');
    expect([...(await read("a,a,y\n1,0,1\n", { target: "y" }, "a,a,y\n3,4,5\n")).test!.x]).toEqual([3, 4]);
  });
});

describe("a row index is left out, and said", () => {
  test("as data frames write it", async () => {
    expect((await losses({ path: fixture("shuffled.parquet"), target: "y" }, [1])).train).toBe(0.5);
    expect(notes(await load({ path: fixture("shuffled.parquet"), target: "y" }))).toContain(
      'column "__index_level_0__" was left out: the row index by the file\'s own metadata',
    );
    const index = ",a,y\n0,0.0,1.0\n1,0.0,1.0\n2,0.0,1.0\n";
    expect((await losses({ path: put("index.csv", index), target: "y" }, [1])).train).toBe(0.5);
    expect(notes(await read(index, { target: "y" }))).toContain('column "" was left out: a row index');
    for (const text of [
      "Unnamed: 0,a,y\n0,5,1\n1,6,1\n",
      ",a,y\n17,5,1\n4,6,1\n",
      ",a,y\n0,5,1\n0,6,1\n",
      '"","a","y"\n"r1",5,1\n"r2",6,1\n',
      ",Unnamed: 0,a,y\n0,3,5,1\n1,4,6,1\n",
      ",,a,y\nx,0,5,1\nx,1,6,1\n",
      "a,y,\n5,1,\n6,1,\n",
    ])
      expect([text, ...(await read(text, { target: "y" })).train.x]).toEqual([text, 5, 6]);
  });

  test("unless it is named, or is none", async () => {
    const text = ",a,y\n0,5,1\n1,6,1\n";
    expect([...(await read(text, { target: "y", inputs: ["", "a"] })).train.x]).toEqual([0, 5, 1, 6]);
    expect([...(await read(text, { target: "y", inputs: [0, 1] })).train.x]).toEqual([0, 5, 1, 6]);
    expect([...(await read(",a,y\n0.5,5,1\n1,6,1\n", { target: "y" })).train.x]).toEqual([0.5, 5, 1, 6]);
    expect([...(await read(text, { target: 0 })).train.y]).toEqual([0, 1]);
    expect(notes(await read("id,a,y\n1,5,1\n2,6,1\n3,7,1\n", { target: "y" }))).toContain(
      'column "id" is an input though it only counts the rows',
    );
  });
});

describe("held-out columns are found by name", () => {
  test("in any order", async () => {
    const [path, held] = [put("train.csv", "a,b,y\n1,0,1\n"), put("test.csv", "b,a,y\n0,1,1\n")];
    expect(await losses({ path, target: "y", test: { path: held } }, [1, 0])).toEqual({ train: 0, test: 0 });
  });

  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 2, maxLength: 7 });
  const named = names.chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      order: fc.shuffledSubarray(columns, { minLength: columns.length }),
      rows: fc.array(fc.array(fc.integer({ min: -99, max: 99 }), { minLength: columns.length, maxLength: columns.length }), {
        minLength: 1,
        maxLength: 5,
      }),
    }),
  );
  const textOf = (columns: readonly string[], from: readonly string[], rows: readonly (readonly number[])[]): string =>
    [columns, ...rows.map((row) => columns.map((name) => row[from.indexOf(name)]))].map((line) => `${line.join(",")}\n`).join("");

  test("whatever order the columns of either file stand in, the numbers are the same", async () => {
    await fc.assert(
      fc.asyncProperty(named, async ({ columns, order, rows }) => {
        const target = columns[columns.length - 1];
        const straight = await read(textOf(columns, columns, rows), { target }, textOf(columns, columns, rows));
        const turned = await read(textOf(columns, columns, rows), { target }, textOf(order, columns, rows));
        expect([turned.train, turned.test]).toEqual([straight.train, straight.test]);
        const list = columns.slice(0, -1);
        const both = await read(textOf(order, columns, rows), { target, inputs: list }, textOf(columns, columns, rows));
        expect([both.train, both.test]).toEqual([straight.train, straight.test]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  test("a column that has another name, is missing or is too many is refused by name", async () => {
    await fc.assert(
      fc.asyncProperty(named, fc.nat(), async ({ columns, order, rows }, which) => {
        const target = columns[columns.length - 1];
        const at = which % columns.length;
        const other = order.map((name, i) => (i === at ? `${name}_other` : name));
        const train = textOf(columns, columns, rows);
        const renamed = textOf(order, columns, rows).replace(order.join(","), other.join(","));
        expect(await fault(read(train, { target }, renamed))).toContain(`missing: ${order[at]}; not known there: ${order[at]}_other`);
        const lacking = order.filter((_, i) => i !== at);
        expect(await fault(read(train, { target }, textOf(lacking, columns, rows)))).toMatch(
          new RegExp(`missing: ${order[at]}|has other columns`),
        );
        const more = textOf(order, columns, rows).replaceAll(/\n/g, ",7\n").replace(",7\n", ",more_\n");
        expect(await fault(read(train, { target }, more))).toContain("not known there: more_");
      }),
      { numRuns: 40, seed: 2 },
    );
  });

  test("what the training file does not use may be there or not; a row index too", async () => {
    const train = "a,b,c,y\n1,2,3,4\n";
    const x = async (options: Options | object, held: string): Promise<number[]> => [
      ...(await read(train, { target: "y", ...options }, held)).test!.x,
    ];
    expect(await x({ inputs: ["b", "a"] }, "z,y,a,b\n9,8,7,6\n")).toEqual([6, 7]);
    expect(await x({ inputs: { exclude: "c" } }, "y,b,a\n8,6,7\n")).toEqual([7, 6]);
    expect(await x({}, ",y,c,b,a\n0,8,5,6,7\n")).toEqual([7, 6, 5]);
    expect(await fault(x({ inputs: { exclude: "c" } }, "y,b,a,d\n8,6,7,1\n"))).toContain("not known there: d");
  });

  test("a held-out file may have its own target and inputs; names on one side alone are refused", async () => {
    const train = "a,b,y\n1,2,3\n";
    expect([...(await read(train, { target: "y" }, "b,a,z\n5,4,6\n", { target: "z" })).test!.y]).toEqual([6]);
    expect([...(await read(train, { target: "y" }, "5,4,6\n", { target: 2, inputs: [1, 0] })).test!.x]).toEqual([4, 5]);
    expect(await fault(read(train, { target: "y" }, "5,4,6\n"))).toContain("test.csv: has no column names where train.csv has (a, b, y)");
    expect(await fault(read("1,2,3\n", { target: 2 }, "a,b,y\n1,2,3\n"))).toContain(
      "train.csv: has no column names where test.csv has (a, b, y)",
    );
  });

  test("files without names go by place", async () => {
    expect([...(await read("1,2,3\n", { target: 1 }, "4,5,6\n")).test!.x]).toEqual([4, 6]);
    expect(await fault(read("1,2,3\n", { target: 1 }, "4,5\n"))).toContain("has 1 inputs where train.csv has 2");
  });
});

describe("text is read as the options say", () => {
  const latin = (text: string): Uint8Array => Uint8Array.from([...text], (sign) => (sign === "€" ? 0x80 : sign.charCodeAt(0)));

  test("in Latin-1, where the file says no other encoding", async () => {
    const path = put("latin.csv", latin("Größe;Preis €;Art\n1,5;2;süß\n2,5;4;herb\n"));
    const data = await load({ path, target: "Art", oneHot: true, encoding: "latin-1", inputs: ["Preis €", "Größe"] });
    expect([[...data.train.x], [...data.train.y], data.reading!.classes!.names]).toEqual([
      [2, 1.5, 4, 2.5],
      [0, 1, 1, 0],
      ["herb", "süß"],
    ]);
    expect(await fault(load({ path, target: "Art" }))).toContain("line 1: is not text in UTF-8; if it is Latin-1");
    expect(await fault(read("\uFEFFa,y\n1,2\n", { target: "y", encoding: "latin-1" }))).toContain("begins with the mark of UTF-8");
  });

  test("with their separator, mark, comment, lines to skip and header, in the held-out file too unless it has its own", async () => {
    const options = { separator: "^", decimal: ",", comment: "!", skip: 1, header: true, target: "2" } as const;
    const text = "a title\n1^2\n! a remark\n1,5^3\n2^4,25 ! another\n";
    const data = await read(text, options, text);
    for (const { x, y } of [data.train, data.test!])
      expect([[...x], [...y]]).toEqual([
        [1.5, 2],
        [3, 4.25],
      ]);
    const own = await read(text, options, "2;1\n3.5;4\n", { separator: ";", decimal: ".", skip: 0 });
    expect([...own.test!.x, ...own.test!.y]).toEqual([4, 3.5]);
    const bare = await read("1,2\n3,4\n", { target: 1, header: false });
    expect([bare.train.count, bare.reading!.inputs]).toEqual([2, { count: 1 }]);
    expect(await fault(load({ path: fixture("dup.parquet"), target: "y", skip: 1 }))).toContain("is for text");
  });

  test("the line that tells Excel the separator is no example", async () => {
    for (const sign of [";", ",", "\t", "|", "^"]) {
      const data = await read(`sep=${sign}\r\na${sign}b${sign}y\r\n1${sign}2${sign}3\r\n`, { target: "y" });
      expect([sign, ...data.train.x, ...data.train.y]).toEqual([sign, 1, 2, 3]);
      expect(notes(data)).toContain("line 1 tells the separator and was left out; line 2 (a, b, y) was read as names");
    }
  });

  test("what is another kind of text is called so", async () => {
    const head = "% Iris\n@RELATION iris\n\n@ATTRIBUTE a NUMERIC\n@ATTRIBUTE class {u,v}\n@DATA\n";
    expect(await fault(read(`${head}1,u\n2,v\n`, { target: 1 }))).toBe(
      "train.csv: is ARFF (Weka), whose head is not read: its examples begin after line 6; say skip: 6 and header: false, and name columns by numbers from 0",
    );
    expect([...(await read(`${head}1,u\n2,v\n`, { target: 1, oneHot: true, skip: 6, header: false })).train.y]).toEqual([1, 0, 0, 1]);
    expect(await fault(read("%%MatrixMarket matrix array real general\n2 1\n1\n2\n", { target: 1 }))).toContain("is a Matrix Market file");
    expect(await fault(read("<!DOCTYPE html>\n<html></html>\n", { target: 1 }))).toContain("is a web page");
    expect(await fault(read("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", { target: 1 }))).toContain("Git LFS");
  });
});

describe("the arrays of an archive are paired by the part that their names say", () => {
  const one = (value: number): Uint8Array => npy("<f8", [1, 1], [value]);
  const archive = (name: string, values: Record<string, number>): string =>
    put(name, npz(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, one(value)]))));
  const xy = async (options: Options): Promise<number[]> => {
    const { train, test: held } = await load(options);
    return [train, held].flatMap((part) => (part === undefined ? [] : [part.x[0], part.y[0]]));
  };
  const keras = { x_train: 1, y_train: 2, x_test: 3, y_test: 4 };

  test("x_test goes with y_test, named or not", async () => {
    const path = archive("keras.npz", keras);
    expect(await xy({ path, test: { path, target: "y_test" } })).toEqual([1, 2, 3, 4]);
    expect(await xy({ path, test: { path } })).toEqual([1, 2, 3, 4]);
    expect(await xy({ path, target: "y_train", test: { path } })).toEqual([1, 2, 3, 4]);
    expect(await xy({ path, x: "x_train", y: "y_train", test: { path, x: "x_test" } })).toEqual([1, 2, 3, 4]);
    expect(await xy({ path, y: "y_test" })).toEqual([3, 4]);
    expect(await xy({ path, x: "x_test" })).toEqual([3, 4]);
    expect(notes(await load({ path, test: { path } }))).toContain("inputs are the array x_train, targets y_train");
  });

  test("of an archive whose sizes and places stand in the fields of zip64", async () => {
    const { train } = await load({ path: fixture("zip64.npz") });
    expect([[...train.x], [...train.y]]).toEqual([
      [0, 1, 2, 3, 4, 5],
      [1, 2, 3],
    ]);
  });

  test("however they are written", async () => {
    for (const [tx, ty, hx, hy] of [
      ["X_train", "Y_train", "X_test", "Y_test"],
      ["train_images", "train_labels", "test_images", "test_labels"],
      ["xtrain", "ytrain", "xtest", "ytest"],
      ["trainX", "trainY", "testX", "testY"],
      ["x_train", "y_train", "x_valid", "y_valid"],
      ["x", "y", "x_val", "y_val"],
    ]) {
      const path = archive("t.npz", { [hx]: 3, [ty]: 2, [hy]: 4, [tx]: 1 });
      expect([tx, ...(await xy({ path, test: { path } }))]).toEqual([tx, 1, 2, 3, 4]);
    }
  });

  test("a pairing of different parts is refused", async () => {
    const path = archive("keras.npz", keras);
    expect(await fault(load({ path, x: "x_train", y: "y_test" }))).toContain("would pair x_train with y_test");
    expect(await fault(load({ path: archive("t.npz", { x_train: 1, y_test: 2 }) }))).toContain("x_train");
    expect(await fault(load({ path: archive("t.npz", { x_train: 1, y_test: 2 }), target: "y_test" }))).toContain(
      "would pair x_train with y_test",
    );
    expect(await fault(load({ path, target: "y_train", y: "y_train" }))).toContain("both name the array of targets");
    expect(await fault(load({ path: put("t.csv", "a,y\n1,2\n"), x: "a", target: "y" }))).toContain("names an array of an NPZ file");
  });

  test("IDX files of different parts are refused", async () => {
    const images = put("train-images-idx3-ubyte", idx(0x08, [1, 1, 1], [1]));
    const labels = put("t10k-labels-idx1-ubyte", idx(0x08, [1], [1]));
    expect(await fault(load({ path: images, target: labels }))).toContain("would pair train-images-idx3-ubyte with t10k-labels-idx1-ubyte");
  });
});

describe("empty cells", () => {
  const text = "a,b,y\n1,2,3\n,4,5\n6,,7\n8,9,10\n";

  test("are refused with their place, unless the column is left out", async () => {
    expect(await fault(read(text, { target: "y" }))).toContain("train.csv, line 3, column 1: is missing");
    expect(await fault(read(text, { target: "y", inputs: ["b"] }))).toContain("train.csv, line 4, column 2: is missing");
    expect((await read(text, { target: "y", count: 1 })).train.count).toBe(1);
  });

  test("drop their rows, of the columns that are used", async () => {
    const data = await read(text, { target: "y", missing: "drop-rows" }, text);
    expect([[...data.train.x], [...data.test!.y]]).toEqual([
      [1, 2, 8, 9],
      [3, 10],
    ]);
    expect(notes(data)).toContain("2 rows of 4 left out for empty cells");
    expect((await read(text, { target: "y", inputs: ["a"], missing: "drop-rows" })).train.count).toBe(3);
  });

  test("hold the mean of their input over the training part, in the held-out part too", async () => {
    const data = await read(text, { target: "y", missing: "mean" }, "b,a,y\n,,1\n");
    expect([...data.train.x]).toEqual([1, 2, 5, 4, 6, 5, 8, 9]);
    expect([...data.test!.x]).toEqual([5, 5]);
    expect(notes(data)).toContain("empty cells hold the mean of their input over the training part (a: 2, b: 2)");
  });

  test("hold the mean of those that are trained on where a fraction is held out", async () => {
    const path = put("t.csv", "a,y\n1,0\n,0\n4,0\n100,0\n7,0\n,0\n");
    for (let seed = 0; seed < 10; seed++) {
      const { train, test: held } = await load({ path, target: "y", missing: "mean", test: { fraction: 0.34, seed } });
      const plain = await load({
        path: put("u.csv", "a,y\n1,0\n-1,0\n4,0\n100,0\n7,0\n-1,0\n"),
        target: "y",
        test: { fraction: 0.34, seed },
      });
      const known = [...plain.train.x].filter((value) => value !== -1);
      const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
      expect([[...train.x], [...held!.x]]).toEqual(
        [plain.train.x, plain.test!.x].map((part) => Array.from(part, (value) => (value === -1 ? mean : value))),
      );
    }
  });

  test("of targets are never filled", async () => {
    const gap = "a,y\n1,2\n3,\n";
    expect(await fault(read(gap, { target: "y", missing: "mean" }))).toContain(
      "line 3, column 2: is missing; only numbers of inputs can be filled with means",
    );
    expect((await read(gap, { target: "y", missing: "drop-rows" })).train.count).toBe(1);
    expect(await fault(read("a,y\n,2\n", { target: "y", missing: "drop-rows" }))).toContain("leaves none");
    expect(await fault(read("a,b,y\n,1,2\n", { target: "y", missing: "mean" }))).toContain(
      "the input a has no number in the training part",
    );
  });
});

test("options for text are refused for other files", async () => {
  expect(await fault(load({ path: put("t.npy", npy("<f8", [1, 2], [1, 2])), target: 0, separator: ";" }))).toContain(
    "objective.data.separator: is for text, and t.npy is NPY",
  );
});
