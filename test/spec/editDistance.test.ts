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
