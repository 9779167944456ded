import fc from "fast-check";
import { expect, test } from "vitest";
import { printable } from "../../src/spec/printable.ts";

test.for([
  ["a\u001b[31mred", "a\\u001b[31mred"],
  ["two\nlines\tand\r\0", "two\\nlines\\tand\\r\\u0000"],
  ["\u007f\u009b2J", "\\u007f\\u009b2J"],
  ["half \ud800 a pair", "half \\ud800 a pair"],
  ["\udc00\ud83d", "\\udc00\\ud83d"],
  ["not \ufffe, \uffff, \u{1fffe}", "not \\ufffe, \\uffff, \\ud83f\\udffe"],
  ["right \u202e to left \u2066", "right \\u202e to left \\u2066"],
  ["λ_{max} ‖∇L‖² 学習率 😀 é", "λ_{max} ‖∇L‖² 学習率 😀 é"],
  ["\\n stays", "\\n stays"],
  ["", ""],
])("%j is shown as %j", ([text, shown]) => {
  expect(printable(text)).toBe(shown);
});

test("nothing that a terminal obeys or XML forbids is left of any text, and what is printable stays", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }), (text) => {
      const shown = printable(text);
      // XML 1.0, production 2, without the white space that would break a line.
      expect(shown).toMatch(/^[\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
      expect(shown).not.toMatch(/\p{Cc}/u);
      expect(printable(shown)).toBe(shown);
    }),
  );
});
