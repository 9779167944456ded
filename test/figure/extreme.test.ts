import { parseHTML } from "linkedom";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exportDrawing, provenance, readProvenance } from "../../src/figure/export/index.ts";
import { clipPath } from "../../src/figure/clip.ts";
import { band, type Drawing, type FigureRecord, overTime, paths, phasePortrait } from "../../src/figure/index.ts";
import { nodeDocument } from "../../src/figure/export/index.ts";
import { outsideOf, overlapping } from "./boxes.ts";

const about = provenance("extreme", "thalweg", { specs: [] }, []);
const formats = ["svg", "pdf", "png"] as const;

/** The SVG of a drawing, which must be well-formed XML whose coordinates are all printable and near the page; PDF and PNG must be made of it. */
async function drawn(
  drawing: Drawing,
  width: "single" | "double" = "double",
  made: readonly (typeof formats)[number][] = formats,
): Promise<Element> {
  for (const format of made.filter((one) => one !== "svg"))
    expect((await exportDrawing(drawing, { format, width, caption: "", provenance: about })).length).toBeGreaterThan(500);
  const bytes = await exportDrawing(drawing, { format: "svg", width, caption: "", provenance: about });
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  isWellFormed(text);
  const holder = nodeDocument().createElement("div");
  holder.innerHTML = text;
  const svg = holder.querySelector("svg")!;
  for (const node of svg.querySelectorAll("*"))
    for (const { name, value } of node.attributes) {
      if (!/^(d|transform|points|x|y|x1|x2|y1|y2|cx|cy|r|width|height)$/.test(name)) continue;
      expect(value, name).not.toMatch(/NaN|Infinity|undefined/);
      for (const number of value.match(/-?\d+(\.\d+)?(e[-+]?\d+)?/g) ?? [])
        expect(Math.abs(Number(number)), value).toBeLessThanOrEqual(1e4);
    }
  return svg;
}

/** Well-formedness as far as it can fail here: only characters that XML 1.0 allows, every "&" an entity, tags that close in order. */
function isWellFormed(text: string): void {
  expect(text).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
  expect(text.replaceAll(/&(amp|lt|gt|quot);/g, "")).not.toContain("&");
  const open: string[] = [];
  for (const [, close, name, attributes, empty] of text.matchAll(/<(\/?)([\w-]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g)) {
    if (close === "/") expect(open.pop()).toBe(name);
    else if (empty === "") open.push(name);
    const names = [...attributes.matchAll(/([\w:-]+)="/g)].map(([, own]) => own);
    expect(new Set(names).size).toBe(names.length);
  }
  expect(open).toEqual([]);
  expect(text.replaceAll(/<\/?[\w-]+(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/g, "")).not.toContain("<");
  expect(parseHTML(text).document.querySelector("svg")).not.toBeNull();
}

/** Values as columns of records hold them, at every size a float64 has. */
const extreme = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 1e21, -1.288285957640225e21, 1e120, -1e120, 1e300, 1.7e308, -1.7e308, 5e-324, -5e-324, 1e-310, 1e-120),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.constant(null),
);

const recordOf = (i: number, status: string, columns: Record<string, readonly (number | null | string)[]>, name = "x"): FigureRecord => ({
  id: `${i}`.padStart(64, "0"),
  spec: { version: 1, dynamics: { kind: "gd", stepSize: i, name }, measures: [] },
  status,
  path: columns,
  final: { step: 1, time: 1, loss: 1, parameters: [] },
  cost: { gradients: 1, hessianVectors: 0 },
});

const row = fc.tuple(extreme, extreme, fc.double({ min: 0, max: 1e308, noNaN: true }));
const records = fc.array(fc.record({ status: fc.constantFrom("finished", "diverged"), rows: fc.array(row, { maxLength: 12 }) }), {
  minLength: 1,
  maxLength: 5,
});

describe("whatever numbers columns hold,", () => {
  test("SVG, PDF and PNG are made, with coordinates that can be printed and texts inside", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.constantFrom("single", "double"), async (given, width) => {
        const runs = given.map(({ status, rows }, i) =>
          recordOf(i, status, {
            step: rows.map((_, k) => k),
            time: rows.map(([, , time], k) => (i % 2 === 0 ? k : time)).toSorted((a, b) => a - b),
            loss: rows.map(([loss]) => (loss === null ? null : Math.abs(loss))),
            value: rows.map(([, value]) => value),
          }),
        );
        const svg = await drawn(overTime(runs, { columns: ["loss", "value"] }), width);
        expect(outsideOf(svg)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  test("so are panels of one's own, on any axes, with bands and guides", { timeout: 300_000 }, async () => {
    const any = fc.oneof(extreme, fc.constantFrom(NaN, Infinity, -Infinity)).map((value) => value ?? NaN);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(any, any, any), { maxLength: 10 }),
        fc.constantFrom("linear", "log"),
        fc.constantFrom("linear", "log"),
        any,
        async (rows, x, y, guide) => {
          const curve = { x: rows.map(([at]) => at), y: rows.map(([, value]) => value) };
          const other = { ...curve, y: rows.map(([, , value]) => value) };
          const drawing: Drawing = {
            description: "Anything.",
            rows: [
              {
                height: 120,
                panels: [
                  paths({
                    x: { label: "x", type: x },
                    y: { label: "y", type: y },
                    series: [
                      { curve: { ...curve, horizon: rows[0]?.[0] }, colour: "#000000", label: "curve" },
                      { curve: { ...curve, low: other.y, high: curve.y }, colour: "#000000" },
                      ...(rows.length > 0 && rows.every((row) => row.every(Number.isFinite))
                        ? [{ curve: band([curve, other]), colour: "#000000" }]
                        : []),
                    ],
                    guides: [{ y: guide, label: "guide" }],
                  }),
                  phasePortrait({
                    x: { label: "a", domain: [-1, 1] },
                    y: { label: "b", domain: [-1, 1] },
                    loss: (a, b) => a * b,
                    levels: [0.1],
                    paths: () => [{ curve, colour: "#000000", dots: true }],
                  }),
                ],
              },
            ],
          };
          expect((await drawn(drawing)).querySelectorAll("text").length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 15 },
    );
  });

  const one = (status: string, values: readonly (number | null)[], i = 0): FigureRecord =>
    recordOf(i, status, { step: values.map((_, k) => k), time: values.map((_, k) => k), value: values });
  test.for<readonly [string, readonly FigureRecord[]]>([
    ["nothing", [one("finished", [])]],
    ["nulls alone", [one("diverged", [null, null, null])]],
    ["a single point", [one("finished", [3])]],
    ["a single zero", [one("finished", [0])]],
    ["a constant but for rounding", [one("finished", [0.3, 0.30000000000000004, 0.3])]],
    ["large numbers close together", [one("finished", [1e16, 1e16 + 2, 1e16 + 4])]],
    [
      "powers that leave the numbers",
      [
        one(
          "diverged",
          Array.from({ length: 1000 }, (_, k) => (-2) ** k),
        ),
      ],
    ],
    [
      "positive powers that leave the numbers",
      [
        one(
          "diverged",
          Array.from({ length: 1000 }, (_, k) => 2 ** k),
        ),
      ],
    ],
    [
      "powers that become zero",
      [
        one(
          "finished",
          Array.from({ length: 1200 }, (_, k) => 2 ** -k),
        ),
      ],
    ],
  ])("as %s", async ([, runs]) => {
    for (const width of ["single", "double"] as const) {
      const svg = await drawn(overTime(runs, { columns: ["value"] }), width);
      expect(outsideOf(svg)).toEqual([]);
      expect(overlapping(svg)).toEqual([]);
    }
  });

  test("a run that diverged does not squash the others", async () => {
    const good = [1, 2].map((rate) =>
      one(
        "finished",
        Array.from({ length: 50 }, (_, k) => Math.cos(k * rate) / (1 + k)),
        rate,
      ),
    );
    const bad = one(
      "diverged",
      Array.from({ length: 50 }, (_, k) => (-1e4) ** k),
      3,
    );
    const svg = await drawn(overTime([...good, bad], { columns: ["value"] }));
    const heights = [...svg.querySelectorAll("[aria-label=line] path")].map((path) => {
      const ys = path
        .getAttribute("d")!
        .split(/[ML]/)
        .slice(1)
        .map((pair) => Number(pair.split(",")[1]));
      return Math.max(...ys) - Math.min(...ys);
    });
    expect(heights.slice(1).every((height) => height > 30)).toBe(true);
    // And what diverged leaves through the top and the bottom, steeply.
    expect(heights[0]).toBeGreaterThan(500);
  });
});

describe("lines end where they leave what can be seen,", () => {
  test("in their direction", () => {
    expect(clipPath("M0,0L1e30,2e30")).toBe("M0,0L5000,10000");
    expect(clipPath("M0,0L10,10L1e25,-1e25L20,20L30,30")).toMatch(/^M0,0L10,10L10000,-99\d\d.*M10000,-99.*L20,20L30,30$/);
    expect(clipPath("M0,0L10,Infinity")).toMatch(/^M0,0L0.0001\d*,10000$/);
    expect(clipPath("M-1e30,5L1e30,5")).toBe("M-10000,5L10000,5");
    expect(clipPath("M0,0L1e30,0L1e30,1e30L0,1e30Z")).toMatch(/Z$/);
    expect(clipPath("M1e30,1e30L2e30,1e30")).toBe("");
  });

  test("and those that stay within reach are as they were", () => {
    for (const d of ["M0,0L-3,0", "M1.234567,2L3,4Z", "M0,0h16", "M0,1C1,2,3,4,5,6Z", ""]) expect(clipPath(d)).toBe(d);
  });
});

describe("whatever runs and columns are called,", () => {
  const texts = fc.oneof(
    fc.string({ maxLength: 60, unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
    fc.string({ maxLength: 200 }),
    fc.constantFrom(
      "a\u0000b\u001b[31m",
      "]]>",
      "<script>&amp;\"'",
      "λ_{max}",
      "_{",
      "gradientNormSquaredOfTheAverageIterateOfAnEpoch",
      "W".repeat(150),
      "\ufffe\ud800",
    ),
  );

  test("the SVG is well-formed, its texts are inside, and its specs are read back as they were", { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(texts, { minLength: 2, maxLength: 12 }),
        texts,
        fc.constantFrom("single", "double"),
        async (names, column, width) => {
          const own = column === "step" || column === "time" || column === "" || column === "__proto__" ? "value" : column;
          const runs = names.map((name, i) => recordOf(i, "finished", { step: [0, 1], time: [0, 1], [own]: [1, i + 2] }, name));
          const drawing = overTime(runs, { columns: [own], label: (text) => `${text} (loss² / parameter²)` });
          const svg = await drawn(drawing, width, ["svg"]);
          expect(outsideOf(svg)).toEqual([]);
          const told = provenance(
            `n${column}`,
            "thalweg",
            names.filter((name) => !/\p{Cs}/u.test(name)),
            [],
          );
          for (const format of formats)
            expect(readProvenance(await exportDrawing(drawing, { format, caption: column, provenance: told }))).toEqual(told);
        },
      ),
      { numRuns: 10 },
    );
  });

  test("long labels beside a panel, on its axes and above it keep inside and apart", { timeout: 300_000 }, async () => {
    const words = fc
      .array(fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom(..."abcdefghijklmnoWM") }), { minLength: 1, maxLength: 14 })
      .map((list) => list.join(" "));
    await fc.assert(
      fc.asyncProperty(
        fc.array(words, { minLength: 1, maxLength: 20 }),
        words,
        words,
        words,
        fc.constantFrom("single", "double"),
        async (labels, x, y, title, width) => {
          const drawing: Drawing = {
            description: title,
            legend: labels.map((label) => ({ label, colour: "#000000", dash: "" })),
            rows: [
              {
                height: 100,
                panels: [0, 1].map(() =>
                  paths({
                    x: { label: x },
                    y: { label: y },
                    title,
                    series: labels.slice(0, 6).map((label, i) => ({ curve: { x: [0, 1], y: [i, 2 * i] }, colour: "#000000", label })),
                    guides: [{ y: 3, label: "2/η = 3", at: "beside" }],
                  }),
                ),
              },
            ],
          };
          const svg = await drawn(drawing, width, ["svg"]);
          expect(outsideOf(svg)).toEqual([]);
          expect(overlapping(svg)).toEqual([]);
        },
      ),
      { numRuns: 15 },
    );
  });
});
