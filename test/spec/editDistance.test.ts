import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance } from "../../src/spec/editDistance.ts";

test("the edit distance counts insertions, deletions, replacements and exchanges of neighbours", () => {
  expect(editDistance("kitten", "sitting")).toBe(3);
  expect(editDistance("stepsize", "stepSize")).toBe(1);
  expect(editDistance("", "tanh")).toBe(4);
  expect(editDistance("tanh", "")).toBe(4);
  expect(editDistance("gradient-flow", "gradient-flow")).toBe(0);
  expect(editDistance("flow", "wolf")).toBe(3);
  expect(editDistance("sdg", "sgd")).toBe(1);
  expect(editDistance("ca", "abc")).toBe(3);
});

test("a bound cuts the work, not the number", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 12 });
  fc.assert(
    fc.property(word, word, fc.nat(8), (from, to, most) => {
      expect(editDistance(from, to, most)).toBe(Math.min(editDistance(from, to), most + 1));
    }),
    { numRuns: 2000 },
  );
});
