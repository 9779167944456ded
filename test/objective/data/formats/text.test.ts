import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readText } from "../../../../src/objective/data/formats/text.ts";
import type { Sheet, TextOptions } from "../../../../src/objective/data/formats/sheet.ts";
import { cellReader } from "../../../../src/objective/data/formats/text/cell.ts";
import { DataError } from "../../../../src/spec/errors.ts";

const read = (text: string | Uint8Array, options: TextOptions = {}): Sheet =>
  readText(typeof text === "string" ? new TextEncoder().encode(text) : text, "t.csv", options);
/** A sheet as rows, words in their places, null where a cell is missing. */
const cells = ({ rows, columns, values, words }: Sheet): (number | string | null)[][] =>
  Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (__, j) => {
      const value = values[i * columns + j];
      const list = words.get(j);
      return list === undefined ? (Number.isNaN(value) ? null : value) : list[i];
    }),
  );
const seen = (text: string | Uint8Array, options: TextOptions = {}): [readonly string[] | null, (number | string | null)[][]] => {
  const sheet = read(text, options);
  return [sheet.names, cells(sheet)];
};
const fault = (text: string | Uint8Array, options: TextOptions = {}): string => {
  try {
    const { faults } = read(text, options);
    if (faults!.size > 0) throw [...faults!.values()][0];
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    const { message } = error as Error;
    expect(message.length).toBeLessThanOrEqual(300);
    return message;
  }
  throw new Error(`${JSON.stringify(text)} was read`);
};

describe("numbers", () => {
  const one = (text: string, decimal: "." | "," | null = null): unknown => {
    const { kind, value, mark } = cellReader(new TextEncoder().encode(text)).read(0, text.length, decimal);
    return kind === "number" ? [value, mark] : kind;
  };

  test("are those that Number reads, rounded as it rounds them, with a point or a comma", () => {
    const digits = (most: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(..."0123456789"), maxLength: most });
    const written = fc
      .tuple(
        fc.constantFrom("", "+", "-"),
        digits(25),
        fc.constantFrom("", "."),
        digits(25),
        fc.constantFrom("", "e", "E-", "e+"),
        digits(2),
      )
      .map((parts) => parts.join(""));
    const shape = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
    fc.assert(
      fc.property(fc.oneof(written, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)), (text) => {
        const found = one(text, ".");
        if (!shape.test(text)) expect(found === "word" || found === "missing").toBe(true);
        else if (!Number.isFinite(Number(text))) expect(found).toBe("infinite");
        else {
          expect(found).toEqual([Number(text), text.includes(".") ? "." : ""]);
          expect((one(text.replace(".", ","), ",") as unknown[])[0]).toBe(Number(text));
        }
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  const digits = (least: number, most: number): fc.Arbitrary<string> =>
    fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: least, maxLength: most });
  /** Decimals of any length with the mark at any place, signs, leading zeros, exponents of ordinary and of hopeless size. */
  const decimals = fc
    .tuple(
      fc.constantFrom("", "", "-", "+"),
      fc.constantFrom("", "", "0", "000", "0".repeat(40)),
      digits(1, 32),
      fc.nat(33),
      fc.oneof(
        fc.constant(""),
        fc.integer({ min: -90, max: 90 }).map((e) => `e${e}`),
        fc.integer({ min: -420, max: 420 }).map((e) => `E${e}`),
      ),
    )
    .map(([sign, zeros, all, place, e]) =>
      `${sign}${zeros}${all.slice(0, place)}.${all.slice(place)}${e}`.replace(/\.(?=[eE]|$)/, place % 2 === 0 ? "" : "."),
    );
  /** What Number gives, told apart from what is too large to be read. */
  const expected = (text: string): unknown => (Number.isFinite(Number(text)) ? Number(text) : "infinite");
  const value = (text: string): unknown => {
    const found = one(text, ".");
    return Array.isArray(found) ? found[0] : found;
  };
  /** The texts of which another number is read than Number reads. */
  const wrong = (texts: readonly string[]): string[] => texts.filter((text) => !Object.is(value(text), expected(text)));

  test("of one to 32 digits, with zeros before and after the mark and any exponent, are rounded as Number rounds them", () => {
    fc.assert(
      fc.property(decimals, (text) => {
        expect(wrong([text])).toEqual([]);
      }),
      { numRuns: 20_000, seed: 6 },
    );
  });

  test("in whatever form a number of float64 is written", () => {
    const bits = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((word) => new Float64Array(BigUint64Array.of(word).buffer)[0]);
    const ordinary = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.oneof(bits.filter(Number.isFinite), ordinary), fc.integer({ min: 0, max: 24 }), (number, n) => {
        const fixed = Math.abs(number) < 1e21 ? [number.toFixed(n)] : [];
        expect(wrong([String(number), number.toPrecision(n + 1), number.toExponential(n), ...fixed])).toEqual([]);
        expect(value(String(number))).toBe(number + 0);
      }),
      { numRuns: 10_000, seed: 7 },
    );
  });

  test("half way between two numbers of float64, and beside the middle by one in the last of many digits", () => {
    // An odd whole number of 54 bits over a power of two has its last digit at the place of that power: all of them are written out.
    const middle = fc.tuple(fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }), fc.integer({ min: 0, max: 70 }), fc.boolean());
    fc.assert(
      fc.property(middle, ([m, k, down]) => {
        const odd = 2n * m + 1n;
        const whole = down ? odd * 5n ** BigInt(k) : odd << BigInt(k);
        const exponent = down ? `e-${k}` : "";
        const beside = [whole, whole + 1n, whole - 1n].map((number) => `${number}${exponent}`);
        const text = String(whole);
        const shortened = [16, 17, 18, 19, 24].map((length) => `0.${text.slice(0, length)}e${text.length - (down ? k : 0)}`);
        expect(wrong([...beside, ...shortened])).toEqual([]);
      }),
      { numRuns: 5000, seed: 8 },
    );
  });

  test("at the ends of what is worked out and of what float64 holds", () => {
    const texts = [
      "0",
      "-0",
      "-0.000",
      "+.5",
      "1.",
      "-.25e1",
      "007",
      "0.1",
      "5e-324",
      "2.4703282292062327e-324",
      "2.4703282292062328e-324",
      "2.2250738585072011e-308",
      "2.2250738585072014e-308",
      "1.7976931348623157e308",
      "1.7976931348623158e308",
      "1.7976931348623159e308",
      "0e999",
      "1e-999",
      "1e22",
      "1e23",
      "8.5e22",
      "9007199254740993",
      "9007199254740992.5",
      "9007199254740993.00000000000000001",
      "123456789012345e8",
      "123456789",
      "1234567890",
      "12345678901234567890",
      "123456789012345678901234",
      "1234567890123456789012345",
      "123456789.",
      "123456789.1",
      ".123456789",
      "0.000000000123456789012345678",
      "1e60",
      "1e61",
      "1e-60",
      "1.23456789012345678e78",
      "6.02214076e23",
      "6.62607015e-34",
      `0.${"0".repeat(10_003)}1e10031`,
      `0.${"0".repeat(10_003)}15e10004`,
      `1${"0".repeat(10_000)}e-10000`,
      `1e-${"0".repeat(30)}1`,
      `${"9".repeat(400)}e-392`,
    ];
    expect(wrong(texts)).toEqual([]);
  });

  test("missing ones, infinite ones, and words", () => {
    for (const text of ["", "NaN", "nan", "-nan", "NA", "N/A", "<NA>", "#N/A", "null", "None", "nil", "?", "-"])
      expect(one(text)).toBe("missing");
    for (const text of ["inf", "-inf", "Infinity", "+Infinity", "1e999"]) expect(one(text)).toBe("infinite");
    for (const text of ["x", "1.5x", "0x10", "1_000", "1 000", "--1", "1.2.3", "1,234,567", "e5", ".", "+", "1e", "2024-01-01"])
      expect(one(text)).toBe("word");
  });

  test("a field of a million digits takes time in proportion to its length", () => {
    const time = (length: number): number => {
      // Processor time, which other processes do not lengthen.
      const begin = process.cpuUsage();
      expect(fault(`a,b\n1,${"1".repeat(length)}\n`)).toContain("is not a finite number");
      expect(cells(read(`a,b\n1,0.${"1".repeat(length)}\n`))).toEqual([[1, 1 / 9]]);
      return process.cpuUsage(begin).user / 1000;
    };
    time(1000);
    expect(time(1_000_000)).toBeLessThan(3000);
  });
});

describe("dialects", () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
  const tables = fc
    .integer({ min: 2, max: 5 })
    .chain((width) => fc.array(fc.array(finite, { minLength: width, maxLength: width }), { minLength: 2, maxLength: 12 }));
  const dialect = fc.record({
    separator: fc.constantFrom(",", ";", "\t", "|", " ", "   ", " \t "),
    decimal: fc.constantFrom<("." | ",")[]>(".", ","),
    ending: fc.constantFrom("\n", "\r\n", "\r", "\n\n"),
    quoted: fc.boolean(),
    blanks: fc.boolean(),
    trailing: fc.boolean(),
    last: fc.boolean(),
    mark: fc.constantFrom("", "\uFEFF"),
    comment: fc.constantFrom("", "# made by hand, 2024; a b\n", "% 1,2\n% 3,4\n"),
    names: fc.constantFrom("plain", "quoted", "none"),
  });
  type Dialect = typeof dialect extends fc.Arbitrary<infer T> ? T : never;

  const write = (rows: readonly (readonly number[])[], d: Dialect): string => {
    const byBlanks = d.separator.trim() === "";
    const tab = d.separator === "\t";
    const pad = d.blanks && !tab ? " " : "";
    const number = (value: number): string => {
      const text = d.decimal === "," ? String(value).replace(".", ",") : String(value);
      return d.quoted || (d.decimal === "," && d.separator === ",") ? `"${text}"` : text;
    };
    // A name may hold the separator and doubled quotes when it stands in quotes.
    const name = (_: number, j: number): string => (d.names === "quoted" ? `"c${j}${d.separator}""x"""` : `c${j}`);
    const end = d.trailing && !byBlanks && !tab ? d.separator : "";
    const lines = [...(d.names === "none" ? [] : [rows[0].map(name)]), ...rows.map((row) => row.map(number))];
    return (
      d.mark + d.comment + lines.map((line) => pad + line.join(pad + d.separator + pad) + end).join(d.ending) + (d.last ? d.ending : "")
    );
  };

  test("what is written with any separator, decimal mark, quotes, line breaks, comments and names is read back", () => {
    fc.assert(
      fc.property(tables, dialect, (rows, d) => {
        const header = d.names !== "none";
        // Without a name above them whole numbers may be taken for names, and commas alone do not tell points from thousands.
        const sheet = read(write(rows, d), { header, decimal: d.decimal });
        expect(cells(sheet)).toEqual(rows);
        expect(sheet.names).toEqual(header ? rows[0].map((_, j) => (d.names === "quoted" ? `c${j}${d.separator}"x"` : `c${j}`)) : null);
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  test("numbers of any length and words in one sheet, quoted or padded or not, are those that csv-parse and Number find", () => {
    const cell = fc.oneof(
      {
        weight: 6,
        arbitrary: fc
          .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 1, max: 21 }))
          .map(([x, n]) => x.toPrecision(n)),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom("", "x", "1x", "-", "1.2.3", "1e", "e5", "1 2", "12-3", "1e5e5", "0x1", "1_0", ".", "NaN", "+"),
      },
    );
    const dress = fc.constantFrom(
      (t: string) => t,
      (t: string) => t,
      (t: string) => `"${t}"`,
      (t: string) => ` ${t} `,
    );
    const sheets = fc
      .integer({ min: 1, max: 4 })
      .chain((width) => fc.array(fc.array(fc.tuple(cell, dress), { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));
    fc.assert(
      fc.property(
        sheets,
        fc.constantFrom(",", ";", "|"),
        fc.constantFrom("\n", "\r\n"),
        fc.constantFrom(undefined, "#", "//"),
        (rows, separator, ending, comment) => {
          const text = rows.map((row) => ["k", ...row.map(([t, as]) => as(t)), "k"].join(separator) + ending).join("");
          const sheet = read(text, { separator, header: false, decimal: ".", ...(comment === undefined ? {} : { comment }) });
          const parsed: string[][] = parse(text, { delimiter: separator, trim: true });
          expect(sheet.rows).toBe(parsed.length);
          parsed.forEach((row, i) =>
            row.forEach((word, j) => {
              const list = sheet.words.get(j);
              const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(word) ? Number(word) : Number.NaN;
              if (list === undefined) expect(sheet.values[i * sheet.columns + j]).toBe(number);
              else expect(list[i] ?? "missing").toBe(["", "-", "NaN"].includes(word) ? "missing" : word);
            }),
          );
        },
      ),
      { numRuns: 1000, seed: 9 },
    );
  });

  test("a sign that stands in numbers may divide fields or begin comments", () => {
    expect(cells(read("1-2\n3-4\n", { separator: "-", header: false }))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(cells(read("1e2\n3e4\n", { separator: "e", header: false }))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(cells(read("1,2-3\n4,5\n", { comment: "-", header: false }))).toEqual([
      [1, 2],
      [4, 5],
    ]);
    expect(cells(read('1,5,"2,5"\n3,4,"1.5"\n', { separator: ",", decimal: ",", header: false }))).toEqual([
      [1, 5, "2,5"],
      [3, 4, "1.5"],
    ]);
    expect(cells(read('1.5,"2,5"\n', { separator: ",", decimal: ",", header: false }))).toEqual([["1.5", 2.5]]);
    expect(cells(read("1 2 # x\n3 4# y\n", { separator: " ", comment: "#", header: false }))).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test("a text whose later lines are much shorter than its first ones keeps every line", () => {
    const long = Array.from({ length: 1000 }, (_, i) => `${i}.${"0".repeat(60)}`);
    const short = Array.from({ length: 50_000 }, (_, i) => `${i % 10}`);
    const sheet = read([...long, ...short].join("\n"), { header: false });
    expect(sheet.rows).toBe(51_000);
    expect([...sheet.values.subarray(998, 1003), sheet.values[50_999]]).toEqual([998, 999, 0, 1, 2, 9]);
    expect([sheet.line(0), sheet.line(1000), sheet.line(50_999), sheet.line(51_000)]).toEqual([1, 1001, 51_000, null]);
  });

  test("the same without any option where each number has decimals and the columns have names", () => {
    const decimals = tables.map((rows) =>
      rows.map((row) => row.map((value) => Math.round(Math.max(-9e9, Math.min(9e9, value)) * 8) / 8 + 0.0625)),
    );
    fc.assert(
      fc.property(
        decimals,
        dialect.filter(({ names }) => names !== "none"),
        (rows, d) => {
          const sheet = read(write(rows, d));
          expect(cells(sheet)).toEqual(rows);
          expect(sheet.notes.some((note) => note.includes("commas were read as decimal marks"))).toBe(d.decimal === ",");
        },
      ),
      { numRuns: 500, seed: 3 },
    );
  });

  test("fields are those that csv-parse finds, words, quotes and line breaks inside them included", () => {
    const field = fc.oneof(
      fc
        .string({ unit: fc.constantFrom(..."ab,;\t\n\"' é"), maxLength: 6 })
        .map((text) => [`"${text.replaceAll('"', '""')}"`, text] as const),
      fc.string({ unit: fc.constantFrom(..."abé'x"), minLength: 1, maxLength: 6 }).map((text) => [text, text] as const),
    );
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 4 })
          .chain((width) => fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 })),
        fc.constantFrom(",", ";", "\t"),
        fc.constantFrom("\n", "\r\n"),
        (rows, separator, ending) => {
          // A first column without gaps keeps a line of empty fields from being none.
          const text = rows.map((row) => ["key", ...row.map(([written]) => written)].join(separator) + ending).join("");
          const found = cells(read(text, { separator, header: false })).map((row) => row.map((cell) => cell ?? ""));
          expect(found).toEqual(parse(text, { delimiter: separator, record_delimiter: ending }));
          expect(found).toEqual(rows.map((row) => ["key", ...row.map(([, word]) => word)]));
        },
      ),
      { numRuns: 500, seed: 4 },
    );
  });
});

describe("one kind of text each", () => {
  const numbers = [
    [1, 2],
    [3, 4],
  ];

  test("separators", () => {
    for (const text of [
      "1,2\n3,4\n",
      "1;2\n3;4",
      "1\t2\n3\t4",
      "1|2\n3|4",
      "1 2\n3 4\n",
      "  1   2\n 3  4  \n",
      "1, 2\n3, 4",
      "1,\t2\r3,\t4",
      "1 ;2\r\n3; 4\r\n\r\n",
    ])
      expect(seen(text), text).toEqual([null, numbers]);
    expect(seen("1.000000000000000000e+00 2.000000000000000000e+00\n3.000000000000000000e+00 4.000000000000000000e+00\n")).toEqual([
      null,
      numbers,
    ]);
    expect(seen('"length, cm";"width, cm";y\n1;2;3\n')).toEqual([["length, cm", "width, cm", "y"], [[1, 2, 3]]]);
    expect(seen("a:y\n1:2\n", { separator: ":" })).toEqual([["a", "y"], [[1, 2]]]);
    expect(fault("1,2\n", { separator: "::" })).toContain("a separator is one ASCII sign");
    expect(seen("5\n6.5\n").at(1)).toEqual([[5], [6.5]]);
  });

  test("decimal commas are read where they cannot be anything else, and said", () => {
    expect(seen("x;y\n0,5;1,5\n")).toEqual([["x", "y"], [[0.5, 1.5]]]);
    expect(read("x;y\n0,5;1,5\n").notes).toContain("commas were read as decimal marks");
    expect(seen('x,y\n"0,5","1,25"\n')).toEqual([["x", "y"], [[0.5, 1.25]]]);
    expect(seen("0,5 1,5\n2,5 3,5\n").at(1)).toEqual([
      [0.5, 1.5],
      [2.5, 3.5],
    ]);
    expect(seen("0,5;setosa\n1,5;virginica\n2,5;setosa\n", { header: false }).at(1)).toEqual([
      [0.5, "setosa"],
      [1.5, "virginica"],
      [2.5, "setosa"],
    ]);
    expect(fault("x;y\n1;1,234\n")).toBe(
      't.csv, line 2, column 2: 1,234 may be 1.234 or 1234; say decimal: "," if it is the first, and write thousands without commas if it is the second',
    );
    expect(seen("x;y\n1;1,234\n", { decimal: "," })).toEqual([["x", "y"], [[1, 1.234]]]);
    expect(seen("x;y\n0,5;1,234\n")).toEqual([["x", "y"], [[0.5, 1.234]]]);
    expect(fault("x;y\n0,5;1\n0.5;1\n")).toContain("line 2, column 1: has a comma in a number where line 3 has a point");
    expect(cells(read("x;y\n0,5;1\n", { decimal: "." }))).toEqual([["0,5", 1]]);
  });

  test("comments that begin the file are left out, others where the option says so", () => {
    expect(seen("# made 2024\na,y\n1,2\n")).toEqual([["a", "y"], [[1, 2]]]);
    expect(read("# made 2024\na,y\n1,2\n#end\n").notes).toContain("2 comment lines were left out");
    expect(seen("% one\n% two\n1.5 2\n3 4\n").at(1)).toEqual([
      [1.5, 2],
      [3, 4],
    ]);
    expect(fault("1,2\n# note\n3,4\n")).toBe(
      't.csv, line 2: has 1 field where the lines before have 2; if it is a comment, say comment: "#"',
    );
    expect(seen("1,2 // first\n// x\n3,4//\n", { comment: "//" }).at(1)).toEqual(numbers);
    expect(seen("a title; of 2024\n\n1,2\n3,4\n", { skip: 1 }).at(1)).toEqual(numbers);
    expect(read("a title\n\n1,2\n3,4\n", { skip: 1 }).line(1)).toBe(4);
    expect(fault("1,2\n", { skip: 3 })).toContain("has 1 lines, and skip leaves out 3");
  });

  test("a banner that counts the examples is left out, another first line that is too short or long is named", () => {
    const banner = read("2,1,no,yes\n1,0\n2,1\n");
    expect([banner.names, cells(banner)]).toEqual([
      null,
      [
        [1, 0],
        [2, 1],
      ],
    ]);
    expect(banner.notes).toEqual(["line 1 (2, 1, no, yes) was left out: it counts examples and inputs and names classes"]);
    const iris = read("3,4,setosa,versicolor,virginica\n5.1,3.5,1.4,0.2,0\n4.9,3,1.4,0.2,1\n4.7,3.2,1.3,0.2,2\n");
    expect([iris.names, iris.rows, iris.columns]).toEqual([null, 3, 5]);
    expect(fault("Sales of 2024\n1,2\n3,4\n")).toBe(
      "t.csv, line 1: has 1 field where the lines below have 2; if it belongs to no example, leave it out with skip: 1, otherwise every line needs as many",
    );
    expect(fault("7,1,no,yes\n1,0\n2,1\n")).toContain("looks like a banner of 7 examples, and 2 follow");
  });

  test("line breaks, empty lines, separators at the end, names of rows as R writes them", () => {
    for (const text of ["1,2\r3,4\r", "\n\n1,2\n \n3,4\n\n", "1,2,\n3,4,\n", "1,2\n3,4\n,\n,\n"])
      expect(seen(text), text).toEqual([null, numbers]);
    expect(seen("a,b,\n1,2,\n3,4,\n")).toEqual([["a", "b"], numbers]);
    expect(seen("a,b\n1,2,\n3,4,\n")).toEqual([["a", "b"], numbers]);
    expect(seen("a,b,c\n1,2,\n3,4,\n")).toEqual([
      ["a", "b", "c"],
      [
        [1, 2, null],
        [3, 4, null],
      ],
    ]);
    const named = read('"a" "b"\n"r1" 1 2\n"r2" 3 4\n');
    expect([named.names, named.index, cells(named)]).toEqual([
      ["", "a", "b"],
      [0],
      [
        ["r1", 1, 2],
        ["r2", 3, 4],
      ],
    ]);
  });

  test("encodings: UTF-8 and UTF-16 with their marks, Latin-1 where it is said", () => {
    const names = ["größe", "y"];
    const utf16 = (little: boolean): Uint8Array => {
      const text = "\uFEFFgröße,y\n1,2\n";
      const bytes = new Uint8Array(2 * text.length);
      [...text].forEach((sign, i) => new DataView(bytes.buffer).setUint16(2 * i, sign.charCodeAt(0), little));
      return bytes;
    };
    for (const text of ["größe,y\n1,2\n", "\uFEFFgröße,y\n1,2\n", utf16(true), utf16(false)]) expect(seen(text)).toEqual([names, [[1, 2]]]);
    const latin = Uint8Array.from([..."größe,y\n1,2\n"], (sign) => sign.charCodeAt(0));
    expect(seen(latin, { encoding: "latin-1" })).toEqual([names, [[1, 2]]]);
    expect(fault(latin)).toMatch(/^t\.csv, line 1: is not text in UTF-8; .*encoding: "latin-1"/);
  });

  test("quotes: numbers in them, none closed, text after them", () => {
    expect(seen('"a","y"\n"1.5","2"\n')).toEqual([["a", "y"], [[1.5, 2]]]);
    expect(fault('a,y\n1,2\n3,"4\n5,6\n')).toBe("t.csv, line 3: is not well-formed CSV: a quote is opened here and never closed");
    expect(fault('a,y\n1,"2"3\n')).toContain("line 2: is not well-formed CSV: text follows a closing quote");
  });

  test("a line of another length is named, whatever the line of names and the others say", () => {
    expect(fault("a,b,y\n1,2,3\n4,5,6,7\n")).toBe("t.csv, line 3: has 4 fields where the lines before have 3; every line needs as many");
    expect(fault("a,b,y\n1,2,3,4\n4,5,6\n")).toContain("line 2: has 4 fields where the line above has 3");
    expect(fault("a,b,y\n1,2,3\n4\n")).toContain("line 3: has 1 field where the lines before have 3");
  });

  test("words and gaps keep their places, numbers that are not finite are refused with theirs", () => {
    const sheet = read("a,kind,y\n1,x,2\n\n3,,NA\n4,7,5\n");
    expect(cells(sheet)).toEqual([
      [1, "x", 2],
      [3, null, null],
      [4, "7", 5],
    ]);
    expect([0, 1, 2, 3, -1].map((row) => sheet.line(row))).toEqual([2, 4, 5, null, null]);
    expect(fault("a,y\n1,2\n3,-inf\n")).toContain('line 3, column 2: "-inf" is not a finite number');
    expect(seen("a,y\nx,1\ninf,2\n").at(1)).toEqual([
      ["x", 1],
      ["inf", 2],
    ]);
  });
});

describe("the first line", () => {
  const names = (text: string): readonly string[] | null => read(text).names;

  test("names columns where it holds words above numbers", () => {
    expect(names("a,b\n1,2\n")).toEqual(["a", "b"]);
    expect(names("0,1,target\n1.5,2,3\n")).toEqual(["0", "1", "target"]);
    expect(names(",b,y\n0,2,3\n")).toEqual(["", "b", "y"]);
    expect(names("2019,2020,y\n0.5,0.25,1\n")).toEqual(["2019", "2020", "y"]);
    expect(names("length,species\n5.1,setosa\n6.3,virginica\n")).toEqual(["length", "species"]);
    expect(names("kind,colour\na,red\nb,blue\na,red\n")).toEqual(["kind", "colour"]);
    expect(fault("5,7,x\n3,4,5\n6,2,1\n")).toContain("line 1: 5, 7, x may be the names of the columns or an example");
  });

  test("is an example where it holds fractions, gaps, or a word that stands below too", () => {
    for (const text of [
      "5.1,3.5,setosa\n4.9,3,virginica\n",
      "5,setosa\n6,virginica\n5,setosa\n",
      "1,NaN,3\n4,5,6\n",
      "1,?,x\n4,5,y\n",
      "1.5,b\n2,3\n",
      "1,,3\n4,5,6\n",
    ])
      expect(names(text), text).toBeNull();
    expect(read("5,setosa\n6,virginica\n7,setosa\n").notes).toEqual(["line 1 (5, setosa) was read as an example, not as names"]);
  });

  test("of numbers names columns where no example is written so", () => {
    for (const text of [
      "0,1\n0.5,1.0\n",
      "0,1\n0.5,1.0\n0.25,2.0\n",
      "0,1,2\n0.3,-1.2,0.7\n1.1,0.4,-0.9\n",
      "0,1,2\n5.1,3.5,setosa\n4.9,3.1,virginica\n",
      "0,1\n5,yes\n4,no\n",
      ",0,1\n0,5,2\n1,7,3\n",
      "1990,1991,1992\n12,15,11\n10,14,9\n",
      "1990,1995,2000\n0.5,0.25,0.125\n",
      '"0","1"\n5,6\n7,8\n',
    ])
      expect(names(text), text).toEqual(text.split("\n")[0].replaceAll('"', "").split(","));
    expect(read("0,1\n0.5,1.0\n").notes).toEqual(["line 1 (0, 1) was read as names"]);
  });

  test("of numbers is an example where it is like those below", () => {
    for (const text of [
      "1,2\n3,4\n",
      "1,2,3\n4,5,6\n7,8,9\n",
      "1,0\n0,1\n",
      "0,0,0\n0,1,1\n",
      "1,2\n",
      "5\n6\n",
      "0\n1\n1\n0\n",
      "0.5,1\n2,3\n",
      "3,3\n0.5,0.7\n",
      // All different, and not one after the other.
      "3,1,2\n5,4,9\n6,2,8\n",
      "2000,2003\n1994,1980\n",
      "2001,2000\n1994,1980\n",
      "10,20,30\n12,15,9\n",
      "5,6,9\n1,2,3\n4,4,4\n",
      "7,3\n1,9\n2,2\n",
      // One after the other, as the lines below are: times, windows of a sequence, ranges.
      "200,201,202\n201,202,203\n202,203,204\n",
      "5,6,7\n2,3,4\n9,1,5\n",
      "1990,2000,2010\n1980,1990,2000\n",
      "1,2\n2,3\n9,5\n",
      // Every tenth pair of small numbers does by chance.
      "4,5\n1,4\n2,3\n5,1\n4,4\n3,2\n",
    ])
      expect(names(text), text).toBeNull();
  });

  test("of numbers is asked about where it may be either", () => {
    for (const text of [
      "0,1\n1,0\n",
      "0,1\n0.1,0.995\n0.2,0.98\n",
      "5,3\n0.5,0.7\n1.2,3.4\n",
      "1990,1991,1992\n1500,2100,1800\n1700,2000,1900\n",
      "2000,2001\n423,702\n129,314\n516,815\n",
      "2000,2001\n1994,1980\n",
      "2000,2001\n1994,1980\n2003,1999\n2010,2011\n",
      "2000,2001,2002\n1994,1980,2003\n1996,2004,1980\n",
      "1990,2000,2010\n1994,1980,2003\n",
      "1,2,3\n5,2,9\n3,3,1\n",
      "1,2\n5,2\n2,1\n",
      "0,1,2\n2,0,1\n1,1,0\n",
      "5,6\n1,9\n7,2\n",
      "5,6\n1,\n7,2\n",
      "11,12,13,14\n3,19,8,8\n5,2,7,1\n",
      ",2000,2001\n7,1994,1980\n3,2003,1999\n",
    ]) {
      expect(fault(text), text).toMatch(
        /^t\.csv, line 1: .* may be the names of the columns or an example; say which with header: true or header: false$/,
      );
      expect(read(text, { header: true }).names).toEqual(text.split("\n")[0].split(","));
      expect(read(text, { header: false }).names).toBeNull();
    }
  });
});

test("whatever the bytes, a text is read or refused in a sentence", () => {
  const signs = fc.constantFrom(..."0123456789.,;|\t\n\r \"'#%eE+-abNaé\u0000\uFEFF");
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: signs, maxLength: 60 }).map((text) => new TextEncoder().encode(text)),
        fc.uint8Array({ maxLength: 40 }),
      ),
      (bytes) => {
        for (const options of [{}, { header: true, encoding: "latin-1" }, { separator: " ", comment: "#", decimal: "," }] as const) {
          try {
            const sheet = read(bytes, options);
            expect(sheet.values.length).toBe(sheet.rows * sheet.columns);
            for (const list of sheet.words.values()) expect(list.length).toBe(sheet.rows);
            expect(sheet.names?.length ?? sheet.columns).toBe(sheet.columns);
            for (let row = 0; row < sheet.rows; row++) expect(sheet.line(row)).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toBeInstanceOf(DataError);
            expect((error as Error).message.length).toBeLessThanOrEqual(300);
          }
        }
      },
    ),
    { numRuns: 3000, seed: 5 },
  );
});
