import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DataError } from "../../src/spec/errors.ts";
import { parseJson } from "../../src/spec/json.ts";

function faultOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}

describe("JSON that cannot be read is reported with line and column", () => {
  test.each([
    ['{\n  "a": 1,\n}', 'spec.json, line 3, column 1: not valid JSON: a key in double quotes expected, but there is "}"'],
    ["{a: 1}", 'spec.json, line 1, column 2: not valid JSON: a key in double quotes expected, but there is "a"'],
    ["[1 2]", 'spec.json, line 1, column 4: not valid JSON: a comma or ] expected, but there is "2"'],
    ['{"a" 1}', 'spec.json, line 1, column 6: not valid JSON: a colon expected, but there is "1"'],
    ['{"a": 1', "spec.json, line 1, column 8: not valid JSON: a comma or } expected, but the text ends"],
    ["", "spec.json, line 1, column 1: not valid JSON: a value expected, but the text ends"],
    ["[1,\n NaN]", 'spec.json, line 2, column 2: not valid JSON: a value expected, but there is "N"'],
    ['{"a": 1,\n "b": {"a": 2}, "a": 3}', 'spec.json, line 2, column 17: the key "a" stands twice in one object: keep one of them'],
    ['{"a": 1, "\\u0061": 2}', 'spec.json, line 1, column 10: the key "a" stands twice in one object: keep one of them'],
    ['{"\\n": 1, "\\u000a": 2}', 'spec.json, line 1, column 11: the key "\\n" stands twice in one object: keep one of them'],
    ['{"ste', "spec.json, line 1, column 6: not valid JSON: a closing quote expected, but the text ends"],
    ['["a\nb"]', 'spec.json, line 1, column 4: not valid JSON: a closing quote expected, but there is "\\n"'],
    ['["a\\q"]', 'spec.json, line 1, column 4: not valid JSON: an escape (\\n, \\t, \\", \\\\, \\u0041, …) expected, but there is "\\\\"'],
    ["{} {}", 'spec.json, line 1, column 4: not valid JSON: the end expected, but there is "{"'],
  ])("%j", (text, sentence) => expect(() => parseJson(text, "spec.json")).toThrow(sentence));

  test("every text that is cut short is reported inside the text, or at its end", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (value, part) => {
        const text = JSON.stringify([value]);
        const cut = text.slice(0, Math.floor(part * text.length));
        const error = faultOf(() => parseJson(cut));
        expect(error).toBeInstanceOf(DataError);
        expect((error as DataError).column).toBeLessThanOrEqual(cut.length + 1);
      }),
    );
  });
});

test("JSON that can be read is read", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(JSON.stringify(parseJson(text))).toBe(text);
    }),
  );
});

describe("size and depth are no danger", () => {
  test.each<[string, string, RegExp | null]>([
    ["a long string", JSON.stringify("a".repeat(1e7)), null],
    ["a long string of escapes", JSON.stringify("\n".repeat(2e6)), null],
    ["a long string without an end", `["${"a".repeat(1e7)}`, /^f, line 1, column 10000003: not valid JSON: a closing quote expected/],
    ["a long list", `[${"1, ".repeat(1e6)}1]`, null],
    ["lists in lists", "[".repeat(1e5), /^f, line 1, column 502: not valid JSON: lists and objects nested no deeper than 500 levels/],
    ["objects in objects", '{"a":'.repeat(1e5), /nested no deeper than 500 levels/],
    ["a long key, twice", `{"${"k".repeat(1e6)}": 1, "${"k".repeat(1e6)}": 2}`, /^f, line 1, column 1000009: the key "k+…k+" stands twice/],
    ["many lines", `${"\n".repeat(1e6)}x`, /^f, line 1000001, column 1: not valid JSON: a value expected, but there is "x"$/],
  ])("%s", (_name, text, sentence) => {
    const fault = faultOf(() => parseJson(text, "f")) as DataError | null;
    if (sentence === null) return expect(fault).toBeNull();
    expect(fault).toBeInstanceOf(DataError);
    expect(fault!.message).toMatch(sentence);
    expect(fault!.message.length).toBeLessThanOrEqual(300);
  });
});
